// Decodes debug=1 text: count profiles (goroutine, goroutineleak, threadcreate, the user's), heap, mutex and block.
//
//   goroutine profile: total 208            --- mutex:                    heap profile: 3: 5056 [7: 2044864] @ heap/1048576
//   12 @ 0x48c62e 0x41afee                  cycles/second=2496000000      1: 4096 [1: 4096] @ 0x48a16c
//   # labels: {"tenant":"blue"}             sampling period=1             #\t0x48a16b\t…
//   #\t0x6da730\tmain.consume+0x30\tc.go:9  8123 2 @ 0x6da731             # runtime.MemStats
//
// Several profiles may stand in one text. What people paste is read as well: behind a log's prefix, quoted or indented,
// without the header, and without the `#` that Markdown takes for a heading. Written by runtime/pprof: printCountProfile, writeHeapInternal, writeProfileInternal.
import type { Provenance } from '../../model/capture.ts';
import { type Decoded, emptyDecoded } from '../../model/decoded.ts';
import { DecodeError } from '../../model/problem.ts';
import type { MetricsSample, ValueProfile } from '../../model/profile.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { ProblemTally } from '../problem-tally.ts';
import { forEachLine } from '../text-lines.ts';
import { memStatsSample } from './mem-stats.ts';
import { fence, frameWithoutHash, newLineUnwrapper } from './pasted-line.ts';
import { RecordReader } from './record-reader.ts';
import { contentionProfileOf, countSnapshotOf, heapProfileOf, type TextProfile } from './text-profile.ts';

const countHeader = /^(\S.*?) profile: total (\d+)\s*$/;
const heapHeader = /^heap profile:\s*\d+:\s*\d+\s*\[\s*\d+:\s*\d+\]\s*@\s*(\S*)/;
const contentionHeader = /^--- ?(mutex|contention)/;
/** Never negative: net/http/pprof refuses `seconds`, the only source of differences, together with `debug`. */
const countRecord = /^(\d+) @((?:\s+0x[0-9a-f]+)*)\s*$/;
const heapRecord = /^\s*(-?\d+): (-?\d+) \[(-?\d+): (-?\d+)\] @((?:\s+0x[0-9a-f]+)*)\s*$/;
const contentionRecord = /^\s*(-?\d+) (-?\d+) @((?:\s+0x[0-9a-f]+)*)\s*$/;

/**
 * Snapshots, value profiles and the heap's memory statistics of a debug=1 text. A sum of counts that differs from the
 * declared total gives problem `debug1/truncated` and limit `truncated`; so do records without a header, a part of a
 * goroutine profile. Throws `DecodeError` when no line is the header or a record of one.
 */
export function decodeCountText(bytes: Uint8Array, provenance: Provenance): Decoded {
  const problems = new ProblemTally(provenance.name);
  const found: TextProfile[] = [];
  let memStats: Map<string, string> | undefined;
  let current: TextProfile | undefined;
  const unwrap = newLineUnwrapper();
  /** Behind the fence that closes a quotation only a record or a header counts. */
  let outside = false;

  const open = (profile: TextProfile) => {
    current?.records.finish();
    current = profile;
    found.push(profile);
    outside = false;
  };

  const header = (line: string, number: number): boolean => {
    const heap = heapHeader.exec(line);
    if (heap) {
      open({ kind: 'heap', name: 'heap', line: number, records: new RecordReader(4), rate: heap[1] });
      return true;
    }
    const contention = contentionHeader.exec(line);
    if (contention) {
      const name = contention[1] === 'mutex' ? 'mutex' : 'block';
      open({ kind: 'contention', name, line: number, records: new RecordReader(2) });
      return true;
    }
    const count = countHeader.exec(line);
    if (!count) return false;
    const total = Number(count[2]);
    open({ kind: 'count', name: count[1], line: number, records: new RecordReader(1), declaredTotal: total });
    return true;
  };

  const closed = forEachLine(bytes, (raw, number) => {
    const line = unwrap(raw, current ? current.kind !== 'count' : heapRecord.test(raw));
    const first = line.charCodeAt(0);
    if (fence.test(line)) {
      current?.records.finish();
      outside = current !== undefined;
      return;
    }
    const bare = current?.kind === 'count' && current.records.isOpen ? frameWithoutHash(line) : undefined;
    if (bare !== undefined && (bare === '' || current?.records.takeFrame(bare))) return;
    if (first === 0x23 && current) {
      if (line.startsWith('# runtime.MemStats')) {
        current.records.finish();
        memStats = new Map();
      } else if (memStats && !current.records.isOpen) takeMemStat(memStats, line);
      else if (!takeDetail(current, line))
        problems.add('debug1/unknown-line', 'A line of a record could not be read.', { line: number, quote: line });
      return;
    }
    if (line.trim() === '') {
      current?.records.finish();
      return;
    }
    const isDigit = (first >= 0x30 && first <= 0x39) || first === 0x20 || first === 0x2d;
    if (current && isDigit && takeRecord(current, line, number)) return;
    if (header(line, number)) return;
    if (!current && countRecord.test(line) && line.includes(' 0x')) {
      open({ kind: 'count', name: 'goroutine', line: number, records: new RecordReader(1), headless: true });
      takeRecord(found[0], line, number);
      return;
    }
    if (!current || outside) return; // a log before the first profile, text behind a quoted one
    if (current.kind === 'contention' && takeSetting(current, line)) return;
    problems.add('debug1/unknown-line', 'A line inside a profile could not be read.', { line: number, quote: line });
  });
  if (!closed) current?.records.markCut();
  current?.records.finish();
  if (found.length === 0)
    throw new DecodeError('debug1/no-profile', 'No line is the header or a record of a profile in debug=1 form.', 0);

  const snapshots: Snapshot[] = [];
  const profiles: ValueProfile[] = [];
  for (const profile of found) {
    if (profile.kind === 'count') snapshots.push(countSnapshotOf(profile, provenance, problems));
    else if (profile.kind === 'heap') profiles.push(heapProfileOf(profile, provenance));
    else profiles.push(contentionProfileOf(profile, provenance, problems));
  }
  const metrics: MetricsSample[] = memStats && memStats.size > 0 ? [memStatsSample(memStats, provenance)] : [];
  return { ...emptyDecoded('debug1', bytes.length), snapshots, profiles, metrics, problems: problems.list() };
}

function takeRecord(profile: TextProfile, line: string, number: number): boolean {
  const shape = profile.kind === 'count' ? countRecord : profile.kind === 'heap' ? heapRecord : contentionRecord;
  const match = shape.exec(line);
  if (!match) return false;
  const values: number[] = [];
  for (let i = 1; i <= profile.records.width; i++) values.push(Number(match[i]));
  // A count above 2^53 is no count; the line is told as one that could not be read.
  if (!values.every(Number.isSafeInteger)) return false;
  profile.records.begin(values, match[profile.records.width + 1], number);
  return true;
}

function takeDetail(profile: TextProfile, line: string): boolean {
  if (!profile.records.isOpen) return false;
  if (line.startsWith('# labels: ')) return profile.records.takeLabels(line.slice('# labels: '.length).trimEnd());
  return profile.records.takeFrame(line);
}

/** `# HeapAlloc = 2830768` */
function takeMemStat(memStats: Map<string, string>, line: string): void {
  const match = /^# (\w+) = (.*)$/.exec(line);
  if (match) memStats.set(match[1], match[2].trim());
}

/** `cycles/second=2496000000`, `sampling period=1` */
function takeSetting(profile: TextProfile, line: string): boolean {
  const match = /^\s*(cycles\/second|sampling period|ms since reset|discarded samples)\s*=\s*(\d+)\s*$/.exec(line);
  if (!match) return false;
  if (match[1] === 'cycles/second') profile.cyclesPerSecond = Number(match[2]);
  return true;
}

// One capture that should be an execution trace → its events for a listener, piece by piece; what went wrong, as problems.
import { newTraceReader } from '../decode/exectrace/trace-reader.ts';
import { sniff } from '../decode/sniff.ts';
import { problemInfo } from '../knowledge/problems.ts';
import type { ByteSource, Capture } from '../model/capture.ts';
import { DecodeError, type Problem, quoteOf } from '../model/problem.ts';
import type { TraceSink, TraceSummary, TraceTables } from '../model/trace-events.ts';

export interface ReadTraceOptions {
  /** Called with the bytes read so far. */
  readonly onProgress?: (bytes: number) => void;
  /** Asked between chunks; true ends reading with what is known. */
  readonly stopped?: () => boolean;
}

export interface TraceRead {
  readonly summary: TraceSummary;
  /** What went wrong outside the format; the reader's own problems are in the summary. */
  readonly problems: readonly Problem[];
  readonly interrupted: boolean;
}

const chunk = 1 << 18;
/** 2 MiB, some 50 ms. */
const chunksAtOnce = 8;

/** Reads to the end. `listen` is called once, before the first event. Bad input stands in `problems`; it never throws for it. */
export async function readTrace(
  capture: Capture,
  listen: (tables: TraceTables) => TraceSink,
  options: ReadTraceOptions,
): Promise<TraceRead> {
  const { name } = capture.provenance;
  const problems: Problem[] = [];
  let summary: TraceSummary = nothingRead;
  let interrupted = false;
  let source: ByteSource | undefined;
  let head = new Uint8Array(0);
  let total = 0;
  let chunks = 0;
  try {
    const opened = capture.open();
    source = opened instanceof Promise ? await opened : opened;
    const reader = newTraceReader({ sink: listen });
    try {
      for (;;) {
        const into = reader.reserve(chunk);
        const n = source.read(into, 0, Math.min(into.length, chunk));
        const got = n instanceof Promise ? await n : n;
        if (got === 0) break;
        if (total === 0) head = into.slice(0, Math.min(got, 4096));
        reader.commit(got);
        total += got;
        options.onProgress?.(total);
        // A plain file answers at once: without this no signal and no closed pipe would be heard of before the end.
        if (++chunks % chunksAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
        if (options.stopped?.()) {
          interrupted = true;
          problems.push({ code: 'run/interrupted', message: `reading was stopped after ${total} bytes` });
          break;
        }
      }
    } catch (error) {
      // A source that breaks off gives what came before.
      if (error instanceof DecodeError) throw error;
      problems.push(problemOf(error));
    }
    if (total === 0 && problems.length === 0)
      problems.push({ code: 'decode/empty', message: `${name} holds no bytes` });
    else if (total > 0) summary = reader.end();
  } catch (error) {
    problems.push(refusalOf(error, head, name) ?? problemOf(error));
  } finally {
    source?.close();
  }
  interrupted ||= problems.some((p) => p.code === 'run/interrupted');
  return { summary, problems: problems.map((p) => ({ ...p, source: p.source ?? name })), interrupted };
}

/** The advice of the error table for these problems, each line once. */
export function adviceFor(problems: readonly Problem[]): string[] {
  const lines = problems.flatMap((p) => problemInfo(p.code)?.next ?? []);
  return [...new Set(lines)];
}

/** Of bytes that are no trace: what they are instead, and who reads that. */
function refusalOf(error: unknown, head: Uint8Array, name: string): Problem | undefined {
  if (!(error instanceof DecodeError) || error.code !== 'exectrace/not-a-trace') return undefined;
  const { kind, why } = sniff(head);
  const told: Record<string, readonly [string, string]> = {
    dump: [
      'exectrace/not-a-trace',
      'is a goroutine dump or other text, no execution trace; parkwatch check reads dumps',
    ],
    debug1: ['exectrace/not-a-trace', 'is a profile in text form, no execution trace; parkwatch check reads it'],
    pprof: ['exectrace/not-a-trace', 'is a pprof profile, no execution trace; parkwatch check reads it'],
    html: ['collect/html-instead', 'is a web page, no execution trace'],
    'not-found-text': ['collect/not-found', 'is the text of a 404 answer, no execution trace'],
    zip: ['decode/zip-here', 'is a zip archive; unpack it'],
    tar: ['decode/tar-here', 'is a tar archive without the ending .tar or .tgz; rename it'],
    'json-result': ['decode/result-here', "is a result of Parkwatch's own, no execution trace"],
  };
  const [code, words] = told[kind] ?? ['exectrace/not-a-trace', `is no execution trace (${why})`];
  const line = new TextDecoder('latin1').decode(head.subarray(0, 80)).split('\n')[0];
  const quote = /^[\x20-\x7e\t]+$/.test(line) ? quoteOf(line) : undefined;
  return { code, message: `${name} ${words}`, source: name, offset: 0, ...(quote ? { quote } : {}) };
}

function problemOf(error: unknown): Problem {
  const code = (error as { code?: unknown }).code;
  const message = error instanceof Error ? error.message : String(error);
  const named = typeof code === 'string' && code.includes('/');
  return { code: named ? code : 'collect/read-failed', message };
}

const nothingRead: TraceSummary = {
  header: '',
  version: 0,
  bytes: 0,
  generations: 0,
  firstNs: 0,
  durationNs: 0,
  events: 0,
  kinds: {},
  salvaged: { events: 0, kinds: {} },
  clockSnapshots: [],
  complete: false,
  problems: [],
};

/** Tables for a walk over nothing. */
export const noTables: TraceTables = {
  goroutineId: () => -1,
  procId: () => -1,
  threadId: () => -1,
  idText: (id) => id,
  text: () => '',
  stackOf: () => 0,
  frames: () => [],
};

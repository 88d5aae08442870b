// Go's own reader (golang.org/x/exp/trace, bench/anchors-trace) against ours: the same events in the same order, also where
// a file is cut, its clocks are skewed or its bytes are flipped.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newRandom } from '../../fuzz/mutate.ts';
import { buildGoProgram, goVersion } from '../support/go-program.ts';
import { hashTraceOrder } from '../support/trace-order.ts';
import { traceFromText } from '../support/trace-text.ts';

const captures = readdirSync('testdata/traces')
  .filter((file) => file.endsWith('.trace'))
  .map((file) => join('testdata/traces', file));

/** Undefined without `go`, and where its modules cannot be had. */
function buildReader(): string | undefined {
  if (goVersion === undefined) return undefined;
  try {
    return buildGoProgram('bench/anchors-trace');
  } catch (error) {
    if (!/dial tcp|no such host|module lookup disabled|i\/o timeout/.test(String(error))) throw error;
    console.warn('SKIPPED: golang.org/x/exp cannot be fetched, so its reader is not compared');
    return undefined;
  }
}

const binary = buildReader();

describe.skipIf(binary === undefined)("Go's reader", () => {
  const folder = mkdtempSync(join(tmpdir(), 'parkwatch-trace-'));

  /** File, length, events, order hash, whether it failed, goroutines and the hash of their times, for each file and cut. */
  function goOrder(
    files: readonly string[],
    cuts: number,
  ): [string, number, number, number, boolean, number, number][] {
    const run = spawnSync(binary ?? '', ['-order', '-cuts', String(cuts), ...files], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    if (run.status !== 0) throw new Error(run.stderr);
    return run.stdout
      .trim()
      .split('\n')
      .map((line) => {
        const [file, length, events, hash, failed, goroutines, times] = line.split(' ');
        const failure = failed === 'true';
        return [file, Number(length), Number(events), Number(hash), failure, Number(goroutines), Number(times)];
      });
  }

  it('gives the same for every capture, whole and cut at twenty places', { timeout: 120_000 }, () => {
    const rows = goOrder(captures, 20);
    expect(rows.length).toBe(captures.length * 20);
    for (const [file, length, events, hash, , goroutines, times] of rows) {
      const { summary: _, ...have } = hashTraceOrder(readFileSync(file).subarray(0, length));
      expect({ file, length, ...have }).toEqual({ file, length, events, hash, goroutines, times });
    }
  });

  it('gives the same for the hand-written cases, but where it stops and we go on', { timeout: 120_000 }, () => {
    const names = readdirSync('testdata/trace-cases');
    const files = names.map((name) => {
      const file = join(folder, name);
      writeFileSync(file, traceFromText(readFileSync(join('testdata/trace-cases', name), 'utf8').split('\n---\n')[0]));
      return file;
    });
    // Left out of a batch what Go does not understand; read a header that it refuses.
    const lenient = ['unknown-event.txt', 'varint-overflow.txt', 'newer-version.txt'];
    for (const [file, , events, hash, failed] of goOrder(files, 0)) {
      const name = file.slice(folder.length + 1);
      const have = hashTraceOrder(readFileSync(file));
      if (lenient.includes(name)) expect(have.events, name).toBeGreaterThan(events);
      else
        expect({ name, events: have.events, hash: have.hash, failed: !have.summary.complete }).toEqual({
          name,
          events,
          hash,
          failed,
        });
    }
  });

  it('gives the same for flipped bytes, but where a batch was left out', { timeout: 120_000 }, () => {
    const random = newRandom(5);
    const small = captures.filter((file) => readFileSync(file).length < 30_000);
    const files = Array.from({ length: 400 }, (_, i) => {
      const bytes = new Uint8Array(readFileSync(small[i % small.length]));
      // Within the events, not the texts: those hold bytes that are no UTF-8 then.
      const at = 16 + Math.floor(random() * bytes.length * 0.4);
      bytes[at] ^= 1 << Math.floor(random() * 7);
      const file = join(folder, `flip-${i}`);
      writeFileSync(file, bytes);
      return file;
    });
    let equal = 0;
    for (const [file, , events, hash, failed, goroutines, times] of goOrder(files, 0)) {
      const { summary, ...have } = hashTraceOrder(readFileSync(file));
      if (summary.problems.some((p) => p.code === 'exectrace/damaged-batch' || p.code === 'exectrace/newer-version'))
        continue;
      expect({ file, ...have, failed: !summary.complete }).toEqual({ file, events, hash, goroutines, times, failed });
      equal++;
    }
    expect(equal).toBeGreaterThan(200);
  });
});

// Leaks and their healthy look-alikes, seven small programs each traced for 0.6 s (testdata/trace-programs, Go 1.26).
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { newTraceWalk, type TraceWalk } from '../analyse/trace/derive-trace-facts.ts';
import { decodeTrace } from '../decode/exectrace/trace-reader.ts';
import { judgeTrace } from './judge-trace.ts';

const folder = new URL('../../testdata/trace-programs/', import.meta.url);

function judged(program: string) {
  let walk: TraceWalk | undefined;
  const summary = decodeTrace(gunzipSync(readFileSync(new URL(`${program}-1.26.trace.gz`, folder))), {
    sink: (tables) => {
      walk = newTraceWalk(tables);
      return walk.sink;
    },
  });
  if (!walk) throw new Error('no walk');
  return judgeTrace(walk.finish(summary), program);
}

const leaks = {
  // The slower answers of a fan-out have nobody to send to.
  leakfanin: ['main.bestQuote', 'chan send'],
  // A channel that is taken out of its hub and never closed; others at the same place are woken all the time.
  leaksub: ['main.session', 'chan receive'],
  // A lock that a return keeps.
  leaklock: ['main.main', 'sync'],
} as const;

it.each(Object.entries(leaks))('%s is suspect, by its birth site', (program, [birth, reason]) => {
  const { verdict, findings } = judged(program);
  expect(verdict).toBe('suspect');
  expect(findings.map((f) => [f.birthSite?.function, f.waitReason])).toEqual([[birth, reason]]);
});

// A pool that is filled up, sessions of clients that come, entries that live for a third of the trace, and entries that
// live longer than it.
it.each(['okpool', 'okconns', 'okttl', 'oklong'])('%s is none', (program) => {
  expect(judged(program)).toEqual({ verdict: 'clean', findings: [] });
});

// A trace read by us and by Go's own reader (bench/anchors-trace: the order and every goroutine's times; test/live-go/traceexpect:
// all facts), which must be equal in everything. Used by live tests; the row of figures is what docs/performance.md shows.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { newTraceWalk, type TraceWalk } from '../../src/analyse/trace/derive-trace-facts.ts';
import { decodeTrace } from '../../src/decode/exectrace/trace-reader.ts';
import { expectTraceFacts } from './expect-trace-facts.ts';
import { buildGoProgram } from './go-program.ts';
import { hashTraceOrder } from './trace-order.ts';

export interface GoReaders {
  readonly order: string;
  readonly expects: string;
}

/** Builds both; throws when the modules cannot be had. */
export function buildGoReaders(): GoReaders {
  return { order: buildGoProgram('bench/anchors-trace'), expects: buildGoProgram('test/live-go/traceexpect') };
}

/** Figures of a trace in which everything was equal. */
export interface EqualTrace {
  readonly MB: number;
  readonly generations: number;
  readonly events: number;
  readonly goroutines: number;
  readonly wakes: number;
  readonly edges: number;
  readonly cancelWakes: number;
  readonly blockedAtEnd: number;
  /** Of the total order, and of every goroutine's time in every state. */
  readonly orderHash: string;
  readonly timesHash: string;
}

const hex = (value: number) => value.toString(16).padStart(8, '0');

/** Fails at the first difference between our reader and Go's. */
export function expectEqualToGo(path: string, { order, expects }: GoReaders): EqualTrace {
  const bytes = readFileSync(path);
  const go = spawnSync(order, ['-order', path], { encoding: 'utf8' }).stdout.trim().split(' ');
  const [, length, events, hash, failed, goroutines, times] = go;
  const have = hashTraceOrder(bytes);
  expect({
    bytes: bytes.length,
    events: have.events,
    hash: have.hash,
    failed: !have.summary.complete,
    goroutines: have.goroutines,
    times: have.times,
  }).toEqual({
    bytes: Number(length),
    events: Number(events),
    hash: Number(hash),
    failed: failed === 'true',
    goroutines: Number(goroutines),
    times: Number(times),
  });
  const want = spawnSync(expects, ['-compact', '-all', path], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (want.status !== 0) throw new Error(want.stderr);
  let walk: TraceWalk | undefined;
  const summary = decodeTrace(bytes, {
    sink: (tables) => {
      walk = newTraceWalk(tables);
      return walk.sink;
    },
  });
  const facts = (walk as TraceWalk).finish(summary);
  expectTraceFacts(facts, JSON.parse(want.stdout));
  return {
    MB: Math.round(bytes.length / 1e5) / 10,
    generations: facts.generations,
    events: have.events,
    goroutines: have.goroutines,
    wakes: facts.edges.reduce((n, edge) => n + edge.count, 0),
    edges: facts.edges.length,
    cancelWakes: facts.cancels.reduce((n, cancel) => n + cancel.woken.length, 0),
    blockedAtEnd: facts.blockedAtEnd.reduce((n, group) => n + group.count, 0),
    orderHash: hex(have.hash),
    timesHash: hex(have.times),
  };
}

import { describe, expect, test } from 'vitest';
import { primitives } from '../model/primitive.ts';
import {
  channelParkLines,
  foldedWaits,
  isExportedRuntime,
  isRuntimePackage,
  linkedParkFunctions,
  nilChannelWait,
  runtimeParkFunctions,
} from './park-frames.ts';

// runtime.isExportedRuntime (traceback.go) on the same names.
describe('functions of the runtime that debug=2 prints', () => {
  test.each([
    ['runtime.Gosched', true],
    ['runtime.GC', true],
    ['runtime.(*Func).Entry', true],
    ['runtime.Frames.Next', true],
    ['runtime.gopark', false],
    ['runtime.(*mheap).alloc', false],
    ['runtime.(*Func).entry', false],
    ['runtime.(*cleanupQueue).Dequeue', false],
    ['runtime/pprof.StartCPUProfile', false],
    ['main.Exported', false],
  ])('%s: %s', (symbol, want) => {
    expect(isExportedRuntime(symbol)).toBe(want);
  });
});

test('packages of the runtime', () => {
  expect(['runtime', 'internal/runtime/maps', 'runtime/internal/atomic'].every(isRuntimePackage)).toBe(true);
  expect(['runtime/pprof', 'runtime/debug', 'internal/poll', 'main'].some(isRuntimePackage)).toBe(false);
});

describe('nil channels by line', () => {
  test('no line means both', () => {
    for (const { nil, other } of Object.values(channelParkLines))
      expect(nil.filter((line) => other.includes(line))).toEqual([]);
  });
  test.each([
    ['runtime.chanrecv', 516, 'chan receive (nil chan)'],
    ['runtime.chansend', 165, 'chan send (nil chan)'],
    ['runtime.chanrecv', 639, undefined],
    ['runtime.chanrecv', 165, undefined],
    ['runtime.chanrecv', undefined, undefined],
    ['main.chanrecv', 516, undefined],
  ])('%s at line %s: %s', (symbol, line, want) => {
    expect(nilChannelWait(symbol, line)).toBe(want);
  });
});

test('every table speaks of primitives that exist', () => {
  const named = [
    ...Object.values(linkedParkFunctions),
    ...Object.values(runtimeParkFunctions),
    ...Object.values(foldedWaits).map((w) => w.primitive),
  ];
  for (const primitive of named) if (primitive !== undefined) expect(primitives).toContain(primitive);
});

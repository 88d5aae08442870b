import { expect, test } from 'vitest';
import { isMainRoot, isSystemRoot, systemGoroutineInfo, systemGoroutines } from './system-goroutines.ts';

test('every listed goroutine has a root of the runtime, once, and a job', () => {
  expect(new Set(systemGoroutines.map((g) => g.root)).size).toBe(systemGoroutines.length);
  for (const { root, job } of systemGoroutines) {
    expect(isSystemRoot(root), root).toBe(true);
    expect(systemGoroutineInfo(root)?.job).toBe(job);
  }
});

test.each([
  'runtime.main',
  'runtime.corostart',
  'runtime.handleAsyncEvent',
  'runtime/pprof.profileWriter',
  'main.main',
])('%s is not the root of a system goroutine', (root) => {
  expect(isSystemRoot(root)).toBe(false);
});

test('main is main by its root', () => {
  expect([isMainRoot('main.main'), isMainRoot('runtime.main'), isMainRoot('main.main.func1')]).toEqual([
    true,
    true,
    false,
  ]);
});

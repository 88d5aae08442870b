import { describe, expect, test } from 'vitest';
import { zooSnapshot, zooVariants } from '../../test/support/zoo.ts';
import { isLeakCandidate, waitReasonInfo, waitReasons } from './wait-reasons.ts';

const minor = (release: string): number => Number(release.split('.')[1]);

// Counts of waitReasonStrings in runtime/runtime2.go, without the empty one (reference/goroutine-dumps.md §3).
test.each([
  [12, 23],
  [13, 24],
  [14, 25],
  [15, 26],
  [19, 26],
  [20, 31],
  [21, 31],
  [22, 36],
  [23, 36],
  [24, 43],
  [25, 46],
  [27, 46],
])('Go 1.%i prints %i wait reasons', (release, want) => {
  const printed = waitReasons.filter(
    (r) => r.class !== 'status' && minor(r.since) <= release && (r.until === undefined || minor(r.until) >= release),
  );
  expect(printed.length).toBe(want);
});

test('no word stands twice, and each explains itself in a sentence', () => {
  expect(new Set(waitReasons.map((r) => r.text)).size).toBe(waitReasons.length);
  for (const reason of waitReasons) {
    expect(reason.meaning, reason.text).toMatch(/^[A-Za-z].*\.$/);
    expect(reason.wokenBy, reason.text).not.toBe('');
  }
});

test('every state of the captures is known and prints in its version', () => {
  for (const { name, go } of zooVariants) {
    for (const file of [
      'goroutine.debug2.txt',
      'goroutineleak.debug2.txt',
      'crash-sigquit.txt',
      'crash-throw-all.txt',
    ]) {
      for (const state of zooSnapshot(name, file)?.states ?? []) {
        const reason = waitReasonInfo(state.waitReason || state.status);
        expect(reason, `${name}/${file}: ${state.waitReason || state.status}`).toBeDefined();
        expect(minor(reason?.since ?? '')).toBeLessThanOrEqual(minor(go));
      }
    }
  }
});

describe('look-up', () => {
  test('takes the marks that a header adds', () => {
    expect(waitReasonInfo('chan send (leaked)')?.text).toBe('chan send');
    expect(waitReasonInfo('select (no cases) (leaked) (scan)')?.class).toBe('certain');
    expect(waitReasonInfo('select (durable)')?.class).toBe('test-bubble');
    expect(waitReasonInfo('no such word')).toBeUndefined();
  });
  // The runtime's range is chan receive (nil chan) … sync.WaitGroup.Wait: 11 reasons in 1.26 (mgcmark.go internalBlocked).
  test('knows the candidates of the leak detector', () => {
    const of = (release: number): string[] =>
      waitReasons.filter((r) => isLeakCandidate(r.text, release)).map((r) => r.text);
    expect(of(26)).toHaveLength(11);
    expect(of(26)).not.toContain('semacquire');
    expect(of(23)).toContain('semacquire');
    expect(isLeakCandidate('IO wait')).toBe(false);
    expect(isLeakCandidate('no such word')).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { causeOf, causePage, causes, fillPlaceholders } from './causes.ts';

/** DESIGN §12, "One id per cause", word for word. */
const design =
  'GL001 nil-channel · GL002 select-forever · GL003 abandoned-send · GL004 send-without-receiver · GL005 range-never-closed · GL006 receive-never-served · GL007 missing-stop-case · GL008 more-sends-than-receives · GL009 double-lock · GL010 lock-order · GL011 rwmutex-reentry · GL012 lock-kept-on-return · GL013 blocked-holding-lock · GL014 waitgroup-mismatch · GL015 cond-without-signal · GL016 start-without-stop · GL017 goroutine-per-item · GL018 consumer-left-early · GL019 coroutine-not-stopped · GL020 wait-before-drain · GL021 send-in-select-arm · GL022 wedged · GL030 growing-group · CX001 cancel-dropped · CX002 cancel-not-on-all-paths · CX003 cancel-never-called · CX004 context-not-passed · CX005 request-without-context · CX006 context-grows-in-loop · CX007 done-ignored · CX008 deadline-beyond-parent · CX009 context-in-struct · CX010 stop-not-called · CX011 detached-work · CX012 deferred-cancel-in-loop · CX013 cancel-overwritten · CX014 custom-parent-relay · CX015 context-unreachable · CX016 missed-cancel · RS001 ticker-not-stopped · RS002 time-after-in-loop · RS003 body-not-closed · RS004 rows-not-closed · RS005 subscription-not-closed · RS006 client-per-request · RS007 no-time-out · RS008 left-behind-on-error · RS009 pipe-end-not-closed · RS010 signal-without-stop · RS011 pool-or-cache-per-instance';

describe('the causes', () => {
  it('are exactly the ids and names of DESIGN §12, and the three of suppressions', () => {
    const named = causes.map((cause) => `${cause.id} ${cause.name}`);
    expect(named.filter((name) => !name.startsWith('PW'))).toEqual(design.split(' · '));
    expect(named.filter((name) => name.startsWith('PW')).map((name) => name.slice(0, 5))).toEqual([
      'PW001',
      'PW002',
      'PW003',
    ]);
  });

  it('are found by id and by name, whatever the case', () => {
    for (const cause of causes) {
      expect(causeOf(cause.id.toLowerCase())).toBe(cause);
      expect(causeOf(cause.name.toUpperCase())).toBe(cause);
    }
    expect(causeOf('GL999')).toBeUndefined();
    expect(causePage('GL003')).toBe('docs/causes/GL003.md');
  });

  for (const cause of causes)
    it(`${cause.id} explains itself in two to four sentences and has a fix with steps`, () => {
      const sentences = cause.explanation.split(/[.!](?=\s|$)/).filter((part) => part.trim() !== '');
      expect(sentences.length).toBeGreaterThanOrEqual(2);
      expect(sentences.length).toBeLessThanOrEqual(4);
      expect(cause.title).not.toMatch(/[.]$/);
      expect(cause.title[0]).toBe(cause.title[0].toLowerCase());
      expect(cause.fix.steps.length).toBeGreaterThanOrEqual(1);
      for (const text of [cause.runtime, cause.waker, cause.fix.summary, ...cause.fix.steps, cause.source])
        expect(text.length).toBeGreaterThan(5);
      if (cause.fix.template) expect(cause.fix.template.before).not.toBe(cause.fix.template.after);
    });

  it('leave no placeholder unfilled', () => {
    for (const cause of causes)
      for (const text of [cause.explanation, cause.waker, cause.fix.search ?? '', ...cause.fix.steps])
        expect(fillPlaceholders(text).replace(/[`'"].*?[`'"]/g, '')).not.toMatch(/\{[a-z]+\}/);
    expect(fillPlaceholders('in {birth} of {file}', { birth: 'a.F' })).toBe('in a.F of the file');
  });
});

import { describe, expect, it } from 'vitest';
import { cleanRun } from '../../../test/support/run-results.ts';
import type { GroupResult, RunResult } from '../../model/run-result.ts';
import { allGroupLines, unexplainedLines } from './group-rows.ts';
import { renderLines } from './rich.ts';

const group = (count: number, more: Partial<GroupResult> = {}): GroupResult => ({
  exactKey: `${count}`,
  stackKey: '',
  siteKey: '',
  primitive: 'sync.Cond.Wait',
  state: 'waiting',
  count,
  verdict: 'cannot-tell',
  why: ['one-moment'],
  parkSite: { function: 'example.com/shop/queue.(*Queue).Put', file: '/src/queue.go', line: 12 },
  birthSite: { function: 'main.main' },
  stack: [],
  ...more,
});
const runOf = (groups: readonly GroupResult[], more: Partial<RunResult> = {}): RunResult => ({
  ...cleanRun,
  limits: ['one-moment'],
  findings: [],
  crashes: undefined,
  groups,
  ...more,
});
const options = { color: false, width: 110 };
const unexplained = (run: RunResult) => renderLines(unexplainedLines(run, options), false);

describe('groups that nothing explains', () => {
  const open = [group(3), group(101), group(7, { verdict: 'clean' }), group(50, { primitive: 'sleep' }), group(2)];
  it('are the largest waiting ones, with their place', () => {
    const text = unexplained(runOf(open));
    expect(text).toContain('101 in sync.Cond.Wait at queue.(*Queue).Put  queue.go:12, started by main.main');
    expect(text.match(/ in /g)).toHaveLength(2);
  });
  it('are all told of a part of a dump, and what is known with them', () => {
    const text = unexplained(
      runOf([group(1, { waitMinutes: { min: 9, max: 9 } }), group(1, { verdict: 'clean', why: ['idle-pool'] })], {
        limits: ['one-moment', 'filtered'],
      }),
    );
    expect(text.match(/1 in sync\.Cond\.Wait/g)).toHaveLength(2);
    expect(text).toMatch(/^ {2}seen .*\n? *waiting up to 9\s+minutes/);
    expect(text).toContain('give the whole dump');
  });
  it('of debug=1, where the wait is hidden, are named by their place', () => {
    const text = unexplained(runOf([group(30, { primitive: 'unknown', state: 'unknown' })]));
    expect(text).toContain('30 at queue.(*Queue).Put');
  });
  it.each([
    ['a finding says more', runOf(open, { findings: [{}] as never })],
    ['a series has judged them', runOf(open, { limits: [] })],
    ['they are one or two', runOf([group(2)])],
    ['all groups are listed', runOf(open)],
  ])('are not told where %s', (name, run) =>
    expect(unexplainedLines(run, { ...options, all: name === 'all groups are listed' })).toEqual([]),
  );
});

describe('all groups', () => {
  it('stand one a line, the largest first, with what explains them', () => {
    const lines = renderLines(
      allGroupLines(runOf([group(3), group(1200, { verdict: 'clean', why: ['idle-pool'] })]), {
        ...options,
        all: true,
      }),
      false,
    ).split('\n');
    expect(lines[1]).toBe(
      '    1,200  CLEAN (idle-pool)  in sync.Cond.Wait at queue.(*Queue).Put  queue.go:12, started by main.main',
    );
    expect(lines[2]).toMatch(/^ {8}3 {2}CANNOT TELL \(one-moment\)/);
  });
  it('are cut without --verbose', () => {
    const text = renderLines(
      allGroupLines(runOf(Array.from({ length: 60 }, (_, i) => group(i + 1))), { ...options, all: true }),
      false,
    );
    expect(text).toContain('20 groups more: --all --verbose');
  });
});

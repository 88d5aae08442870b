// Hand-made results of `show`, `diff` and `explain`, as real ones look.
import type { DiffResult } from '../../src/model/diff-result.ts';
import type { Explanation } from '../../src/model/explanation.ts';
import type { ShowResult } from '../../src/model/show-result.ts';
import { hostile } from './hostile-result.ts';
import { frame, makeFinding, makeRun, root } from './result-builders.ts';

const finding = makeFinding();
const accept = frame('net.(*netFD).accept', '/usr/local/go/src/net/fd_unix.go', 172);

export const showResult: ShowResult = {
  schema: 'parkwatch/show/1',
  tool: { name: 'parkwatch', version: '0.1.0' },
  exitCode: 0,
  sources: makeRun().sources,
  problems: [
    { code: 'dump/unknown-word', message: 'a word in the bracket that no version prints', source: 'dump.txt', line: 7 },
  ],
  limits: ['truncated'],
  by: 'park',
  where: 'wait > 2 || state == "running"',
  total: 812,
  shown: 743,
  totals: [
    { state: 'chan send', count: 740 },
    { state: 'IO wait', count: 2 },
    { state: 'running', count: 1 },
  ],
  groups: [
    {
      key: 'example.com/app/jobs.(*Pool).Submit.func1',
      count: 740,
      primitive: 'chan send',
      state: 'waiting',
      waitReason: 'chan send',
      stacks: 2,
      parkSite: finding.parkSite,
      birthSite: finding.birthSite,
      ids: '17-756',
      waitMinutes: { min: 3, max: 61 },
      labels: { route: '/submit' },
      leaked: 740,
      stack: finding.stack,
    },
    {
      key: 'net.(*netFD).accept',
      count: 2,
      primitive: 'IO wait',
      state: 'waiting',
      waitReason: 'IO wait',
      stacks: 1,
      parkSite: accept,
      lockedToThread: 1,
      ids: '1,19',
      stack: [frame('internal/poll.runtime_pollWait'), accept, frame('main.main', `${root}/cmd/server/main.go`, 41)],
    },
    { key: '', count: 1, primitive: 'running', state: 'running', stacks: 1, stack: [] },
  ],
};

export const showGoroutines: ShowResult = {
  ...showResult,
  goroutines: [
    {
      id: 17,
      state: 'waiting',
      waitReason: 'chan send',
      waitMinutes: 61,
      leaked: true,
      labels: { route: '/submit' },
      stack: finding.stack,
      createdBy: { ...frame('example.com/app/jobs.(*Pool).Submit', `${root}/jobs/pool.go`, 85), goroutine: 16 },
    },
    { state: 'running', stack: [frame(`main.${hostile}`)], incomplete: true, snapshot: 1 },
  ],
};

export const diffResult: DiffResult = {
  schema: 'parkwatch/diff/1',
  tool: { name: 'parkwatch', version: '0.1.0' },
  verdict: 'suspect',
  exitCode: 1,
  sources: makeRun().sources,
  problems: [],
  limits: ['hidden-frames'],
  tolerance: { goroutines: 10, percent: 10 },
  before: { name: 'before.txt', goroutines: 112, groups: 14 },
  after: { name: 'after.txt', goroutines: 1152, groups: 15 },
  grew: [
    {
      stackKey: 'fedcba9876543210fedcba9876543210',
      before: 12,
      after: 752,
      delta: 740,
      beyond: true,
      primitive: 'chan send',
      parkSite: finding.parkSite,
      birthSite: finding.birthSite,
    },
    { stackKey: 'aa', before: 3, after: 5, delta: 2, primitive: 'IO wait', parkSite: accept },
  ],
  appeared: [
    {
      stackKey: 'bb',
      before: 0,
      after: 301,
      delta: 301,
      beyond: true,
      primitive: 'select',
      parkSite: frame(`x.${hostile}`),
    },
  ],
  went: [{ stackKey: 'cc', before: 3, after: 0, delta: -3, primitive: 'sleep' }],
  stayed: { groups: 11, goroutines: 94 },
};

export const explanation: Explanation = {
  kind: 'wait reason',
  title: 'select (no cases)',
  text: [
    'The goroutine runs `select {}`: a select statement without cases. Nothing can ever wake it.',
    'In main it is a common way to keep a server alive; anywhere else it is a leak by definition.\n    func main() {\n    \tgo serve()\n    \tselect {}\n    }',
  ],
  facts: [
    ['since', 'go1.0'],
    ['primitive', 'select (no cases)'],
    ['cause', 'GL002 select-forever'],
  ],
  see: ['GL002', 'chan receive (nil chan)'],
  sources: ['runtime/runtime2.go: waitReasonSelectNoCases'],
};

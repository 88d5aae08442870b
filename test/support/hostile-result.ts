// A run result in which every text tries to take over what shows it.
import type { RunResult } from '../../src/model/run-result.ts';
import { crashPage, frame, makeFinding, makeGroup, makeRun } from './result-builders.ts';

/** Everything an input could bring to take over a terminal, a page, a table or a workflow command. */
export const hostile =
  '\u001b[31mred\u001b]0;title\u0007\u009b2J \u202eevil\u2066 </script><script>alert(1)</script><!-- "\'`|&;%\r\n::error::x @mention \u2028 ]]>';
const h = (name: string): string => `${name}${hostile}`;

export const hostileRun: RunResult = makeRun({
  verdict: 'leak',
  exitCode: 1,
  sources: [
    { name: h('file'), form: 'dump', goVersion: h('go'), goroutines: 2, complete: true, bytes: 10, target: h('t') },
  ],
  problems: [{ code: 'dump/unknown-line', message: h('problem'), source: h('file'), line: 3, quote: h('quote') }],
  findings: [
    makeFinding({
      title: h('title'),
      ruleName: h('rule'),
      count: 2,
      waitReason: h('wait'),
      parkSite: frame(h('example.com/x.F'), h('/src/f.go'), 7),
      userSite: frame(h('example.com/x.F'), h('/src/f.go'), 7),
      birthSite: frame(h('example.com/x.G'), h('/src/g.go'), 9),
      labels: { [h('key')]: h('value') },
      cause: { id: 'GL003', title: h('cause'), explanation: h('because') },
      evidence: [{ kind: 'age', class: 'supporting', for: 'leak', text: h('text'), source: h('file') }],
      fix: { summary: h('fix'), steps: [h('step')], diff: h('--- a\n+++ b\n+x'), search: h('grep') },
      stack: [frame(h('example.com/x.F'), h('/src/f.go'), 7)],
      location: { file: h('src/f.go'), line: 7 },
      related: [{ message: h('related'), location: { file: h('src/g.go'), line: 9 } }],
      target: h('t'),
    }),
  ],
  groups: [
    makeGroup({
      count: 2,
      waitReason: h('wait'),
      parkSite: frame(h('example.com/x.F'), h('/src/f.go'), 7),
      labels: { [h('key')]: h('value') },
      stack: [frame(h('example.com/x.F'), h('/src/f.go'), 7)],
    }),
  ],
  crashes: [
    {
      ...crashPage,
      source: h('file'),
      meaning: h('means'),
      entry: h('entry'),
      crash: { ...crashPage.crash, message: h('boom'), lines: [h('panic: boom')] },
      chain: [{ frame: frame(h('x.F'), h('f.go'), 1), role: 'failure' }],
      others: [{ count: 1, primitive: 'select', site: frame(h('x.F'), h('f.go'), 1), note: h('note') }],
      advice: [h('advice')],
    },
  ],
  next: [h('next')],
  notVisible: [h('unseen')],
  ignored: [{ reason: h('reason'), count: 1 }],
});

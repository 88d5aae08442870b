// A run with many groups and deep stacks, made by rule: for pages, pictures and limits.
import type { GroupResult, RunResult } from '../../src/model/run-result.ts';
import { frame, makeFinding, makeGroup, makeRun } from './result-builders.ts';

const packages = [
  'example.com/app/jobs',
  'example.com/app/feed',
  'github.com/redis/go-redis/v9',
  'net/http',
  'google.golang.org/grpc',
];
const states = ['chan receive', 'select', 'IO wait', 'sync.Mutex.Lock', 'sleep'] as const;
const verdicts = ['leak', 'suspect', 'cannot-tell', 'clean'] as const;

/** `size` groups; every value follows from its number. */
export function bigGroups(size: number): GroupResult[] {
  return Array.from({ length: size }, (_, i) => {
    const path = packages[i % packages.length];
    const deep = Array.from({ length: 3 + (i % 9) }, (_x, d) =>
      frame(
        `${d < 2 ? 'net/http' : packages[(i + d) % packages.length]}.(*T${d % 4}).call${(i * (d + 1)) % 7}`,
        `/src/x/f${d}.go`,
        10 + d,
      ),
    );
    const site = frame(`${path}.(*Worker${i % 11}).run`, `/src/x/worker${i % 11}.go`, 20 + i);
    const count = Math.max(1, Math.floor(900 / (i + 1)));
    const primitive = states[i % states.length];
    return makeGroup({
      exactKey: i.toString(16).padStart(32, '0'),
      primitive,
      waitReason: primitive,
      count,
      verdict: i === 0 ? 'leak' : verdicts[Math.min(3, 1 + (i % 7))],
      why: [i === 0 ? 'finding' : 'no-sign'],
      parkSite: site,
      ids: `${i * 1000}-${i * 1000 + count - 1}`,
      waitMinutes: { min: 0, max: i % 90 },
      stack: [
        frame('runtime.gopark'),
        site,
        ...deep.reverse(),
        frame('net/http.(*conn).serve', '/usr/local/go/src/net/http/server.go', 2092),
      ],
      findings: undefined,
    });
  });
}

/** A run of `size` groups with two findings, one of them a series. */
export function bigRun(size: number, findings: RunResult['findings'] = [makeFinding()]): RunResult {
  return makeRun({ verdict: 'leak', exitCode: 1, findings, groups: bigGroups(size), limits: ['one-moment'] });
}

// The next command that would show what a run could not see.
import type { Decoded } from '../model/decoded.ts';
import type { Problem } from '../model/problem.ts';
import type { RunLimit, Verdict } from '../model/verdict.ts';

/** Commands and changes that would answer what this run could not, most useful first; at most four. */
export function adviseNext(
  verdict: Verdict,
  limits: readonly RunLimit[],
  problems: readonly Problem[],
  decoded: readonly Decoded[],
): string[] {
  const has = (l: RunLimit) => limits.includes(l);
  const next: string[] = [];
  const names = decoded.flatMap((d) => d.snapshots.map(({ provenance: p }) => p.target || p.name));
  const fromLog =
    decoded.length > 0 &&
    decoded.every((d) => d.form === 'gotest' || d.form === 'crash' || d.crashes.length > 0 || d.races.length > 0);
  const live = names.find((n) => /^https?:\/\/|^[\w.-]*:\d+$/.test(n));
  // Asking again in the same way would fail in the same way; the problem itself says what to do.
  const failed = !live && problems.some((p) => p.code.startsWith('collect/'));
  const target = live ?? 'HOST:PORT';
  if (decoded.some((d) => d.problems.some((p) => p.code === 'decode/trace-here'))) next.push('parkwatch trace FILE');
  if (has('truncated'))
    next.push(
      `curl -o goroutine.pb.gz http://${(live ?? 'HOST:PORT').replace(/^https?:\/\//, '')}/debug/pprof/goroutine  (debug=0 is never cut)`,
    );
  if (has('single-goroutine'))
    next.push('run the program with GOTRACEBACK=all, so that a panic prints every goroutine');
  if (
    !fromLog &&
    verdict !== 'leak' &&
    ['one-moment', 'few-moments', 'short-series', 'trace-window'].some((l) => has(l as RunLimit))
  )
    next.push(`parkwatch check ${target} --for 5m --every 15s`);
  const needsMore: readonly RunLimit[] = [
    'leaked-only',
    'empty-profile',
    'stale-count',
    'no-goroutines',
    'wrong-content',
  ];
  if (needsMore.some(has) && !failed && !live && !(fromLog && has('no-goroutines')))
    next.push(`parkwatch check ${target}`);
  if (!fromLog && has('no-leak-profile') && verdict !== 'leak')
    next.push('build with Go 1.27 (or 1.26 and GOEXPERIMENT=goroutineleakprofile) to let the runtime prove leaks');
  for (const code of new Set(problems.map((p) => p.code))) if (next.length < 4) next.push(`parkwatch explain ${code}`);
  return [...new Set(next)].slice(0, 4);
}

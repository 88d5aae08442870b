// What every view of a trace begins with: the file in one line, its problems, and what could be salvaged.
import { neutralise } from '../../base/neutralise.ts';
import type { TraceResult } from '../../model/trace-result.ts';
import { formatNs } from './trace-words.ts';

/** `trace.out: go 1.26 trace, 163 ms, 807 events in 1 generation, 41 goroutines`. */
export function titleLine(result: TraceResult): string {
  const name = neutralise(result.sources[0]?.name ?? '');
  if (result.header === '') return `${name}: no trace`;
  const { window } = result;
  const part = window ? `, of it ${formatNs(window.fromNs)} to ${formatNs(window.toNs)}` : '';
  return (
    `${name}: ${neutralise(result.header)}, ${formatNs(result.durationNs)}${part}, ${countOf(result.events, 'event')} in ` +
    `${countOf(result.generations, 'generation')}, ${countOf(result.goroutines.count, 'goroutine')}`
  );
}

/** Problems with their place, and what to do about them. */
export function problemLines(result: Pick<TraceResult, 'problems' | 'salvaged' | 'next'>): string[] {
  const lines = result.problems.map(
    (p) => `! ${p.code}: ${neutralise(p.message)}${p.offset === undefined ? '' : ` (at byte ${p.offset})`}`,
  );
  if (result.salvaged.events > 0)
    lines.push(`  ${result.salvaged.events} more events could be put in order; they are counted nowhere else`);
  if (lines.length > 0)
    lines.push(...result.next.filter((n) => !n.startsWith('parkwatch trace ')).map((n) => `  next: ${neutralise(n)}`));
  return lines;
}

/** `1 goroutine`, `3 goroutines`. */
export function countOf(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}

/** The first `limit` of a list (0: all), and a line that says how many are left out. */
export function firstOf<T>(
  list: readonly T[],
  limit: number,
): { readonly shown: readonly T[]; readonly rest: string[] } {
  if (limit === 0 || list.length <= limit) return { shown: list, rest: [] };
  return { shown: list.slice(0, limit), rest: [`… ${list.length - limit} more (--limit 0 shows all)`] };
}

/** Each line two blanks in. */
export function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

// Folded stacks as Brendan Gregg's flamegraph.pl reads them: `root;child;leaf 42`, one stack a line, equal ones added.
import { neutralise } from '../base/neutralise.ts';
import { type FlameInput, flameInputOf } from './flame-input.ts';

const fold = (name: string): string => neutralise(name).replace(/;/g, '\\x3b');

/** Lines sorted by stack. A `;` in a name becomes `\x3b`; controls are neutralised, so that a name stays on its line. */
export function renderFolded(from: FlameInput | Parameters<typeof flameInputOf>[0]): string {
  const input = 'stacks' in from ? from : flameInputOf(from);
  const sums = new Map<string, number>();
  for (const { frames, count } of input.stacks) {
    const line = frames.map(fold).join(';');
    sums.set(line, (sums.get(line) ?? 0) + count);
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([line, count]) => `${line} ${count}\n`)
    .join('');
}

// Time by stack as folded lines for flame graph tools: `root;…;leaf ns`.
import { neutralise } from '../../base/neutralise.ts';
import type { TraceFrame } from '../../model/trace-events.ts';

/** One line a stack, outermost frame first; what has no stack is `(no stack)`. */
export function renderFoldedTimes(
  stacks: readonly { readonly frames: readonly TraceFrame[]; readonly ns: number }[],
): string {
  return stacks
    .map(({ frames, ns }) => {
      const names = frames.map((f) => neutralise(f.function).replaceAll(';', ':') || '?').reverse();
      return `${names.join(';') || '(no stack)'} ${Math.round(ns)}\n`;
    })
    .join('');
}

// What kind of cancel a stack shows, by the outermost frame of package context in it (reference/execution-traces.md §6.1,
// same names in Go 1.22–1.27).
import type { TraceFrame } from '../../model/trace-events.ts';
import type { CancelKind } from '../../model/trace-result.ts';

const deadlineTimer = /^context\.WithDeadline(?:Cause)?\.func\d+$/;

/** Index of the outermost frame of package context; 0 when there is none. */
export function outermostContext(frames: readonly TraceFrame[]): number {
  let root = 0;
  for (let i = 0; i < frames.length; i++) if (frames[i].function.startsWith('context.')) root = i;
  return root;
}

/** By the outermost frame of package context. */
export function kindOfCancel(frames: readonly TraceFrame[], root: number): CancelKind {
  const name = frames[root]?.function ?? '';
  if (deadlineTimer.test(name)) return root === frames.length - 1 ? 'deadline' : 'early';
  if (/^context\.WithCancelCause\.func\d+$/.test(name)) return 'cause';
  if (/^context\.\(\*cancelCtx\)\.propagateCancel\.func1$/.test(name)) return 'foreign-afterfunc';
  if (/propagateCancel\.func\d+$/.test(name)) return 'relay';
  return 'manual';
}

// Nobody left to wake anybody: no goroutine runs, may run, sleeps, waits for input or sits in a system call.
import type { Moment } from '../../model/history.ts';
import type { Primitive } from '../../model/primitive.ts';

const alive: ReadonlySet<Primitive> = new Set(['running', 'runnable', 'sleep', 'IO wait', 'syscall']);

/** The groups that could still act, by exact key; empty means a closed world. Undefined when the moment is not complete. */
export function deriveActors(moment: Moment): string[] | undefined {
  if (!moment.complete) return undefined;
  const actors: string[] = [];
  for (const [key, g] of moment.groups) {
    if (g.role === 'system' || g.role === 'self') continue;
    if (g.parts.some((p) => alive.has(p.primitive)) || g.stack.unavailable || g.primitive === 'unknown')
      actors.push(key);
  }
  return actors;
}

// Nobody left to wake anybody: no goroutine runs, may run, sleeps, waits for input or sits in a system call.
import { hasId } from '../../base/sorted-ids.ts';
import { isMainRoot } from '../../knowledge/system-goroutines.ts';
import type { Moment } from '../../model/history.ts';
import type { Primitive } from '../../model/primitive.ts';
import { deriveRole } from './goroutine-role.ts';

const alive: ReadonlySet<Primitive> = new Set(['running', 'runnable', 'sleep', 'IO wait', 'syscall']);

/**
 * Whether the moment lists every goroutine of its process, so that what is not there is nowhere. A dump in which no
 * goroutine is main (id 1, or by its outermost function) is a part that somebody pasted: main ends only with the
 * process, but for runtime.Goexit in main and programs built as C libraries (runtime.main, Go 1.5–1.27). Main is the
 * first in the runtime's list, so a text that begins with who took it and has no main next is of such a process.
 */
export function isWholeProcess(moment: Moment): boolean {
  let told = wholeProcess.get(moment);
  if (told === undefined) {
    told = moment.complete && (!moment.hasIds || hasMain(moment) || beginsWithItsTaker(moment));
    wholeProcess.set(moment, told);
  }
  return told;
}

/** What was told before: several facts ask, and main may be the last of many groups. */
const wholeProcess = new WeakMap<Moment, boolean>();

/**
 * Who takes a dump is printed first, then all others in the order of the runtime's list (runtime/mprof.go Stack,
 * runtime/traceback.go tracebackothers); of a signal that is goroutine 0.
 */
function beginsWithItsTaker({ preferred }: Moment): boolean {
  if (!preferred || preferred.rows.length < 2) return false;
  return preferred.rows.id?.[0] === 0 || deriveRole(preferred.stacks[preferred.rows.stack[0]]) === 'self';
}

function hasMain(moment: Moment): boolean {
  for (const g of moment.groups.values())
    if (g.role === 'main' || (g.ids && hasId(g.ids, 1)) || isMainRoot(g.stack.frames.at(-1)?.function ?? ''))
      return true;
  return false;
}

/** The groups that could still act, by exact key; empty means a closed world. Undefined when goroutines are missing. */
export function deriveActors(moment: Moment): string[] | undefined {
  if (!isWholeProcess(moment)) return undefined;
  const actors: string[] = [];
  for (const [key, g] of moment.groups) {
    if (g.role === 'system' || g.role === 'self') continue;
    if (g.parts.some((p) => alive.has(p.primitive)) || g.stack.unavailable || g.primitive === 'unknown')
      actors.push(key);
  }
  return actors;
}

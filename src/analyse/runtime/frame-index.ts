// What functions a moment has on its stacks. A program has a few hundred functions on tens of thousands of frames: what is
// asked of a name is asked of each function once, and only groups that hold one with the answer are looked at.
import type { Moment, MomentGroup } from '../../model/history.ts';

/** Functions on stacks, with the number of groups that hold them. */
export type FunctionCounts = ReadonlyMap<string, number>;

const counted = new WeakMap<Moment, FunctionCounts>();

/** The functions on the stacks of the moment's groups, counted at the first call. */
export function functionsOf(moment: Moment): FunctionCounts {
  let counts = counted.get(moment);
  if (!counts) counted.set(moment, (counts = countFunctions(moment)));
  return counts;
}

function countFunctions(moment: Moment): FunctionCounts {
  const counts = new Map<string, number>();
  // The last group that held a function: a recursive one counts once.
  const last = new Map<string, MomentGroup>();
  for (const group of moment.groups.values())
    for (const { function: name } of group.stack.frames) {
      if (last.get(name) === group) continue;
      last.set(name, group);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  return counts;
}

/** The groups with a function of which `test` is true on their stacks, in the order of the moment. */
export function groupsWith(moment: Moment, test: (functionName: string) => boolean): ReadonlySet<MomentGroup> {
  const names = new Set<string>();
  for (const name of functionsOf(moment).keys()) if (test(name)) names.add(name);
  const found = new Set<MomentGroup>();
  if (names.size === 0) return found;
  for (const group of moment.groups.values())
    if (group.stack.frames.some((f) => names.has(f.function))) found.add(group);
  return found;
}

// Has the goroutine that ran the `go` statement ended, and is the function that holds it still on any stack?
import { hasId, sortedDistinct } from '../../base/sorted-ids.ts';
import { isSpawnHelper } from '../../knowledge/spawn-helpers.ts';
import type { Moment, MomentGroup } from '../../model/history.ts';
import { isWholeProcess } from './closed-world.ts';
import { type FunctionCounts, functionsOf } from './frame-index.ts';

export interface CreatorFacts {
  /** Distinct creator ids that the dump names (Go >= 1.21). */
  readonly known: number;
  /** Those of them that no longer exist. */
  readonly ended: number;
  /** Those that ended, or serve connections and have left the function with the go statement: that request is over. */
  readonly over: number;
  /** Those that live on and serve no connection. */
  readonly loops: number;
  /** The function with the go statement (closures folded to it) is on no stack of the moment. */
  readonly functionGone: boolean;
  /** The blocked function is a closure written inside the creating function. */
  readonly closureOfCreator: boolean;
  /** Goroutines of the group per living creator, at most. */
  readonly perLivingCreator: number;
}

/** What the moment's dump tells, for all groups at once. */
export interface CreatorIndex {
  readonly ids: Float64Array;
  /** Functions on stacks, with the number of distinct stacks (groups) that hold them. */
  readonly functions: FunctionCounts;
}

/** Ids and functions of everything alive in the moment; undefined when goroutines are missing or it has no ids. */
export function indexCreators(moment: Moment): CreatorIndex | undefined {
  if (!moment.hasIds || !isWholeProcess(moment)) return undefined;
  const ids: number[] = [];
  for (const group of moment.groups.values()) for (const id of group.ids ?? []) ids.push(id);
  return { ids: sortedDistinct(ids), functions: functionsOf(moment) };
}

/** The declared function that a closure symbol belongs to: `a.F.func1.2`, `a.F.gowrap1` → `a.F`. */
export function enclosingFunction(name: string): string {
  // Most names are no closures, and the expression would be tried at each of their characters.
  const last = name.charCodeAt(name.length - 1);
  if (last !== 0x6d && !(last >= 0x30 && last <= 0x39)) return name;
  return name.replace(/(\.(func\d+|gowrap\d+|deferwrap\d+|\d+)|-range\d+|-fm)+$/, '');
}

/** Facts on the creator of one group; `serving` are the ids of goroutines that serve connections. */
export function deriveCreatorFacts(
  group: MomentGroup,
  index: CreatorIndex,
  serving: Float64Array = new Float64Array(),
): CreatorFacts {
  const creators = group.creatorIds ?? new Float64Array();
  let ended = 0;
  let servers = 0;
  for (const id of creators)
    if (!hasId(index.ids, id)) ended++;
    else if (hasId(serving, id)) servers++;
  const { birth, root } = findStart(group);
  const enclosing = birth ? enclosingFunction(birth) : '';
  const elsewhere = (name: string) => {
    const holders = index.functions.get(name) ?? 0;
    return holders > 1 || (holders === 1 && !group.stack.frames.some((f) => f.function === name));
  };
  const functionGone = birth !== undefined && !elsewhere(birth) && !elsewhere(enclosing);
  const living = creators.length - ended;
  return {
    known: creators.length,
    ended,
    over: functionGone ? ended + servers : ended,
    loops: creators.length - ended - servers,
    functionGone,
    closureOfCreator: enclosing !== '' && root !== enclosing && enclosingFunction(root) === enclosing,
    perLivingCreator: living > 0 ? group.count / living : Number.POSITIVE_INFINITY,
  };
}

/** The function with the go statement and the one that it started, read through `(*WaitGroup).Go` and its like. */
function findStart({ stack }: MomentGroup): { birth?: string; root: string } {
  const birth = stack.createdBy?.function;
  const root = stack.frames.at(-1)?.function ?? '';
  if (birth === undefined || !isSpawnHelper(enclosingFunction(birth))) return { birth, root };
  const below =
    stack.frames.findLast((f) => enclosingFunction(f.function) !== enclosingFunction(birth))?.function ?? '';
  const closure = enclosingFunction(below) !== below;
  return { birth: closure ? enclosingFunction(below) : undefined, root: below };
}

/** One creator, and ids so close together that nothing else happened between the starts. */
export function startedTogether(group: MomentGroup): boolean {
  if (group.count < 2 || !group.ids || group.ids.length < 2 || group.creatorIds?.length !== 1) return false;
  const spread = group.ids[group.ids.length - 1] - group.ids[0];
  return spread <= group.ids.length * 4 + 64;
}

/**
 * The functions that may have started a goroutine, as written: its creator and what encloses that. Where the form has no
 * creator, or it is a helper that starts what it is given (`errgroup.Go`), what encloses the closure that runs.
 */
export function starterFunctions({ stack }: MomentGroup): string[] {
  const birth = stack.createdBy?.function;
  if (birth !== undefined && !isSpawnHelper(enclosingFunction(birth))) return [birth, enclosingFunction(birth)];
  const started = stack.frames.findLast(
    (f) => !f.function.startsWith('runtime.') && !isSpawnHelper(enclosingFunction(f.function)),
  )?.function;
  const within = started === undefined ? undefined : enclosingFunction(started);
  return within === undefined || within === started ? [] : [within];
}

/** Whether a function runs once, when its package is initialised. Closures made there may be called at any time. */
export function isPackageInit(functionName: string | undefined): boolean {
  return functionName !== undefined && /\.init(\.\d+)?$/.test(functionName);
}

// The groups of a snapshot: goroutines that share exact key and wait reason, with their counts and attributes.
// A row costs a few array accesses; identity, role and primitive are worked out once for each distinct stack and state.
import type { Group, StackIdentity } from '../../model/group.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Frame, Stack } from '../../model/stack.ts';
import { deriveRole } from './goroutine-role.ts';
import { addRow, compareDrafts, compareText, type GroupDraft, newDraft } from './group-draft.ts';
import { derivePrimitive } from './primitive.ts';
import { createIdentifier, namesWrappersAsClosures } from './stack-identity.ts';

export interface GroupOptions {
  /** Import path of the main module, for the user site; see `guessMainModule`. */
  readonly mainModule?: string;
  /** Identities worked out before under the same main module: dumps of one file share their stacks. */
  readonly identities?: IdentityMemo;
}

/** Identities by stack, without and with unnamed wrappers (`IdentityOptions`). */
export type IdentityMemo = readonly [WeakMap<Stack, StackIdentity>, WeakMap<Stack, StackIdentity>];

/** An empty memo, for the snapshots of one target. */
export function newIdentityMemo(): IdentityMemo {
  return [new WeakMap(), new WeakMap()];
}

/** All rows with one stack and one state; they are in one group. */
interface Cell {
  readonly draft: GroupDraft;
  readonly stack: number;
  /** 1 when rows of the cell carry the leak mark, as a factor. */
  readonly marked: number;
  readonly locked: number;
  count: number;
}

// Above this many (stack, state) pairs a map finds the cells instead of a table (16 MiB).
const largestTable = 4_000_000;

/**
 * The groups of a snapshot, largest first (then by key and wait reason). Every row is in exactly one. The wait reason is
 * the header's; where the form has none, groups are split by primitive and `waitReason` is empty. Marks of the leak
 * detector are counted from headers, and in the profile `goroutineleak` as debug=0 or 1 every sample with frames is
 * marked; main never is. Goroutine 1 is main even where others share its stack.
 */
export function deriveGroups(snapshot: Snapshot, options: GroupOptions = {}): Group[] {
  const { rows, stacks, states, labelSets } = snapshot;
  const showsRuntime = snapshot.form === 'pprof';
  const allMarked = snapshot.profile === 'goroutineleak' && (showsRuntime || snapshot.form === 'debug1');
  const unnamedWrappers = namesWrappersAsClosures(stacks);
  const identifyAnew = createIdentifier({ mainModule: options.mainModule, unnamedWrappers });
  const memo = options.identities?.[unnamedWrappers ? 1 : 0];
  const identify = (stack: Stack): StackIdentity => {
    const known = memo?.get(stack);
    if (known) return known;
    const identity = identifyAnew(stack);
    memo?.set(stack, identity);
    return identity;
  };
  const identities: StackIdentity[] = new Array(stacks.length);
  const drafts = new Map<string, GroupDraft>();
  const cells: Cell[] = [];

  const addCell = (stackIndex: number, stateIndex: number, isMain: boolean): number => {
    const stack = stacks[stackIndex];
    const state = states[stateIndex];
    const identity = (identities[stackIndex] ??= identify(stack));
    const role = isMain ? 'main' : deriveRole(stack);
    const primitive = derivePrimitive(state, stack.frames, showsRuntime);
    const words = state.waitReason || (state.status === 'unknown' ? primitive : state.status);
    const key = `${identity.exactKey}/${role ?? ''}/${words}`;
    let draft = drafts.get(key);
    if (draft === undefined) drafts.set(key, (draft = newDraft(identity.exactKey, role, state, primitive)));
    const marked = role !== 'main' && (state.leaked || (allMarked && stack.frames.length > 0));
    return cells.push({
      draft,
      stack: stackIndex,
      marked: marked ? 1 : 0,
      locked: state.lockedToThread ? 1 : 0,
      count: 0,
    });
  };

  const find = createCellTable(stacks.length * states.length);
  const cellOf = new Uint32Array(rows.length);
  for (let row = 0; row < rows.length; row++) {
    const stack = rows.stack[row];
    const state = rows.state[row];
    let at: number;
    if (rows.id !== undefined && rows.id[row] === 1) {
      at = addCell(stack, state, true);
    } else {
      const place = stack * states.length + state;
      at = find.get(place);
      if (at === 0) find.set(place, (at = addCell(stack, state, false)));
    }
    cellOf[row] = at - 1;
    const cell = cells[at - 1];
    const count = rows.count === undefined ? 1 : rows.count[row];
    cell.count += count;
    addRow(cell.draft, rows, row, count, cell.marked * count, cell.locked * count, labelSets);
  }

  const ordered = [...drafts.values()].sort(compareDrafts);
  const allRows = new Uint32Array(rows.length);
  const allIds = rows.id === undefined ? undefined : new Float64Array(rows.length);
  let from = 0;
  for (const draft of ordered) {
    draft.from = from;
    from += draft.rows;
    draft.rows = 0;
  }
  for (let row = 0; row < rows.length; row++) {
    const { draft } = cells[cellOf[row]];
    const to = draft.from + draft.rows++;
    allRows[to] = row;
    if (allIds !== undefined && rows.id !== undefined) allIds[to] = rows.id[row];
  }
  const cellsOf = new Map<GroupDraft, Cell[]>();
  for (const cell of cells) {
    const known = cellsOf.get(cell.draft);
    if (known) known.push(cell);
    else cellsOf.set(cell.draft, [cell]);
  }
  return ordered.map((draft) => {
    const to = draft.from + draft.rows;
    const ids = allIds?.subarray(draft.from, to);
    return finishGroup(draft, allRows.subarray(draft.from, to), ids, cellsOf.get(draft) ?? [], stacks, identities);
  });
}

/** Cell numbers, from 1, by place; 0 = none yet. */
function createCellTable(places: number): { get(place: number): number; set(place: number, cell: number): void } {
  if (places > largestTable) {
    const map = new Map<number, number>();
    return { get: (place) => map.get(place) ?? 0, set: (place, cell) => void map.set(place, cell) };
  }
  const table = new Uint32Array(places);
  return {
    get: (place) => table[place],
    set: (place, cell) => {
      table[place] = cell;
    },
  };
}

function finishGroup(
  draft: GroupDraft,
  rows: Uint32Array,
  ids: Float64Array | undefined,
  cells: readonly Cell[],
  stacks: readonly Stack[],
  identities: readonly StackIdentity[],
): Group {
  const shown = representativeOf(cells, stacks);
  const stack = stacks[shown];
  const identity = identities[shown];
  const labelled = draft.shared !== undefined && Object.keys(draft.shared).length > 0;
  return {
    identity,
    primitive: draft.primitive,
    status: draft.state.status,
    waitReason: draft.state.waitReason,
    count: draft.count,
    stack,
    ...(identity.parkIndex === undefined ? {} : { parkSite: stack.frames[identity.parkIndex] }),
    ...(identity.userIndex === undefined ? {} : { userSite: stack.frames[identity.userIndex] }),
    ...(stack.createdBy === undefined ? {} : { birthSite: stack.createdBy }),
    rows,
    ...(ids === undefined ? {} : { ids }),
    ...(draft.minutesKnown === 0
      ? {}
      : { minutes: { min: draft.minutesMin, max: draft.minutesMax, known: draft.minutesKnown } }),
    leaked: draft.leaked,
    lockedToThread: draft.locked,
    ...(labelled ? { labels: draft.shared } : {}),
    creators: creatorsOf(cells, stacks),
    ...(draft.creatorIds === undefined ? {} : { creatorIds: [...draft.creatorIds].sort((a, b) => a - b) }),
    ...(draft.role === undefined ? {} : { role: draft.role }),
  };
}

/** The stack of most goroutines; of equals the one whose frames come first as text, whatever the order of the rows. */
function representativeOf(cells: readonly Cell[], stacks: readonly Stack[]): number {
  let best = cells[0].stack;
  if (cells.length === 1) return best;
  const counts = new Map<number, number>();
  for (const { stack, count } of cells) counts.set(stack, (counts.get(stack) ?? 0) + count);
  let most = -1;
  for (const [stack, count] of counts) {
    if (count > most || (count === most && compareStacks(stacks[stack], stacks[best]) < 0)) best = stack;
    most = Math.max(most, count);
  }
  return best;
}

function compareStacks(a: Stack, b: Stack): number {
  const shorter = Math.min(a.frames.length, b.frames.length);
  for (let i = 0; i < shorter; i++) {
    const difference = compareFrames(a.frames[i], b.frames[i]);
    if (difference !== 0) return difference;
  }
  if (a.frames.length !== b.frames.length) return a.frames.length - b.frames.length;
  return compareFrames(a.createdBy, b.createdBy);
}

function compareFrames(a: Frame | undefined, b: Frame | undefined): number {
  if (a === b) return 0;
  return (
    compareText(a?.function ?? '', b?.function ?? '') ||
    compareText(a?.file ?? '', b?.file ?? '') ||
    (a?.line ?? 0) - (b?.line ?? 0)
  );
}

/** Functions that ran the `go` statement, most goroutines first. */
function creatorsOf(cells: readonly Cell[], stacks: readonly Stack[]): Group['creators'] {
  const counts = new Map<string, number>();
  for (const { stack, count } of cells) {
    const creator = stacks[stack].createdBy?.function;
    if (creator !== undefined) counts.set(creator, (counts.get(creator) ?? 0) + count);
  }
  return [...counts]
    .map(([name, count]) => ({ function: name, count }))
    .sort((a, b) => b.count - a.count || compareText(a.function, b.function));
}

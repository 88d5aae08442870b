// One group while its rows are being added: running counts, no lists.
import type { Primitive } from '../../model/primitive.ts';
import type { GoroutineState, Rows } from '../../model/snapshot.ts';
import type { Labels } from '../../model/stack.ts';
import type { GoroutineRole } from './goroutine-role.ts';

export interface GroupDraft {
  readonly exactKey: string;
  readonly role: GoroutineRole | undefined;
  readonly state: GoroutineState;
  readonly primitive: Primitive;
  rows: number;
  /** Where its rows begin in the list of all rows, group after group. */
  from: number;
  count: number;
  leaked: number;
  locked: number;
  minutesMin: number;
  minutesMax: number;
  minutesKnown: number;
  /** Labels that all rows so far share; undefined before the first. */
  shared: Labels | undefined;
  labelSet: number;
  lastCreator: number;
  creatorIds: Set<number> | undefined;
}

export function newDraft(
  exactKey: string,
  role: GoroutineRole | undefined,
  state: GoroutineState,
  primitive: Primitive,
): GroupDraft {
  return {
    exactKey,
    role,
    state,
    primitive,
    rows: 0,
    from: 0,
    count: 0,
    leaked: 0,
    locked: 0,
    minutesMin: 0,
    minutesMax: 0,
    minutesKnown: 0,
    shared: undefined,
    labelSet: -1,
    lastCreator: 0,
    creatorIds: undefined,
  };
}

/** Adds row number `row`, which stands for `count` goroutines of which `leaked` carry the mark. */
export function addRow(
  draft: GroupDraft,
  rows: Rows,
  row: number,
  count: number,
  leaked: number,
  locked: number,
  labelSets: readonly Labels[],
): void {
  draft.rows++;
  draft.count += count;
  draft.leaked += leaked;
  draft.locked += locked;
  const minutes = rows.minutes === undefined ? 0 : rows.minutes[row];
  if (minutes > 0) {
    if (draft.minutesKnown === 0 || minutes < draft.minutesMin) draft.minutesMin = minutes;
    if (minutes > draft.minutesMax) draft.minutesMax = minutes;
    draft.minutesKnown += count;
  }
  const creator = rows.creator === undefined ? 0 : rows.creator[row];
  if (creator > 0 && creator !== draft.lastCreator) {
    draft.lastCreator = creator;
    draft.creatorIds ??= new Set();
    draft.creatorIds.add(creator);
  }
  const labelSet = rows.labels === undefined ? 0 : rows.labels[row];
  if (labelSet !== draft.labelSet) {
    draft.labelSet = labelSet;
    if (draft.shared !== noLabels) draft.shared = intersectLabels(draft.shared, labelSets[labelSet]);
  }
}

const noLabels: Labels = {};

/** The labels of `shared` that `labels` holds with the same value; `labels` itself the first time. */
function intersectLabels(shared: Labels | undefined, labels: Labels = noLabels): Labels {
  if (shared === undefined) return Object.keys(labels).length === 0 ? noLabels : labels;
  const keys = Object.keys(shared);
  const kept = keys.filter((key) => Object.hasOwn(labels, key) && labels[key] === shared[key]);
  if (kept.length === keys.length) return shared;
  return kept.length === 0 ? noLabels : Object.fromEntries(kept.map((key) => [key, shared[key]]));
}

/** Largest first; then by what the groups are, so that the order does not hang on the order of the rows. */
export function compareDrafts(a: GroupDraft, b: GroupDraft): number {
  return (
    b.count - a.count ||
    compareText(a.exactKey, b.exactKey) ||
    compareText(a.state.waitReason || a.state.status, b.state.waitReason || b.state.status) ||
    compareText(a.primitive, b.primitive) ||
    compareText(a.role ?? '', b.role ?? '')
  );
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

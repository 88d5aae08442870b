// Rows of a snapshot as single goroutines: which ones a `--where` lets through, and how each reads.
import { deriveGroups } from '../analyse/runtime/groups.ts';
import type { Where, WhereSubject } from '../analyse/runtime/where.ts';
import type { Group } from '../model/group.ts';
import type { ShowGoroutine } from '../model/show-result.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** Row numbers that the expression lets through, ascending. */
export function matchRows(snapshot: Snapshot, where: Where, mainModule: string | undefined): number[] {
  const groupOf = new Map<number, Group>();
  for (const group of deriveGroups(snapshot, { mainModule })) for (const row of group.rows) groupOf.set(row, group);
  const rows: number[] = [];
  for (let row = 0; row < snapshot.rows.length; row++)
    if (where(subjectOf(snapshot, row, groupOf.get(row)))) rows.push(row);
  return rows;
}

function subjectOf(snapshot: Snapshot, row: number, group: Group | undefined): WhereSubject {
  const { rows, stacks, states, labelSets } = snapshot;
  const stack = stacks[rows.stack[row]];
  const state = states[rows.state[row]];
  const one = (text: string | undefined) => (text === undefined || text === '' ? [] : [text]);
  return {
    text(field) {
      if (field.startsWith('label.')) return one(labelSets[rows.labels?.[row] ?? 0]?.[field.slice('label.'.length)]);
      switch (field) {
        case 'func':
          return stack.frames.map((f) => f.function);
        case 'file':
          return stack.frames.flatMap((f) => one(f.file));
        case 'park':
          return one(group?.parkSite?.function);
        case 'user':
          return one(group?.userSite?.function);
        case 'birth':
          return one(stack.createdBy?.function);
        case 'primitive':
          return one(group?.primitive);
        case 'reason':
          return one(state.waitReason);
        default:
          return one(state.status);
      }
    },
    number(field) {
      switch (field) {
        // The header shows minutes from one on; a goroutine without them waits for less, or it is not known.
        case 'wait':
          return rows.minutes?.[row] ?? Number.NaN;
        case 'id':
          return rows.id?.[row] ?? Number.NaN;
        case 'creator':
          return rows.creator?.[row] || Number.NaN;
        default:
          return stack.frames.length;
      }
    },
    flag: (field) =>
      field === 'locked' ? state.lockedToThread : (group?.leaked ?? 0) > 0 && (state.leaked || !rows.id),
  };
}

/** Every goroutine of the snapshot as its text says; a profile's sample stands once for each goroutine it counts. */
export function listGoroutines(snapshot: Snapshot, number: number | undefined): ShowGoroutine[] {
  const { rows, stacks, states, labelSets } = snapshot;
  const out: ShowGoroutine[] = [];
  for (let row = 0; row < rows.length; row++) {
    const stack = stacks[rows.stack[row]];
    const state = states[rows.state[row]];
    const id = rows.id?.[row];
    const labels = labelSets[rows.labels?.[row] ?? 0];
    const creator = rows.creator?.[row];
    const goroutine: ShowGoroutine = {
      id: id === undefined || Number.isNaN(id) ? undefined : id,
      state: state.status,
      waitReason: state.waitReason || undefined,
      waitMinutes: rows.minutes?.[row] || undefined,
      lockedToThread: state.lockedToThread || undefined,
      leaked: state.leaked || undefined,
      labels: labels && Object.keys(labels).length > 0 ? labels : undefined,
      stack: stack.frames,
      createdBy: stack.createdBy && { ...stack.createdBy, goroutine: creator || undefined },
      incomplete: rows.incomplete?.[row] === 1 || undefined,
      snapshot: number,
    };
    for (let n = rows.count?.[row] ?? 1; n > 0; n--) out.push(goroutine);
  }
  return out;
}

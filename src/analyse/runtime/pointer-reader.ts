// First argument words of the frames of a dump: of a row by depth, or all that a row has.
import type { Snapshot } from '../../model/snapshot.ts';

/** The first argument words of a snapshot, by row. */
export interface PointerReader {
  readonly at: (row: number, depth: number) => number;
  /** Every word of one row with its depth. */
  readonly each: (row: number, visit: (depth: number, value: number) => void) => void;
}

const readers = new WeakMap<Snapshot, PointerReader>();

/** Reads first argument words: `(row, depth) → value`, NaN where none was kept. The same for every question about a snapshot. */
export function pointerReader(snapshot: Snapshot): (row: number, depth: number) => number {
  return pointersOf(snapshot).at;
}

/** All of them, by row; worked out at the first call. */
export function pointersOf(snapshot: Snapshot): PointerReader {
  let reader = readers.get(snapshot);
  if (!reader) readers.set(snapshot, (reader = readPointers(snapshot)));
  return reader;
}

function readPointers(snapshot: Snapshot): PointerReader {
  const p = snapshot.pointers;
  if (!p || p.row.length === 0) return { at: () => Number.NaN, each: () => {} };
  // A row has few words: where they begin, by row, is much cheaper than a table of all of them.
  const rows = snapshot.rows.stack.length;
  const start = new Uint32Array(rows + 1);
  for (let i = 0; i < p.row.length; i++) start[p.row[i] + 1]++;
  for (let row = 0; row < rows; row++) start[row + 1] += start[row];
  const order = new Uint32Array(p.row.length);
  const next = start.slice();
  for (let i = 0; i < p.row.length; i++) order[next[p.row[i]]++] = i;
  return {
    at: (row, depth) => {
      for (let i = start[row]; i < start[row + 1]; i++) if (p.depth[order[i]] === depth) return p.value[order[i]];
      return Number.NaN;
    },
    each: (row, visit) => {
      for (let i = start[row]; i < start[row + 1]; i++) visit(p.depth[order[i]], p.value[order[i]]);
    },
  };
}

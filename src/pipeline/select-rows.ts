// A snapshot with only some of its rows: what `--where` and `--by label` look at.
import type { Rows, Snapshot } from '../model/snapshot.ts';

/** The rows of `rows`, in this order; pointers are left behind. */
export function selectRows(snapshot: Snapshot, rows: readonly number[]): Snapshot {
  const pickUint = (from: Uint32Array | undefined) => from && Uint32Array.from(rows, (r) => from[r]);
  const pickFloat = (from: Float64Array | undefined) => from && Float64Array.from(rows, (r) => from[r]);
  const from = snapshot.rows;
  const picked: Rows = {
    length: rows.length,
    stack: Uint32Array.from(rows, (r) => from.stack[r]),
    state: Uint32Array.from(rows, (r) => from.state[r]),
    count: pickFloat(from.count),
    id: pickFloat(from.id),
    minutes: pickUint(from.minutes),
    creator: pickFloat(from.creator),
    labels: pickUint(from.labels),
    incomplete: from.incomplete && Uint8Array.from(rows, (r) => from.incomplete?.[r] ?? 0),
    line: pickFloat(from.line),
  };
  return { ...snapshot, rows: picked, pointers: undefined };
}

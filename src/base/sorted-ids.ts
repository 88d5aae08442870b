// Set operations on ascending Float64Arrays (goroutine ids): no Map per id, so a million ids stay cheap.

/** How many values stand in both. */
export function countCommon(a: Float64Array, b: Float64Array): number {
  let i = 0;
  let j = 0;
  let common = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      common++;
      i++;
      j++;
    } else if (a[i] < b[j]) i++;
    else j++;
  }
  return common;
}

/** The values that stand in both, ascending. */
export function intersect(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(Math.min(a.length, b.length));
  let n = 0;
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      out[n++] = a[i];
      i++;
      j++;
    } else if (a[i] < b[j]) i++;
    else j++;
  }
  return out.slice(0, n);
}

/** Whether the value stands in the array. */
export function hasId(ids: Float64Array, value: number): boolean {
  let low = 0;
  let high = ids.length - 1;
  while (low <= high) {
    const mid = (low + high) >> 1;
    if (ids[mid] === value) return true;
    if (ids[mid] < value) low = mid + 1;
    else high = mid - 1;
  }
  return false;
}

/** Ascending copy without repetitions and NaN. */
export function sortedDistinct(values: Iterable<number>): Float64Array {
  const copied = Array.isArray(values) || values instanceof Float64Array;
  const all = (copied ? new Float64Array(values) : Float64Array.from(values)).sort();
  let n = 0;
  for (let i = 0; i < all.length; i++)
    if (!Number.isNaN(all[i]) && (n === 0 || all[i] !== all[n - 1])) all[n++] = all[i];
  return all.slice(0, n);
}

/** Ids as ranges, `4-6,19`; the input is ascending. */
export function formatIdRanges(ids: Float64Array): string {
  const parts: string[] = [];
  for (let i = 0; i < ids.length; i++) {
    let j = i;
    while (j + 1 < ids.length && ids[j + 1] === ids[j] + 1) j++;
    parts.push(i === j ? `${ids[i]}` : `${ids[i]}-${ids[j]}`);
    i = j;
  }
  return parts.join(',');
}

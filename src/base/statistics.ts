// Statistics for short count series: Mann–Kendall trend test, Theil–Sen slope, Benjamini–Hochberg, least squares.

/** Median of the values; NaN for none. Does not change the input. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const mid = sorted.length >> 1;
  return sorted.length % 2 ? sorted[mid] : (sorted[mid - 1] + sorted[mid]) / 2;
}

/** Upper tail of the standard normal distribution (Abramowitz and Stegun 26.2.17, error below 7.5e-8). */
export function normalUpperTail(z: number): number {
  if (z < 0) return 1 - normalUpperTail(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return Math.exp((-z * z) / 2) * 0.3989422804014327 * poly;
}

/**
 * One-sided Mann–Kendall test for an upward trend, with the correction for ties.
 * Returns S and the p-value by the normal approximation with continuity correction (good from n = 6 on).
 */
export function mannKendall(values: readonly number[]): { readonly s: number; readonly p: number } {
  const n = values.length;
  const s = concordance(values);
  const ties = new Map<number, number>();
  for (const v of values) ties.set(v, (ties.get(v) ?? 0) + 1);
  let variance = n * (n - 1) * (2 * n + 5);
  for (const t of ties.values()) variance -= t * (t - 1) * (2 * t + 5);
  variance /= 18;
  if (variance <= 0 || s <= 0) return { s, p: s > 0 ? 0.5 : 1 };
  return { s, p: normalUpperTail((s - 1) / Math.sqrt(variance)) };
}

/** Pairs that rise less pairs that fall, by a Fenwick tree over the ranks: n log n, a day of snapshots is one series. */
function concordance(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const rank = new Map<number, number>();
  for (const v of sorted) if (!rank.has(v)) rank.set(v, rank.size + 1);
  const tree = new Float64Array(rank.size + 1);
  const upTo = (at: number) => {
    let sum = 0;
    for (let i = at; i > 0; i -= i & -i) sum += tree[i];
    return sum;
  };
  let s = 0;
  values.forEach((v, before) => {
    const at = rank.get(v) ?? 0;
    s += upTo(at - 1) - (before - upTo(at));
    for (let i = at; i < tree.length; i += i & -i) tree[i]++;
  });
  return s;
}

/** All pairs of more points than this cost seconds, and as many evenly spread ones give the same line. */
const mostPoints = 300;

/**
 * Theil–Sen line through points: the median of all pairwise slopes, and the median intercept. Of more than 300 points
 * as many are taken, evenly spread, the first and the last among them.
 */
export function theilSen(
  xs: readonly number[],
  ys: readonly number[],
): { readonly slope: number; readonly intercept: number } {
  const chosen = Math.min(xs.length, mostPoints);
  const at = (i: number) => (chosen === xs.length ? i : Math.round((i * (xs.length - 1)) / (chosen - 1)));
  const x = Float64Array.from({ length: chosen }, (_, i) => xs[at(i)]);
  const y = Array.from({ length: chosen }, (_, i) => ys[at(i)]);
  if (y.every((v) => v === y[0])) return { slope: 0, intercept: y[0] ?? Number.NaN };
  const slopes: number[] = [];
  for (let i = 0; i < x.length; i++)
    for (let j = i + 1; j < x.length; j++) if (x[j] !== x[i]) slopes.push((y[j] - y[i]) / (x[j] - x[i]));
  const slope = slopes.length > 0 ? median(slopes) : 0;
  return { slope, intercept: median(y.map((v, i) => v - slope * x[i])) };
}

/** Which of the hypotheses are rejected at false discovery rate `q` (Benjamini–Hochberg). */
export function benjaminiHochberg(p: readonly number[], q: number): boolean[] {
  const order = p.map((_, i) => i).sort((a, b) => p[a] - p[b]);
  let last = -1;
  for (let k = 0; k < order.length; k++) if (p[order[k]] <= (q * (k + 1)) / order.length) last = k;
  const rejected = p.map(() => false);
  for (let k = 0; k <= last; k++) rejected[order[k]] = true;
  return rejected;
}

/** Pearson correlation; 0 when either side does not vary. */
export function correlation(x: readonly number[], y: readonly number[]): number {
  const n = x.length;
  const mx = x.reduce((a, b) => a + b, 0) / n;
  const my = y.reduce((a, b) => a + b, 0) / n;
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < n; i++) {
    xy += (x[i] - mx) * (y[i] - my);
    xx += (x[i] - mx) ** 2;
    yy += (y[i] - my) ** 2;
  }
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}

/** Solves the least-squares problem for the columns by Gaussian elimination; undefined when singular. */
export function leastSquares(columns: readonly (readonly number[])[], y: readonly number[]): number[] | undefined {
  const k = columns.length;
  const m = columns.map((a) => [...columns.map((b) => dot(a, b)), dot(a, y)]);
  for (let i = 0; i < k; i++) {
    let pivot = i;
    for (let r = i + 1; r < k; r++) if (Math.abs(m[r][i]) > Math.abs(m[pivot][i])) pivot = r;
    if (Math.abs(m[pivot][i]) < 1e-9) return undefined;
    [m[i], m[pivot]] = [m[pivot], m[i]];
    for (let r = 0; r < k; r++) {
      if (r === i) continue;
      const f = m[r][i] / m[i][i];
      for (let c = i; c <= k; c++) m[r][c] -= f * m[i][c];
    }
  }
  return m.map((row, i) => row[k] / row[i]);
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

// Does something that carries traffic explain why a group grows? Regression on the traffic-bound groups (DESIGN §5).
import { leastSquares, mannKendall, theilSen } from '../../base/statistics.ts';
import type { GroupSeries } from '../../model/history.ts';

/** A count over the same moments that could explain growth: open server connections, unknown IO waits, handlers. */
export interface Explainer {
  readonly name: string;
  readonly counts: readonly number[];
  /** Exact keys inside it; a group never explains itself. */
  readonly keys: ReadonlySet<string>;
}

export interface Coupling {
  /** Undefined: nothing that carries traffic explains the growth. */
  readonly explainedBy?: string;
  /** Explainers that were looked at, and how much each gained. */
  readonly lookedAt: readonly { readonly name: string; readonly gain: number }[];
}

/** An explainer that gained less than this share of the group's gain cannot explain it. */
const leastShare = 0.2;
/** The part of the growth that must remain after regression for the group to count as decoupled. */
const remainingShare = 0.5;

/** Tests one growing series against every explainer alone; the first that takes the trend away is named. */
export function deriveCoupling(series: GroupSeries, gain: number, explainers: readonly Explainer[]): Coupling {
  const lookedAt: { name: string; gain: number }[] = [];
  const span = series.times[series.times.length - 1] - series.times[0];
  let explainedBy: string | undefined;
  for (const e of explainers) {
    if (e.keys.has(series.exactKey)) continue;
    const eGain = theilSen(series.times, e.counts).slope * span;
    lookedAt.push({ name: e.name, gain: eGain });
    if (explainedBy !== undefined || eGain < leastShare * gain || mannKendall(e.counts).p > 0.1) continue;
    const fit = leastSquares([e.counts.map(() => 1), e.counts], series.counts);
    if (!fit || fit[1] <= 0) continue;
    const rest = series.counts.map((y, i) => y - fit[0] - fit[1] * e.counts[i]);
    const restGain = theilSen(series.times, rest).slope * span;
    if (mannKendall(rest).p < 0.05 && restGain >= remainingShare * gain) continue;
    explainedBy = e.name;
  }
  return { explainedBy, lookedAt };
}

// The cancellations of a trace as the picture takes them: calls from the same place together, those that left somebody
// alive first, then those that woke most; of each place some trees.
import type { CancelKind, Cancellation, CancelledGoroutine, TraceResult } from '../../../model/trace-result.ts';
import { placeName } from './trace-names.ts';

export const cancelWords: Readonly<Record<CancelKind, string>> = {
  manual: 'cancel called',
  cause: 'cancel called with a cause',
  early: 'cancel called before the deadline',
  deadline: 'deadline fired',
  relay: 'passed on from a foreign parent',
  'foreign-afterfunc': 'a foreign parent ended',
};

export interface CancelPlace {
  readonly kind: CancelKind;
  /** Start function of who called. */
  readonly caller: string;
  /** Where cancel was called; empty for a deadline. */
  readonly site: string;
  readonly count: number;
  readonly woken: number;
  readonly alive: number;
  /** Medians in ns, -1: none. */
  readonly ranNs: number;
  readonly endedNs: number;
  readonly trees: readonly Cancellation[];
}

/** `most` trees of each place: those with somebody alive first, then the slowest to end. */
export function cancelPlaces(result: Pick<TraceResult, 'cancels'>, most: number): CancelPlace[] {
  const places = new Map<string, Cancellation[]>();
  for (const c of result.cancels) {
    const key = `${c.kind}\0${c.canceller.function}\0${placeName(c.site)}`;
    const list = places.get(key);
    if (list) list.push(c);
    else places.set(key, [c]);
  }
  return [...places.values()]
    .map((list): CancelPlace => {
      const woken = list.flatMap((c) => c.woken);
      const ranked = list.map((c) => ({ c, alive: aliveOf(c.woken), slow: Math.max(...c.woken.map((w) => w.endNs)) }));
      ranked.sort(
        (a, b) => b.alive - a.alive || b.c.woken.length - a.c.woken.length || b.slow - a.slow || a.c.at - b.c.at,
      );
      const [first] = list;
      return {
        kind: first.kind,
        caller: first.canceller.function,
        site: placeName(first.site),
        count: list.length,
        woken: woken.length,
        alive: aliveOf(woken),
        ranNs: median(woken.map((w) => w.startNs)),
        endedNs: median(woken.map((w) => w.endNs)),
        trees: ranked.slice(0, most).map(({ c }) => c),
      };
    })
    .sort((a, b) => b.alive - a.alive || b.woken - a.woken || b.count - a.count);
}

const aliveOf = (woken: readonly CancelledGoroutine[]): number => woken.filter((w) => w.fate === 'alive').length;

function median(values: readonly number[]): number {
  const known = values.filter((v) => v >= 0).sort((a, b) => a - b);
  return known.length === 0 ? -1 : known[known.length >> 1];
}

/** A logarithmic axis of the time since the call: whole decades that hold all delays. */
export interface DelayAxis {
  /** Powers of ten, ns. */
  readonly from: number;
  readonly to: number;
  /** 0 … 1; what did not come is at the end. */
  at(ns: number): number;
}

export function delayAxis(result: Pick<TraceResult, 'cancels'>): DelayAxis {
  let least = 1e3;
  let most = 1e4;
  for (const { woken } of result.cancels)
    for (const { startNs, endNs } of woken) {
      if (startNs >= 0) least = Math.min(least, Math.max(100, startNs));
      most = Math.max(most, startNs, endNs);
    }
  const from = Math.floor(Math.log10(least));
  const to = Math.ceil(Math.log10(most) + 1e-9);
  return {
    from,
    to,
    at: (ns) => (ns < 0 ? 1 : Math.min(1, Math.max(0, (Math.log10(Math.max(1, ns)) - from) / (to - from)))),
  };
}

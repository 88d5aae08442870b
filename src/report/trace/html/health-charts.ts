// `trace gc` and `trace sched` as charts: what stands in them. Drawing is render-health.ts.
import type { Percentiles, TraceResult } from '../../../model/trace-result.ts';
import { formatCount } from '../../words.ts';
import { formatNs, formatReason, formatShare } from '../trace-words.ts';
import { signLines } from '../view-health.ts';
import { graphName } from './trace-names.ts';

export type HealthChart =
  /** Stretches of the time of the trace, ns. */
  | {
      readonly kind: 'spans';
      readonly title: string;
      readonly lengthNs: number;
      readonly spans: readonly { readonly at: number; readonly ns: number }[];
    }
  /** On a logarithmic axis of time: a line from the median to the 99th percentile, a mark for the longest. */
  | {
      readonly kind: 'ranges';
      readonly title: string;
      readonly rows: readonly {
        readonly label: string;
        readonly note: string;
        readonly p50: number;
        readonly p99: number;
        readonly max: number;
      }[];
    }
  | {
      readonly kind: 'bars';
      readonly title: string;
      /** Value of the full length. */
      readonly most: number;
      readonly rows: readonly { readonly label: string; readonly note: string; readonly value: number }[];
    };

export interface HealthPicture {
  readonly lines: readonly string[];
  readonly charts: readonly HealthChart[];
}

const shownRows = 24;

type Shown = Pick<
  TraceResult,
  'gc' | 'stw' | 'sched' | 'waits' | 'processors' | 'durationNs' | 'window' | 'signs' | 'verdict' | 'events'
>;

const range = (label: string, l: Percentiles) => ({
  label,
  note: `${formatCount(l.n)}: p50 ${formatNs(l.p50)}, p99 ${formatNs(l.p99)}, max ${formatNs(l.max)}`,
  p50: l.p50,
  p99: l.p99,
  max: l.max,
});

/** Collections over time, stops of the world by kind, who had to help. */
export function gcPicture(result: Shown): HealthPicture {
  const { gc, stw, durationNs } = result;
  const from = result.window?.fromNs ?? 0;
  return {
    lines: [
      ...signLines(result as TraceResult, 'gc'),
      `${formatCount(gc.cycles.length)} collections, marking ${formatShare(gc.markShare)} of the time; world stopped ${formatNs(gc.stwNs)}, ${formatShare(gc.stwShare)} of the time`,
    ],
    charts: [
      {
        kind: 'spans',
        title: 'Marking over the time of the trace',
        lengthNs: durationNs,
        spans: gc.cycles.map((c) => ({ at: c.at - from, ns: c.ns < 0 ? durationNs - (c.at - from) : c.ns })),
      },
      {
        kind: 'ranges',
        title: 'Stops of the world, by what they were for',
        rows: stw.slice(0, shownRows).map((s) => ({
          label: s.kind,
          note: `${formatCount(s.count)}: p50 ${formatNs(s.p50)}, p99 ${formatNs(s.p99)}, max ${formatNs(s.max)}`,
          p50: s.p50,
          p99: s.p99,
          max: s.max,
        })),
      },
      {
        kind: 'bars',
        title: 'Who had to help marking',
        most: Math.max(1, ...gc.assistsByFunction.map((a) => a.ns)),
        rows: gc.assistsByFunction.slice(0, shownRows).map((a) => ({
          label: graphName(a.function).short,
          note: `${formatNs(a.ns)} in ${formatCount(a.count)} assists`,
          value: a.ns,
        })),
      },
    ],
  };
}

/** Waits for a processor by function, processors, waiters by place. */
export function schedPicture(result: Shown): HealthPicture {
  const { sched, processors, waits } = result;
  const places = waits.filter((w) => w.site !== '' && w.meanWaiters >= 0.005).slice(0, shownRows);
  return {
    lines: [
      ...signLines(result as TraceResult, 'sched'),
      `${sched.meanRunnable.toFixed(2)} goroutines wait for a processor on the mean, at most ${formatCount(sched.maxRunnable)}; ${sched.meanRunningProcs.toFixed(2)} of ${sched.procs} processors busy`,
    ],
    charts: [
      {
        kind: 'ranges',
        title: 'Wait for a processor, by start function',
        rows: [
          range('all goroutines', sched.latencyNs),
          ...sched.byFunction.slice(0, shownRows).map((f) => range(graphName(f.function).short, f.latencyNs)),
        ],
      },
      {
        kind: 'bars',
        title: 'Share of the time that each processor ran goroutines',
        most: 1,
        rows: processors.slice(0, 64).map((p) => ({
          label: `P ${p.id}`,
          note: formatShare(p.runningShare),
          value: p.runningShare,
        })),
      },
      {
        kind: 'bars',
        title: 'Waiters on the mean, by place',
        most: Math.max(1e-9, ...places.map((w) => w.meanWaiters)),
        rows: places.map((w) => ({
          label: graphName(w.site).short,
          note: `${w.meanWaiters.toFixed(2)} in ${formatReason(w.reason)}, ${formatCount(w.count)} waits`,
          value: w.meanWaiters,
        })),
      },
    ],
  };
}

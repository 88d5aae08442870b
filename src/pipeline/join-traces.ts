// Traces and dumps of one process: each trace is put to the epoch whose goroutines it shares, or it is said that there is none.
import { joinTrace, type TraceJoin } from '../analyse/runtime/trace-join.ts';
import type { Decoded } from '../model/decoded.ts';
import type { Epoch, TargetHistory } from '../model/history.ts';
import type { Problem } from '../model/problem.ts';

export interface JoinedTraces {
  readonly byEpoch: ReadonlyMap<Epoch, readonly TraceJoin[]>;
  /** Traces beside dumps with which they do not fit. */
  readonly problems: readonly Problem[];
}

/** Joins every trace with the newest epoch that it fits; traces without any dump beside them are left alone. */
export function joinTraces(histories: readonly TargetHistory[], decoded: readonly Decoded[]): JoinedTraces {
  const byEpoch = new Map<Epoch, TraceJoin[]>();
  const problems: Problem[] = [];
  for (const trace of decoded.flatMap((d) => d.traces ?? [])) {
    const own = histories.filter((h) => !trace.target || h.name === trace.target);
    const tried = own.flatMap((h) =>
      h.epochs.toReversed().map((epoch) => ({ epoch, join: joinTrace(epoch.moments, trace) })),
    );
    if (tried.length === 0) continue;
    const fitting = tried.find((t) => t.join.joined);
    if (fitting) byEpoch.set(fitting.epoch, [...(byEpoch.get(fitting.epoch) ?? []), fitting.join]);
    else {
      const anyIds = own.some((h) => h.epochs.some((e) => e.moments.some((m) => m.hasIds)));
      const best = tried.reduce((a, b) => (b.join.common > a.join.common ? b : a)).join;
      problems.push({
        code: 'run/trace-not-joined',
        message: anyIds
          ? `${trace.name} does not seem to be of the process of the dump: ${best.common} goroutine ids in common, ` +
            `${best.same} of them with the same start function; three and 80 % are needed`
          : `${trace.name} cannot be joined: only dumps with goroutine ids (debug=2) can`,
        source: trace.name,
      });
    }
  }
  return { byEpoch, problems };
}

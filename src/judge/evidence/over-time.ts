// Rows that need several snapshots: growth, decoupling from traffic, ratchet, immortals, and what speaks against them.
import type { GroupFacts } from '../../analyse/runtime/facts.ts';
import type { GroupSeries } from '../../model/history.ts';
import type { Primitive } from '../../model/primitive.ts';
import type { Evidence } from '../../model/verdict.ts';
import { duration, type EvidenceMaker, goroutines } from '../evidence-maker.ts';
import { isHeldUp } from '../lock-primitives.ts';

/** DESIGN §5: fewer snapshots cannot show a trend. */
export const leastMoments = 6;
/** DESIGN §5: growth of fewer goroutines, or of less than a fifth, is noise of pools and schedules. */
export const leastGain = 10;
export const leastGainShare = 0.2;
/** A group whose last third brought less than this share of its whole gain has stopped growing. */
const stillGrowing = 0.05;

/** Grown over at least six snapshots, significantly, and still growing. */
export const growth: EvidenceMaker = (f, epoch) => {
  const { trend, series } = f;
  if (!trend || !series || trend.n < leastMoments || !trend.significant) return [];
  if (trend.gain < leastGain || trend.gainShare < leastGainShare) return [];
  if (trend.lateGain < stillGrowing * trend.gain) return [];
  const { births, deaths } = series;
  if (births !== undefined && deaths !== undefined && births <= deaths) return [];
  if (isTurnedOver(series)) return [];
  const rate = trend.perHour !== undefined && epoch.timed ? `, ${Math.round(trend.perHour)} an hour` : '';
  const endToo = doesEnd(series);
  // It comes and goes, and traffic moves alike: that is the load.
  if (endToo && f.coupling?.explainedBy !== undefined) return [];
  const moved = f.movedHere && !hangs(f.group.primitive);
  // As many as ever of what a library runs: they wait here now, for work or for the program.
  if (moved && f.signatures.some((s) => s.kind !== 'connection-bound')) return [];
  const turnover = births !== undefined ? `; ${births} came, ${deaths} went` : '';
  return [
    {
      kind: 'growth',
      class: 'strong',
      for: 'leak',
      text: `grew from ${trend.first} to ${trend.last} over ${trend.n} snapshots${epoch.spanSeconds ? ` in ${duration(epoch.spanSeconds)}` : ''}${rate} (Mann–Kendall p = ${trend.p.toPrecision(2)})${turnover}${series.places ? `; at ${series.places} places of the same birth together` : ''}${trend.sustained ? '' : '; too short to tell from a pool that fills up'}${endToo ? '; many of them end' : ''}${moved ? '; they came from other places of the same start' : ''}`,
      source: 'series',
      weak: trend.sustained && !endToo && !moved ? undefined : true,
      numbers: {
        first: trend.first,
        last: trend.last,
        snapshots: trend.n,
        p: trend.p,
        ...(trend.perHour !== undefined ? { perHour: Math.round(trend.perHour) } : {}),
        ...(births !== undefined ? { births, deaths: deaths ?? 0 } : {}),
      },
    },
  ];
};

/** Workers that come to stand in a wait that others end hang, however few start. */
function hangs(primitive: Primitive): boolean {
  return isHeldUp(primitive) || primitive === 'sync.WaitGroup.Wait' || primitive === 'sync.Cond.Wait';
}

/** What had come by the middle of the series must be there at its end, or nothing piles up: the load has risen. */
const leastStayed = 0.2;

/** What leaks does not end: more endings than this share of what came, and the growth may be that of load. */
const mostEndings = 0.25;
/** Without ids only the falls of the count are seen, which hide most endings. */
const mostFalls = 0.1;

/** Whether goroutines of the group end while it grows. */
function doesEnd({ counts, births, deaths }: GroupSeries): boolean {
  if (births !== undefined && deaths !== undefined) return deaths > mostEndings * births;
  const steps = counts.slice(1).map((c, i) => c - counts[i]);
  const sum = (sign: number) => steps.reduce((n, step) => n + Math.max(0, sign * step), 0);
  return sum(-1) > mostFalls * sum(1);
}

/** Whether what stood there in the middle of the series has gone since, although the group had grown by then. */
export function isTurnedOver({ counts, stayed }: GroupSeries): boolean {
  const gained = counts[Math.floor((counts.length - 1) / 2)] - counts[0];
  return stayed !== undefined && gained >= leastGain / 2 && stayed < leastStayed * gained;
}

/** The pace of the fitted line, which differs from the difference of the ends: `, about 12 a minute`; an hour when it is slow. */
function perMinute(gain: number, seconds: number): string {
  if (seconds <= 0) return '';
  const pace = (gain * 60) / seconds;
  return pace >= 1.5 ? `, about ${Math.round(pace)} a minute` : `, about ${Math.round(pace * 60)} an hour`;
}

/** Growth that nothing which carries traffic explains, or that it does explain. */
export const coupling: EvidenceMaker = (f, epoch, options) => {
  if (!f.coupling || !f.trend) return [];
  const grown = growth(f, epoch, options).length > 0 || ratchet(f, epoch, options).length > 0;
  if (!grown) return [];
  if (f.coupling.explainedBy !== undefined)
    return [
      {
        kind: 'coupled',
        class: 'against',
        for: 'clean',
        text: `moves with ${f.coupling.explainedBy}, so traffic may explain it`,
        source: 'series',
      },
    ];
  const looked = f.coupling.lookedAt;
  const { first, last, gain } = f.trend;
  const most = looked.reduce((a, b) => (b.gain > a.gain ? b : a), { name: '', gain: Number.NEGATIVE_INFINITY });
  return [
    {
      kind: 'decoupled',
      class: 'strong',
      for: 'leak',
      text:
        looked.length === 0
          ? 'no open server connection or unknown reader in the process could explain the growth'
          : `traffic does not explain it: this went from ${first} to ${last}${perMinute(gain, epoch.spanSeconds)}, while ${most.name} changed by ${Math.round(most.gain)}`,
      source: 'series',
      numbers: { explainers: looked.length, gain: Math.round(f.trend.gain) },
    },
  ];
};

/** Every burst leaves a higher floor. */
export const ratchet: EvidenceMaker = (f) => {
  if (!f.ratchet) return [];
  return [
    {
      kind: 'ratchet',
      class: 'strong',
      for: 'leak',
      text: `after each of ${f.ratchet.bursts} bursts the floor was higher: ${f.ratchet.floors.join(' → ')}`,
      source: 'series',
      numbers: { bursts: f.ratchet.bursts },
    },
  ];
};

/** The handler of one HTTP/2 or HTTP/3 request or RPC: its peer ends it, and whether that is there no dump tells. */
export function isStreamHandler({ traffic }: GroupFacts): boolean {
  return traffic.some((t) => t.ownGoroutine);
}

/** The same goroutines at the same place for longer than the age threshold, born after the service was up. */
export const immortal: EvidenceMaker = (f, epoch) => {
  const p = f.persistence;
  if (!p || p.immortal === 0 || f.group.role !== undefined) return [];
  const worked = epoch.newest.groups.size > 1;
  // A handler may stay for as long as its client is on the line: an event stream, a long poll.
  if (!worked || f.clients?.gone === 0 || isStreamHandler(f)) return [];
  return [
    {
      kind: 'immortal',
      class: 'strong',
      for: 'leak',
      text: `${goroutines(p.immortal)} born after start-up stood here, by id, for ${duration(p.longestSeconds)}`,
      source: 'series',
      numbers: { count: p.immortal, seconds: Math.round(p.longestSeconds) },
    },
  ];
};

/** Flat since the first snapshot, or filled up and stayed. */
export const plateau: EvidenceMaker = (f) => {
  const { trend } = f;
  if (!trend || trend.n < leastMoments) return [];
  const filledUp = trend.gain >= leastGain && trend.lateGain < stillGrowing * trend.gain;
  if (!trend.flat && !filledUp && !trend.filledEarly) return [];
  return [
    {
      kind: 'plateau',
      class: 'against',
      for: 'clean',
      text: trend.flat
        ? `${trend.last} in every one of ${trend.n} snapshots, give or take: not growing`
        : `rose from ${trend.first} to ${trend.last} and then stayed: the last third brought ${trend.lateGain}`,
      source: 'series',
      numbers: { first: trend.first, last: trend.last },
    },
  ];
};

/** Goroutines of the group that moved between the last two snapshots. */
export const progress: EvidenceMaker = (f) => {
  const p = f.persistence;
  if (!p || p.woken === 0 || p.woken < f.group.count / 2) return [];
  const row: Evidence = {
    kind: 'progress',
    class: 'against',
    for: 'clean',
    text: `${p.woken} of ${f.group.count} stood elsewhere in the snapshot before: they are woken`,
    source: 'series',
    numbers: { woken: p.woken },
  };
  return [row];
};

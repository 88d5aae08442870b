// What an execution trace of the same process says of a group: nobody woke it while its birth site kept creating; or it moves.
import { isStart, type TraceJoin } from '../../analyse/runtime/trace-join.ts';
import { deriveUsualWakers } from '../../analyse/trace/usual-wakers.ts';
import type { GrowthSite, TraceFacts } from '../../model/trace-result.ts';
import type { TraceGoroutine } from '../../model/trace-seen.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type EvidenceMaker, goroutines } from '../evidence-maker.ts';
import { connectionBound, signatures } from './knowledge.ts';

/** Goroutines of one birth site that must have gathered to call it growth; below it a pool that fills up looks the same. */
export const minGathered = 10;
/** "Many were created and none ended": what the captures of real leaks have, and no pool of two processors' size. */
export const minCreated = 20;
/** Generations over which a site must have gained (DESIGN §11). */
export const minGenerations = 3;
/** Goroutines that must have waited unwoken, and births while they did, to count as a sign at all. */
const leastStill = 3;

/** Reads the traces that were joined with the process of the group. */
export const trace: EvidenceMaker = (f, epoch, options) => {
  const { ids, stack } = f.group;
  if (!ids) return [];
  for (const join of options.traces?.get(epoch.epoch) ?? []) {
    const here = [...ids].flatMap((id) => join.byId.get(id) ?? []);
    if (here.length === 0) continue;
    const { facts } = join.trace;
    const sites = facts.growth.filter((s) => isStart(s.function, stack.frames, stack.createdBy));
    const site = sites.find((s) => s.birthSite?.function === stack.createdBy?.function);
    const gathers = site !== undefined && isGathering(site, facts);
    // Where they gather, one that worked for a while and has waited for long since has stopped, too.
    const moves = (g: TraceGoroutine) => g.woken && !(gathers && g.state === 'waiting' && g.ns > longWait(facts));
    const woken = here.filter(moves).length;
    if (woken * 2 >= here.length) return [progressRow(join, woken, here.length)];
    const still = here.filter((g) => !moves(g) && g.state === 'waiting' && g.reason !== 'network');
    const relay = stack.frames.some((frame) => isRelay(frame.function));
    if (relay && still.length > 0) return [relayRow(join, still, sites)];
    // A pool or a connection waits unwoken by design, and peers decide how many there are.
    if (connectionBound(f, epoch, options).length > 0 || signatures(f, epoch, options).length > 0) return [];
    if (!site || still.length < leastStill || !keepsCreating(site)) return [];
    const seconds = Math.max(...still.map((g) => g.ns)) / 1e9;
    const when = still.some((g) => g.woken) ? 'any more' : 'within the trace';
    const row: Evidence = {
      kind: 'trace',
      class: gathers ? 'strong' : 'supporting',
      for: 'leak',
      text:
        `nobody woke ${goroutines(still.length)} of it ${when} (for up to ${seconds.toFixed(1)} s); of its birth site ` +
        `${birthWords(site)}${wakerWords(facts, stack.frames, site.function)}`,
      source: join.trace.name,
      numbers: { still: still.length, created: site.created, ended: site.ended, seconds: Math.round(seconds) },
    };
    return [row];
  }
  return [];
};

/** The goroutine that context starts for a parent of a foreign type; one for each request in flight is healthy. */
export function isRelay(name: string): boolean {
  return /^context\.(?:\(\*cancelCtx\)\.)?propagateCancel\.func\d+$/.test(name);
}

/** `sites`: where contexts with such a parent were derived. */
function relayRow(join: TraceJoin, still: readonly TraceGoroutine[], sites: readonly GrowthSite[]): Evidence {
  const grew = sites.some((site) => isGathering(site, join.trace.facts));
  const [site] = [...sites].sort((a, b) => b.blockedAtEnd - a.blockedAtEnd);
  const where = site?.birthSite ? ` in ${site.birthSite.function}` : '';
  return {
    kind: 'trace',
    class: grew ? 'strong' : 'supporting',
    for: 'leak',
    text:
      `${goroutines(still.length)} that pass a cancel on ${still.length === 1 ? 'was' : 'were'} alive when the trace ended: neither parent nor child was cancelled` +
      (site ? `; most were derived${where}: ${birthWords(site)}` : ''),
    source: join.trace.name,
    numbers: { still: still.length, created: site?.created ?? 0, ended: site?.ended ?? 0 },
  };
}

function progressRow(join: TraceJoin, woken: number, of: number): Evidence {
  return {
    kind: 'progress',
    class: 'against',
    for: 'clean',
    text: `${woken} of ${of} were woken within the trace`,
    source: join.trace.name,
    numbers: { woken },
  };
}

/** `120 were started there, 0 ended; alive at each generation: 10, 40, 80, 120`. */
export function birthWords(site: GrowthSite): string {
  const alive = site.alive.length > 2 ? `; alive at each generation: ${site.alive.join(', ')}` : '';
  return `${site.created} were started there, ${site.ended} ended${alive}`;
}

/** Who should have woken them, as far as the trace knows; begins with `; `. */
export function wakerWords(facts: TraceFacts, frames: Parameters<typeof deriveUsualWakers>[1], start: string): string {
  const wakers = deriveUsualWakers(facts, frames, start);
  const named = wakers.filter((w) => w.function !== '<none>');
  if (wakers.length === 0) return '; nobody was woken at this place at all';
  if (named.length === 0) return '; others at this place were woken by timers or the network only';
  const words = named
    .slice(0, 2)
    .map((w) => `${w.function || 'the standard library'}${w.via ? ` (${w.via})` : ''} ${w.count} times`);
  return `; others at this place were woken by ${words.join(' and ')}`;
}

/** New ones come, and more than go. */
function keepsCreating(site: GrowthSite): boolean {
  return site.created - site.ended >= leastStill;
}

/**
 * It grew over the generations, or made many of which none ended; and what it made stands still: a pool that is filled up
 * and sessions of clients that come grow as well, but whoever works there waits for a moment only. And no others of the
 * same function ended meanwhile that are older than the trace: where as many go as come, their life is longer than it.
 */
export function isGathering(site: GrowthSite, facts: TraceFacts): boolean {
  if (netGrowth(site.function, facts) * 2 < site.created - site.ended) return false;
  if (site.blockedAtEnd < minGathered || site.still < minGathered || site.still * 2 < site.blockedAtEnd) return false;
  return growsThrough(site.alive) || (site.created >= minCreated && site.ended === 0);
}

/** A wait that is long for this trace, as `GrowthSite.still` counts them. */
function longWait({ durationNs, generations }: TraceFacts): number {
  return Math.min(durationNs / 5, durationNs / Math.max(1, generations));
}

/** How many more goroutines of a start function there are at the end than at the beginning, whoever started them. */
function netGrowth(name: string, facts: TraceFacts): number {
  const all = facts.goroutines.byFunction.find((f) => f.function === name);
  const created = facts.growth.reduce((sum, site) => sum + (site.function === name ? site.created : 0), 0);
  return all ? created - (all.count - all.alive) : created;
}

/** It never shrank over the generations and gained in at least three of them. */
export function growsThrough(alive: readonly number[]): boolean {
  let gains = 0;
  for (let i = 1; i < alive.length; i++) {
    if (alive[i] < alive[i - 1]) return false;
    if (alive[i] > alive[i - 1]) gains++;
  }
  return gains >= minGenerations && alive[alive.length - 1] - alive[0] >= minGathered;
}

// What is still blocked when the trace ends: by start function, state, reason and place.
import { linkedParkFunctions, runtimeParkFunctions } from '../../knowledge/park-frames.ts';
import { go, type TraceFrame, type TraceTables } from '../../model/trace-events.ts';
import type { BlockedGroup, TraceId } from '../../model/trace-result.ts';
import { type BirthGrowth, type BlockedOfSite, isSystemGoroutine } from './birth-growth.ts';
import type { GoroutineLife } from './goroutine-life.ts';
import { siteOf, userSiteOf } from './stack-sites.ts';
import type { WakeEdges } from './wake-edges.ts';

/** Goroutines whose ids are listed in one group. */
const maxIds = 10_000;
/** Part of the trace through which a goroutine must have waited to be called still. */
const stillShare = 1 / 5;
/** Frames that one stack of a group shows. */
const maxFrames = 32;

type Draft = { -readonly [K in keyof BlockedGroup]: BlockedGroup[K] } & { ids: TraceId[]; lastWakers: string[] };

/**
 * Groups, largest first; the runtime's own at the end. `end` is the time of the last event, `span` how long the trace is;
 * `blockedOf` gets the numbers of blocked goroutines by birth site.
 */
export function deriveBlockedAtEnd(
  life: GoroutineLife,
  tables: TraceTables,
  wakes: WakeEdges,
  births: BirthGrowth,
  end: number,
  span: number,
  blockedOf: Map<number, BlockedOfSite>,
): BlockedGroup[] {
  const stillFrom = Math.min(span * stillShare, span / births.generations);
  const groups = new Map<string, Draft>();
  for (let g = 0; g < life.slots; g++) {
    const state = life.state[g];
    if (state !== go.waiting && state !== go.syscall) continue;
    const frames = tables.frames(life.stack[g]);
    const site = siteOf(frames);
    const name = life.nameOf(life.cell[g]);
    const reason = state === go.waiting ? life.reasons[life.reason[g]] : '';
    const key = `${name}|${state}|${reason}|${site ? `${site.function}:${site.line}` : ''}`;
    const ns = end - life.since[g];
    let group = groups.get(key);
    if (!group) {
      const parkSite = userSiteOf(frames);
      const inferred = reason === '?' ? inferReason(frames) : undefined;
      group = {
        function: name,
        state: state === go.waiting ? 'waiting' : 'syscall',
        reason,
        ...(inferred ? { inferredReason: inferred } : {}),
        ...(site ? { site } : {}),
        ...(parkSite ? { parkSite } : {}),
        stack: frames.slice(0, maxFrames),
        count: 0,
        sinceStart: 0,
        maxNs: 0,
        minNs: Number.POSITIVE_INFINITY,
        lastWakers: [],
        system: isSystemGoroutine(name),
        ids: [],
      };
      groups.set(key, group);
    }
    if (!group.birthSite) {
      // One that was born before the trace has none; those born in it say it for all.
      const birthSite = births.birthSite(g);
      if (birthSite) group.birthSite = birthSite;
    }
    group.count++;
    const born = births.numberOf(g);
    if (born >= 0) {
      const before = blockedOf.get(born) ?? { blocked: 0, still: 0 };
      blockedOf.set(born, { blocked: before.blocked + 1, still: before.still + (ns > stillFrom ? 1 : 0) });
    }
    group.sinceStart += life.sinceStart[g];
    group.maxNs = Math.max(group.maxNs, ns);
    group.minNs = Math.min(group.minNs, ns);
    if (group.ids.length < maxIds) group.ids.push(tables.goroutineId(g));
    const waker = wakes.lastWaker[g] ?? -2;
    if (waker > -2) {
      const by = life.nameOf(waker);
      if (!group.lastWakers.includes(by) && group.lastWakers.length < 8) group.lastWakers.push(by);
    }
  }
  for (const group of groups.values()) group.ids.sort((a, b) => Number(a) - Number(b));
  return [...groups.values()].sort(
    (a, b) => Number(a.system) - Number(b.system) || b.count - a.count || (a.function < b.function ? -1 : 1),
  );
}

/** What the frames of a status say it waits for; such stacks begin with `runtime.gopark`. */
function inferReason(frames: readonly TraceFrame[]): string | undefined {
  for (const { function: name } of frames) {
    const wait = runtimeParkFunctions[name] ?? linkedParkFunctions[name];
    if (wait) return wait;
    if (!name.startsWith('runtime.')) return undefined;
  }
  return undefined;
}

// Who wakes whom: an edge for each pair of start functions, reason and way, with how often and how long was waited.
import { type ColumnRoom, newPlainRoom, takeColumnsOut } from '../../base/column-room.ts';
import { IdTable } from '../../base/id-table.ts';
import { go, type TraceSink, type TraceTables } from '../../model/trace-events.ts';
import {
  type TraceEdge,
  type TraceSiteEdge,
  type WaitPlace,
  type WakeVia,
  wakeVias,
} from '../../model/trace-result.ts';
import { isSystemGoroutine } from './birth-growth.ts';
import { type GoroutineLife, switchReason } from './goroutine-life.ts';
import { recent as recentWakes } from './kernel/walk-control.ts';
import type { StackSites } from './stack-sites.ts';
import { deriveWakeVia } from './wake-via.ts';

/** Sums by a key of two parts, each below 2^26. */
class PairSums {
  readonly left: number[] = [];
  readonly right: number[] = [];
  count: Float64Array;
  ns: Float64Array;
  sinceStart: Float64Array;
  private readonly index = new IdTable();
  private readonly room: ColumnRoom;

  constructor(room: ColumnRoom) {
    this.room = room;
    this.count = room.float64(4);
    this.ns = room.float64(4);
    this.sinceStart = room.float64(4);
  }

  indexOf(left: number, right: number): number {
    const key = left * 0x4000000 + right;
    let at = this.index.find(key);
    if (at < 0) {
      at = this.left.length;
      this.index.add(key, at);
      this.left.push(left);
      this.right.push(right);
      if (at >= this.count.length)
        for (const column of ['count', 'ns', 'sinceStart'] as const) {
          const next = this.room.float64(at * 2);
          next.set(this[column]);
          this[column] = next;
        }
    }
    return at;
  }

  add(at: number, ns: number, sinceStart: number): void {
    this.count[at]++;
    this.ns[at] += ns;
    this.sinceStart[at] += sinceStart;
  }
}

const coroutine = wakeVias.indexOf('coroutine');
const recentMask = recentWakes.MASK;

/** What the nodes of the graph are, when they are not start functions. */
export interface GraphNodes {
  /** Number of the node of the goroutine in a slot. */
  of(g: number): number;
  /** Its name; asked at the end. */
  nameOf(node: number): string;
}

export class WakeEdges {
  /** Who woke the goroutine of a slot last: name cell, -1 nobody in particular, -2 never. */
  lastWaker: Int32Array;
  /** And the stack of the wake. */
  lastStack: Int32Array;
  private readonly life: GoroutineLife;
  private readonly tables: TraceTables;
  private readonly sites: StackSites;
  /** Pairs of name cells (waker + 1, wakee); their edges are (pair, reason and way). */
  private readonly pairs: PairSums;
  readonly edges: PairSums;
  private readonly places: PairSums;
  readonly placeEdges: PairSums;
  /** Ways by wake stack and block stack, per reason. */
  private readonly ways: PairSums;
  private readonly wayOf: number[] = [];
  /** Waker, wakee, their stacks, reason and way; number of the edge and of the edge by place. */
  readonly recent: Int32Array;

  private readonly nodes: GraphNodes | undefined;
  private readonly room: ColumnRoom;

  /** Columns lie in `room`. */
  constructor(
    life: GoroutineLife,
    tables: TraceTables,
    sites: StackSites,
    nodes?: GraphNodes,
    room: ColumnRoom = newPlainRoom(),
  ) {
    this.life = life;
    this.tables = tables;
    this.sites = sites;
    this.nodes = nodes;
    this.room = room;
    this.lastWaker = room.int32(4).fill(-2);
    this.lastStack = room.int32(4);
    this.recent = room.int32((recentMask + 1) * 8).fill(-2);
    const plain = newPlainRoom();
    this.pairs = new PairSums(plain);
    this.places = new PairSums(plain);
    this.ways = new PairSums(plain);
    this.edges = new PairSums(room);
    this.placeEdges = new PairSums(room);
  }

  /** The memory that the columns lie in is for others from now on. */
  takeOut(): void {
    for (const owner of [this, this.edges, this.placeEdges]) takeColumnsOut(owner);
  }

  get sink(): TraceSink {
    return {
      // A slot may have been another one's, also for one that was there before the trace and is first told of later.
      goStatus: (_t, _by, g, from) => {
        if (from === go.undetermined && g < this.lastWaker.length) this.lastWaker[g] = -2;
      },
      goCreate: (_t, _by, g) => {
        if (g < this.lastWaker.length) this.lastWaker[g] = -2;
      },
      goUnblock: (t, by, g, stack, switched) => this.wake(t, by, g, stack, switched),
    };
  }

  private wake(t: number, by: number, g: number, stack: number, switched: boolean): void {
    const { life, nodes, recent } = this;
    const wakeStack = this.tables.stackOf(stack);
    const waitStack = life.stack[g];
    const reason = life.reason[g];
    const waker = by < 0 ? -1 : life.cell[by];
    const left = nodes && by >= 0 ? nodes.of(by) : waker;
    const right = nodes ? nodes.of(g) : life.cell[g];
    const how = (reason << 2) | (switched ? 2 : 0) | (by < 0 ? 0 : 1);
    // A wake like one a moment ago, which most are, is found by its place in this table.
    // The kernel looks at the same place (kernel/walk.as).
    const hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b) ^ Math.imul(wakeStack, 0xc2b2ae35);
    const at = (((hash ^ Math.imul(waitStack, 0x27d4eb2f) ^ how) >>> 7) & recentMask) << 3;
    if (
      recent[at] !== left ||
      recent[at + 1] !== right ||
      recent[at + 2] !== wakeStack ||
      recent[at + 3] !== waitStack ||
      recent[at + 4] !== how
    ) {
      const way = switched ? coroutine : this.way(wakeStack, by >= 0, reason, waitStack);
      const pair = this.pairs.indexOf(left + 1, right);
      const place = this.places.indexOf(
        by < 0 ? 0 : this.sites.wakeSite(wakeStack) + 1,
        this.sites.waitSpot(waitStack),
      );
      recent[at] = left;
      recent[at + 1] = right;
      recent[at + 2] = wakeStack;
      recent[at + 3] = waitStack;
      recent[at + 4] = how;
      recent[at + 5] = this.edges.indexOf(pair, (switched ? switchReason : reason) * 16 + way);
      recent[at + 6] = this.placeEdges.indexOf(place, reason);
    }
    const ns = t - life.since[g];
    const sinceStart = life.sinceStart[g];
    this.edges.add(recent[at + 5], ns, sinceStart);
    this.placeEdges.add(recent[at + 6], ns, sinceStart);
    if (g >= this.lastWaker.length) this.grow(g);
    this.lastWaker[g] = waker;
    this.lastStack[g] = wakeStack;
  }

  private grow(g: number): void {
    const next = this.room.int32(Math.max(g + 1, this.lastWaker.length * 2)).fill(-2);
    next.set(this.lastWaker);
    this.lastWaker = next;
    const stacks = this.room.int32(next.length);
    stacks.set(this.lastStack);
    this.lastStack = stacks;
  }

  /** Only the reason and the two stacks decide, so each combination is looked at once. */
  private way(wake: number, byGoroutine: boolean, reason: number, blocked: number): number {
    const at = this.ways.indexOf(wake * 2 + (byGoroutine ? 1 : 0), reason === 0 ? blocked * 256 : reason);
    let way = this.wayOf[at];
    if (way === undefined) {
      const { tables } = this;
      const via = deriveWakeVia(
        tables.frames(wake),
        byGoroutine,
        this.life.reasons[reason],
        reason === 0 ? tables.frames(blocked) : [],
      );
      way = wakeVias.indexOf(via);
      this.wayOf[at] = way;
    }
    return way;
  }

  /** All edges, most blocked time first; names are those known at the end. */
  edgeList(): TraceEdge[] {
    const { life, pairs, edges } = this;
    const nodes = this.nodes ?? life;
    const merged = new Map<string, { -readonly [K in keyof TraceEdge]: TraceEdge[K] }>();
    for (let i = 0; i < edges.left.length; i++) {
      const pair = edges.left[i];
      const waker = pairs.left[pair] === 0 ? '<none>' : nodes.nameOf(pairs.left[pair] - 1);
      const wakee = nodes.nameOf(pairs.right[pair]);
      const reason = life.reasons[edges.right[i] >> 4];
      const via: WakeVia = wakeVias[edges.right[i] & 15];
      const key = `${waker}\0${wakee}\0${reason}\0${via}`;
      const edge = merged.get(key);
      if (edge) {
        edge.count += edges.count[i];
        edge.blockedNs += edges.ns[i];
        edge.sinceStart += edges.sinceStart[i];
      } else
        merged.set(key, {
          waker,
          wakee,
          reason,
          via,
          count: edges.count[i],
          blockedNs: edges.ns[i],
          sinceStart: edges.sinceStart[i],
          system: isSystemEdge(waker, wakee, via),
        });
    }
    return [...merged.values()].sort(
      (a, b) => b.blockedNs - a.blockedNs || compare(a.waker + a.wakee, b.waker + b.wakee),
    );
  }

  /** The same by place, most blocked time first. */
  siteEdgeList(): TraceSiteEdge[] {
    const { places, placeEdges, sites, life } = this;
    const merged = new Map<string, { -readonly [K in keyof TraceSiteEdge]: TraceSiteEdge[K] }>();
    for (let i = 0; i < placeEdges.left.length; i++) {
      const place = placeEdges.left[i];
      const wake = places.left[place];
      const site = sites.spots[places.right[place]].site;
      const key = `${wake} ${site} ${placeEdges.right[i]}`;
      const edge = merged.get(key);
      if (edge) {
        edge.count += placeEdges.count[i];
        edge.blockedNs += placeEdges.ns[i];
      } else
        merged.set(key, {
          wakeSite: wake === 0 ? '<none>' : sites.names[wake - 1],
          waitSite: sites.names[site],
          reason: life.reasons[placeEdges.right[i]],
          count: placeEdges.count[i],
          blockedNs: placeEdges.ns[i],
        });
    }
    return [...merged.values()].sort(
      (a, b) => b.blockedNs - a.blockedNs || compare(a.wakeSite + a.waitSite, b.wakeSite + b.waitSite),
    );
  }

  /** Waits that ended and those still open at `end`, by place, over a time of `span`; most time first. */
  waitList(end: number, span: number): WaitPlace[] {
    const { places, placeEdges, sites, life } = this;
    const merged = new Map<string, { -readonly [K in keyof WaitPlace]: WaitPlace[K] }>();
    const placeOf = (spot: number, reason: number) => {
      const key = `${spot} ${reason}`;
      let place = merged.get(key);
      if (!place) {
        const { site, operation } = sites.spots[spot];
        const zero = { count: 0, atEnd: 0, ns: 0, meanWaiters: 0 };
        place = { site: sites.names[site], operation, reason: life.reasons[reason], ...zero };
        merged.set(key, place);
      }
      return place;
    };
    for (let i = 0; i < placeEdges.left.length; i++) {
      const place = placeOf(places.right[placeEdges.left[i]], placeEdges.right[i]);
      place.count += placeEdges.count[i];
      place.ns += placeEdges.ns[i];
    }
    for (let g = 0; g < life.slots; g++) {
      if (life.state[g] !== go.waiting) continue;
      const place = placeOf(sites.waitSpot(life.stack[g]), life.reason[g]);
      place.atEnd++;
      place.ns += end - life.since[g];
    }
    for (const place of merged.values()) place.meanWaiters = span > 0 ? Math.round((place.ns / span) * 1e4) / 1e4 : 0;
    return [...merged.values()].sort((a, b) => b.ns - a.ns || compare(a.site + a.operation, b.site + b.operation));
  }
}

/** A select on a timer channel may be woken by a goroutine that runs the timers: then the way says so. */
function isSystemEdge(waker: string, wakee: string, via: WakeVia): boolean {
  if (waker === '<none>' || via === 'timer' || via === 'network' || via === 'gc') return true;
  return isSystemGoroutine(waker) || isSystemGoroutine(wakee);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

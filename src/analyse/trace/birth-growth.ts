// Growth by birth site: how many goroutines each `go` statement made, how many ended, and how many lived at each generation.

import { type ColumnRoom, newPlainRoom, takeColumnsOut } from '../../base/column-room.ts';
import { isSystemRoot } from '../../knowledge/system-goroutines.ts';
import type { Frame } from '../../model/stack.ts';
import type { TraceSink, TraceTables } from '../../model/trace-events.ts';
import type { GrowthSite } from '../../model/trace-result.ts';
import type { GoroutineLife } from './goroutine-life.ts';
import { recent as recentBirths } from './kernel/walk-control.ts';
import { firstOutside } from './stack-sites.ts';
import type { GraphNodes } from './wake-edges.ts';

interface Site {
  readonly cell: number;
  readonly stack: number;
  readonly alive: number[];
}

/** Goroutines of a birth site that are blocked at the end, and those of them that have been for long (`GrowthSite.still`). */
export interface BlockedOfSite {
  readonly blocked: number;
  readonly still: number;
}

export class BirthGrowth {
  private readonly life: GoroutineLife;
  private readonly tables: TraceTables;
  private readonly sites: Site[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly byStack = new Map<number, Map<number, number>>();
  /** Birth site of the goroutine in a slot, -1: born before the trace. */
  siteOf: Int32Array;
  /** 1: born before the window that is looked at, so it counts at no site. */
  before: Uint8Array;
  /** By site: how many were made, how many have ended. */
  created: Float64Array;
  ended: Float64Array;
  /** Stack of the statement, name cell and site of births a moment ago, four numbers each. */
  readonly recent: Int32Array;
  private syncs = 0;
  private readonly room: ColumnRoom;

  /** Columns lie in `room`. */
  constructor(life: GoroutineLife, tables: TraceTables, room: ColumnRoom = newPlainRoom()) {
    this.life = life;
    this.tables = tables;
    this.room = room;
    this.siteOf = room.int32(4).fill(-1);
    this.before = room.uint8(4);
    this.created = room.float64(4);
    this.ended = room.float64(4);
    this.recent = room.int32((recentBirths.SITE_MASK + 1) * 4).fill(-2);
  }

  /** The memory that the columns lie in is for others from now on. */
  takeOut(): void {
    takeColumnsOut(this);
  }

  /** Stands after the life of goroutines in the order of listeners. */
  get sink(): TraceSink {
    return {
      sync: () => {
        // The first one is the beginning, where nothing is known yet.
        if (this.syncs++ === 0) return;
        for (const [number, site] of this.sites.entries()) {
          while (site.alive.length < this.syncs - 2) site.alive.push(0);
          site.alive.push(this.created[number] - this.ended[number]);
        }
      },
      goStatus: (_t, _by, g) => this.put(g, this.siteOf[g] ?? -1),
      goCreate: (_t, _by, g, _to, _start, stack) => {
        const place = this.tables.stackOf(stack);
        const cell = this.life.cell[g];
        const number = this.siteNumber(place, cell);
        this.remember(place, cell, number);
        this.created[number]++;
        this.put(g, number);
        this.before[g] = 0;
      },
      goDestroy: (_t, g) => {
        const site = this.siteOf[g];
        if (site >= 0) {
          if (this.before[g] === 0) this.ended[site]++;
          this.siteOf[g] = -1;
        }
      },
    };
  }

  /** For the kernel, which looks at the same place (kernel/walk.as). */
  private remember(stack: number, cell: number, site: number): void {
    const hash = Math.imul(stack, 0x9e3779b1) ^ Math.imul(cell, 0x85ebca6b);
    const at = ((hash >>> 7) & recentBirths.SITE_MASK) * 4;
    this.recent[at] = stack;
    this.recent[at + 1] = cell;
    this.recent[at + 2] = site;
  }

  /** Births so far count no more; their places stay known. */
  restart(): void {
    for (const site of this.sites) site.alive.length = 0;
    this.created.fill(0);
    this.ended.fill(0);
    this.before.fill(1);
    this.syncs = 1;
  }

  /** Whole generations so far, at least 1. */
  get generations(): number {
    return Math.max(1, this.syncs - 1);
  }

  /** Where the goroutine in a slot was born, within the trace. */
  birthSite(g: number): Frame | undefined {
    const site = this.sites[this.siteOf[g] ?? -1];
    return site && this.frameOf(site.stack);
  }

  /** Nodes of a graph by birth: the function that ran the go statement; else the goroutine's own, as born before. */
  get nodes(): GraphNodes {
    return {
      of: (g) => (this.numberOf(g) >= 0 ? this.numberOf(g) * 2 + 1 : this.life.cell[g] * 2),
      nameOf: (node) => {
        if (node % 2 === 1) return this.frameOf(this.sites[(node - 1) / 2].stack)?.function ?? 'the runtime (a timer)';
        const name = this.life.nameOf(node / 2);
        return name === '' ? '' : `${name} (born before the trace)`;
      },
    };
  }

  private put(g: number, site: number): void {
    if (g >= this.siteOf.length) {
      const next = this.room.int32(Math.max(g + 1, this.siteOf.length * 2)).fill(-1);
      next.set(this.siteOf);
      this.siteOf = next;
      const before = this.room.uint8(next.length);
      before.set(this.before);
      this.before = before;
    }
    this.siteOf[g] = site;
  }

  private frameOf(stack: number): Frame | undefined {
    const frames = this.tables.frames(stack);
    // A goroutine that package context starts belongs to who derived the context.
    return firstOutside(frames, ['runtime.', 'context.']) ?? firstOutside(frames, ['runtime.']);
  }

  /** One site for each place of the statement and start function; each pair of stack and name is looked at once. */
  private siteNumber(stack: number, cell: number): number {
    let ofStack = this.byStack.get(stack);
    if (!ofStack) {
      ofStack = new Map();
      this.byStack.set(stack, ofStack);
    }
    const known = ofStack.get(cell);
    if (known !== undefined) return known;
    const frame = this.frameOf(stack);
    const key = `${frame?.function ?? ''}:${frame?.line ?? 0}:${this.life.nameOf(cell)}`;
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.sites.length;
      this.numbers.set(key, number);
      if (number >= this.ended.length)
        for (const column of ['created', 'ended'] as const) {
          const next = this.room.float64(number * 2);
          next.set(this[column]);
          this[column] = next;
        }
      this.sites.push({ cell, stack, alive: [] });
    }
    ofStack.set(cell, number);
    return number;
  }

  /** Sites that made goroutines, those that kept most first. */
  list(blockedOf: (site: number) => BlockedOfSite): GrowthSite[] {
    return this.sites
      .flatMap((site, number) => {
        const created = this.created[number];
        if (created === 0) return [];
        const birthSite = this.frameOf(site.stack);
        const name = this.life.nameOf(site.cell);
        const { blocked, still } = blockedOf(number);
        return [
          {
            ...(birthSite ? { birthSite } : {}),
            function: name,
            created,
            ended: this.ended[number],
            alive: site.alive,
            blockedAtEnd: blocked,
            still,
            system: isSystemGoroutine(name),
          },
        ];
      })
      .sort((a, b) => b.created - b.ended - (a.created - a.ended) || b.created - a.created);
  }

  /** Number of the birth site of a slot, -1 none. */
  numberOf(g: number): number {
    return this.before[g] === 1 ? -1 : (this.siteOf[g] ?? -1);
  }
}

/** Tracers that the runtime does not count among its own (reference/execution-traces.md §1.9). */
const tracers = /^runtime\/trace\.(?:Start\.func1|\(\*traceMultiplexer\)\.startLocked\.func1)$|^os\/signal\.loop$/;

/** Whether a start function is one of the runtime's, or of its tracer. */
export function isSystemGoroutine(name: string): boolean {
  return isSystemRoot(name) || tracers.test(name);
}

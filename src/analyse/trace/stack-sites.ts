// Stack → the places in it that mean something: where a goroutine waits, who woke it, the user's own code. Kept by number.
import { isStandardFunction } from '../../knowledge/standard-library.ts';
import type { Frame } from '../../model/stack.ts';
import type { TraceFrame, TraceTables } from '../../model/trace-events.ts';

/** Frames that are looked at for a wait site (golang.org/x/exp-based tools keep six). */
const waitDepth = 6;
const notWakers = ['runtime.', 'sync.', 'internal/', 'context.'];
const notWaiters = ['runtime.', 'sync.', 'internal/'];

/** A place where goroutines wait: the function, and the operation on top of the stack. */
export interface WaitSpot {
  /** Number of its function in `names`. */
  readonly site: number;
  readonly operation: string;
}

export class StackSites {
  readonly names: string[] = [''];
  readonly spots: WaitSpot[] = [{ site: 0, operation: '' }];
  private readonly numbers = new Map<string, number>([['', 0]]);
  private readonly spotNumbers = new Map<string, number>([['', 0]]);
  private readonly wake: number[] = [];
  private readonly wait: number[] = [];
  private readonly tables: TraceTables;

  constructor(tables: TraceTables) {
    this.tables = tables;
  }

  /** Number of the function that woke: the first frame outside runtime, sync, internal and context; 0 is none. */
  wakeSite(stack: number): number {
    return (this.wake[stack] ??= this.intern(firstOutside(this.tables.frames(stack), notWakers)));
  }

  /** Number of the function that waits: the first of the top frames outside runtime, sync and internal; 0 is none. */
  waitSite(stack: number): number {
    return this.spots[this.waitSpot(stack)].site;
  }

  /** Number in `spots`; 0 when there is no stack. */
  waitSpot(stack: number): number {
    return (this.wait[stack] ??= this.internSpot(this.tables.frames(stack)));
  }

  /** Number of the innermost function outside the standard library; 0 is none. */
  userSite(stack: number): number {
    const frame = this.tables.frames(stack).find((f) => f.function !== '' && !isStandardFunction(f.function));
    return this.intern(frame);
  }

  private internSpot(frames: readonly TraceFrame[]): number {
    const site = this.intern(firstOutside(frames.slice(0, waitDepth), notWaiters));
    const operation = operationOf(frames);
    const key = operation === '' && site === 0 ? '' : `${site} ${operation}`;
    let number = this.spotNumbers.get(key);
    if (number === undefined) {
      number = this.spots.length;
      this.spots.push({ site, operation });
      this.spotNumbers.set(key, number);
    }
    return number;
  }

  private intern(frame: TraceFrame | undefined): number {
    const name = frame?.function ?? '';
    let number = this.numbers.get(name);
    if (number === undefined) {
      number = this.names.length;
      this.names.push(name);
      this.numbers.set(name, number);
    }
    return number;
  }
}

/**
 * The call that blocks: the outermost channel, select or lock call before the user's frames, else the very top frame.
 * Stacks of a status begin with `runtime.gopark`; `sync.(*Mutex).Lock` has `internal/sync.(*Mutex).lockSlow` on top from 1.24.
 */
function operationOf(frames: readonly TraceFrame[]): string {
  let found = frames[0]?.function ?? '';
  for (const { function: name } of frames.slice(0, waitDepth)) {
    if (!inner.test(name)) break;
    if (blockingCall.test(name)) found = name;
  }
  return found;
}

const inner = /^(?:runtime|sync|internal\/[\w/]+)\./;
const blockingCall =
  /^(?:internal\/)?sync\.\(\*(?:Mutex|RWMutex|WaitGroup|Cond|Once)\)\.|^runtime\.(?:chanrecv[12]|chansend1|selectgo|block|netpollblock)$/;

/** The first frame whose function begins with none of the prefixes. */
export function firstOutside(frames: readonly TraceFrame[], prefixes: readonly string[]): TraceFrame | undefined {
  return frames.find((f) => !prefixes.some((p) => f.function.startsWith(p)));
}

/** Where it waits, for reports: the top frame after the runtime's own. */
export function siteOf(frames: readonly TraceFrame[]): Frame | undefined {
  return firstOutside(frames.slice(0, waitDepth), ['runtime.']);
}

/** The innermost frame outside the standard library. */
export function userSiteOf(frames: readonly TraceFrame[]): Frame | undefined {
  return frames.find((f) => f.function !== '' && !isStandardFunction(f.function));
}

// The identity of a stack (DESIGN §6): exact key inside one binary, stack key over builds and Go versions, site key.
import { Sha256 } from '../../base/sha256.ts';
import type { StackIdentity } from '../../model/group.ts';
import type { Frame, Stack } from '../../model/stack.ts';
import {
  factsOf,
  isInvisible,
  type NormalisedFrames,
  normaliseFrames,
  type SymbolFacts,
  symbolFacts,
} from './normalise-frames.ts';
import { findParkSite, findUserSite } from './sites.ts';

export interface IdentityOptions {
  /** Import path of the main module, for the user site. */
  readonly mainModule?: string;
  /**
   * The stacks come from a traceback with system frames of Go 1.17–1.21, which shows the wrapper of `go f(x)` as
   * `creator.func1`; other forms hide it. Told by `namesWrappersAsClosures`.
   */
  readonly unnamedWrappers?: boolean;
}

const keyDigits = 32;
const sweeperWrapper = 'runtime.gcenable.func';

/**
 * Makes the function that identifies stacks under these options; buffers and site keys are kept between calls. Keys are the first
 * 128 bits of SHA-256 over the normalised names joined by newlines, as 32 hex digits; the site key is that over the
 * park site's folded name alone.
 */
export function createIdentifier(options: IdentityOptions = {}): (stack: Stack) => StackIdentity {
  const hasher = new Sha256();
  const siteKeys = new Map<string, string>();
  const siteKeyOf = (site: string): string => {
    let key = siteKeys.get(site);
    if (key === undefined) siteKeys.set(site, (key = hasher.hexOfText(site, keyDigits)));
    return key;
  };
  return (stack) => {
    const frames = options.unnamedWrappers ? withoutUnnamedWrapper(stack) : stack.frames;
    const facts = factsOf(frames);
    const normalised = normaliseFrames(frames, facts);
    const parkIndex = findParkSite(frames, facts);
    const userIndex = findUserSite(frames, options.mainModule, facts);
    const exactKey = exactKeyOf(normalised, hasher);
    let stackKey: string | undefined;
    return {
      exactKey,
      // Hashing is a good part of a check, and only what is reported needs its stack key.
      get stackKey() {
        return (stackKey ??= isFolded(normalised) ? stackKeyOf(normalised, hasher) : exactKey);
      },
      siteKey: siteKeyOf(parkIndex === undefined ? '' : facts[parkIndex].stackName),
      names: normalised.names,
      ...(parkIndex === undefined ? {} : { parkIndex }),
      ...(userIndex === undefined ? {} : { userIndex }),
    };
  };
}

const newline = 10;

/** Key of the names joined by newlines. */
function exactKeyOf({ facts }: NormalisedFrames, hasher: Sha256): string {
  hasher.begin();
  for (let i = 0; i < facts.length; i++) {
    if (i > 0) hasher.addByte(newline);
    hasher.add(facts[i].nameBytes);
  }
  return hasher.end(keyDigits);
}

/** Whether any name differs from its folded form; where none does, both keys are over the same text. */
function isFolded({ facts, corrected }: NormalisedFrames): boolean {
  return corrected !== undefined || facts.some((own) => own.stackName !== own.name);
}

/** Key of the folded names joined by newlines. */
function stackKeyOf({ facts, corrected }: NormalisedFrames, hasher: Sha256): string {
  if (corrected !== undefined) {
    return hasher.hexOfText(facts.map((own, i) => corrected[i] ?? own.stackName).join('\n'), keyDigits);
  }
  hasher.begin();
  for (let i = 0; i < facts.length; i++) {
    if (i > 0) hasher.addByte(newline);
    hasher.add(facts[i].stackNameBytes);
  }
  return hasher.end(keyDigits);
}

/** The identity of one stack; for many stacks `createIdentifier` is faster. */
export function identify(stack: Stack, mainModule?: string): StackIdentity {
  return createIdentifier({ mainModule })(stack);
}

/**
 * True for a snapshot with system frames of Go 1.17–1.21: its sweeper runs under `runtime.gcenable.func1`, which is
 * `runtime.gcenable.gowrap1` from 1.22 on and does not exist before 1.17.
 */
export function namesWrappersAsClosures(stacks: readonly Stack[]): boolean {
  return stacks.some((stack) => stack.frames.some((frame) => frame.function.startsWith(sweeperWrapper)));
}

/**
 * The frames without the unnamed wrapper of the `go` statement: the outermost function is a closure of the creator on
 * the very line of the `go` statement and calls something else. A closure written on that one line, `go func() { f() }()`,
 * looks the same and loses its frame, too.
 */
function withoutUnnamedWrapper(stack: Stack): readonly Frame[] {
  const { frames, createdBy } = stack;
  if (!createdBy) return frames;
  const root = frames.findLastIndex((frame) => symbolFacts(frame.function).kind !== 'exit');
  if (root < 1) return frames;
  const frame = frames[root];
  if (frame.line !== createdBy.line || frame.file !== createdBy.file) return frames;
  if (!frame.function.startsWith(createdBy.function)) return frames;
  if (!/^\.(?:func)?\d+$/.test(frame.function.slice(createdBy.function.length))) return frames;
  const inner = frames.slice(0, root);
  if (createdBy.function.startsWith('runtime.')) return inner; // the runtime starts no literal on one line
  // A wrapper calls the function of the `go` statement; above a closure that parks by itself stand only the runtime's.
  return inner.some((f) => isCallee(symbolFacts(f.function), f)) ? inner : frames;
}

function isCallee(facts: SymbolFacts, frame: Frame): boolean {
  if (facts.kind === 'wrapper') return true; // `go value.Method()` through `Method-fm`
  return !isInvisible(facts, frame) && facts.kind !== 'hidden' && facts.kind !== 'runtime';
}

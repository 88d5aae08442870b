// Finds the entries of a table that a goroutine matches: an index by function name over their patterns, and a cache
// from symbol to what it can match, so that a stack costs one map look-up a frame.
import type { Primitive } from '../model/primitive.ts';
import { type DeclaredFunction, readDeclaredFunction, withoutMajorVersion } from './declared-function.ts';
import type { Match } from './signature.ts';
import { isSpawnHelper } from './spawn-helpers.ts';

export interface Pattern {
  /** Folded text to compare with, without the marks. */
  readonly text: string;
  readonly kind: 'function' | 'itself' | 'closures' | 'prefix';
}

type Field = 'root' | 'creator' | 'park' | 'frame';
const fields: readonly Field[] = ['root', 'creator', 'park', 'frame'];

interface Compiled<T> {
  readonly entry: T;
  readonly order: number;
  /** The field that it is indexed by: the first one given. */
  readonly key: Field;
  readonly patterns: Readonly<Record<Field | 'without', readonly Pattern[] | undefined>>;
  readonly primitives: readonly Primitive[] | undefined;
}

/** A symbol, folded, with the entries whose key field has a pattern for it. */
interface Symbol<T> extends DeclaredFunction {
  readonly candidates: Readonly<Record<Field, readonly Compiled<T>[]>>;
  /** The runtime's, sync's or the poller's: never a park site. */
  readonly below: boolean;
  /** Made by the compiler for `go f(x)` and `defer f(x)`. */
  readonly wrapper: boolean;
}

export interface Matcher<T> {
  (names: readonly string[], root: string, creator?: string, primitive?: Primitive): readonly T[];
  /** Whether any entry is looked up by this function: a goroutine without such a frame or creator matches none. */
  knows(functionName: string): boolean;
}

// Packages that a park site is never in (DESIGN §6); `time.Sleep` stands for the timer that it parks on.
const below = /^(?:runtime|internal\/runtime\/.*|internal\/poll|sync|internal\/sync|internal\/reflectlite)$/;
const wrapper = /\.(?:gowrap|deferwrap)\d+$/;
// A program has some ten thousand functions; beyond that the names are made up and the cache starts anew.
const cacheLimit = 200_000;

const noCandidates: Readonly<Record<Field, readonly never[]>> = { root: [], creator: [], park: [], frame: [] };

let foldedNames = new Map<string, Symbol<never>>();

/** What does not depend on a table, with no entries: most symbols are in none, and all matchers share this value. */
function foldOnce(name: string): Symbol<never> {
  const known = foldedNames.get(name);
  if (known) return known;
  const declared = readDeclaredFunction(name);
  const folded: Symbol<never> = {
    package: declared.package,
    name: declared.name,
    closure: declared.closure,
    candidates: noCandidates,
    below: below.test(declared.package) || declared.name === 'time.Sleep',
    wrapper: wrapper.test(name),
  };
  if (foldedNames.size >= cacheLimit) foldedNames = new Map();
  foldedNames.set(name, folded);
  return folded;
}

/** Reads one pattern of `Match`; throws on a shape that could never match, since the tables are ours. */
export function readPattern(pattern: string): Pattern {
  if (pattern.endsWith('.func*')) return { text: fold(pattern.slice(0, -6)), kind: 'closures' };
  if (pattern.endsWith('*')) return { text: withoutMajorVersion(pattern.slice(0, -1)), kind: 'prefix' };
  if (pattern.endsWith('()')) return { text: fold(pattern.slice(0, -2)), kind: 'itself' };
  return { text: fold(pattern), kind: 'function' };
}

/** What folding may change in a name: escapes, type arguments, versions, vendor folders, closures. */
const foldable = /[[%]|-(?:fm|range\d)|vendor\/|[/.]v\d|\.\.|\.(?:func|gowrap|deferwrap)?\d/;

function fold(name: string): string {
  // The tables hold hundreds of plain names, and every start reads them all.
  if (!foldable.test(name)) return name;
  const declared = readDeclaredFunction(name);
  if (declared.closure) throw new Error(`pattern names a closure by its number: ${name}`);
  return declared.name;
}

/** Whether a pattern names a symbol. */
export function holds(pattern: Pattern, symbol: DeclaredFunction): boolean {
  if (pattern.kind === 'prefix') return symbol.name.startsWith(pattern.text);
  if (symbol.name !== pattern.text) return false;
  return pattern.kind === 'function' || symbol.closure === (pattern.kind === 'closures');
}

function holdsAny(patterns: readonly Pattern[] | undefined, symbol: DeclaredFunction | undefined): boolean {
  if (!patterns) return true;
  if (!symbol) return false;
  for (const pattern of patterns) if (holds(pattern, symbol)) return true;
  return false;
}

/** Entries by the beginnings of names: those that are long enough to tell libraries apart by a look-up of their start. */
class PrefixIndex<T> {
  private static readonly start = 14;
  private readonly short: { readonly text: string; readonly item: T }[] = [];
  private readonly long = new Map<string, { readonly text: string; readonly item: T }[]>();

  add(text: string, item: T): void {
    const start = text.slice(0, PrefixIndex.start);
    if (start.length < PrefixIndex.start) this.short.push({ text, item });
    else this.long.set(start, [...(this.long.get(start) ?? []), { text, item }]);
  }

  /** The entries whose beginning `name` has; their order means nothing. */
  of(name: string): T[] {
    const found: T[] = [];
    for (const { text, item } of this.short) if (name.startsWith(text)) found.push(item);
    for (const { text, item } of this.long.get(name.slice(0, PrefixIndex.start)) ?? [])
      if (name.startsWith(text)) found.push(item);
    return found;
  }
}

/**
 * A function that returns the entries whose `match` holds, in the order of the table. Names are full symbols, leaf
 * first; `root` is the function that was started (`runtime.goexit` is passed over), `creator` the one that ran `go`.
 * Linear in the number of frames; the same table must not change afterwards.
 */
export function createMatcher<T extends { readonly match: Match }>(entries: readonly T[]): Matcher<T> {
  const compiled = entries.map((entry, order) => compile(entry, order));
  const byName = new Map<string, Compiled<T>[]>();
  const prefixes = new PrefixIndex<Compiled<T>>();
  for (const item of compiled)
    for (const pattern of item.patterns[item.key] ?? []) {
      if (pattern.kind === 'prefix') prefixes.add(pattern.text, item);
      else byName.set(pattern.text, [...(byName.get(pattern.text) ?? []), item]);
    }
  let cache = new Map<string, Symbol<T>>();

  function look(name: string): Symbol<T> {
    const known = cache.get(name);
    if (known) return known;
    const folded = foldOnce(name);
    const named = byName.get(folded.name) ?? [];
    const begun = prefixes.of(folded.name);
    let symbol: Symbol<T> = folded;
    if (named.length + begun.length > 0) {
      const candidates: Record<Field, Compiled<T>[]> = { root: [], creator: [], park: [], frame: [] };
      for (const item of [...named, ...begun]) candidates[item.key].push(item);
      symbol = { ...folded, candidates };
    }
    if (cache.size >= cacheLimit) cache = new Map();
    cache.set(name, symbol);
    return symbol;
  }

  const match = (names: readonly string[], rootName: string, creatorName?: string, primitive?: Primitive) => {
    const symbols: Symbol<T>[] = [];
    for (const name of names) symbols.push(look(name));
    const roots = findRoots(symbols, rootName ? look(rootName) : undefined);
    const park = symbols.find((symbol) => !symbol.below);
    const creator = creatorName ? look(creatorName) : undefined;

    let found: Compiled<T>[] | undefined;
    const consider = (candidates: readonly Compiled<T>[]): void => {
      for (const item of candidates) {
        if (found?.includes(item)) continue;
        const { patterns, primitives } = item;
        if (primitives && primitive && primitive !== 'unknown' && !primitives.includes(primitive)) continue;
        if (patterns.root && !roots.some((root) => holdsAny(patterns.root, root))) continue;
        if (!holdsAny(patterns.creator, creator)) continue;
        if (!holdsAny(patterns.park, park)) continue;
        if (patterns.frame && !symbols.some((symbol) => holdsAny(patterns.frame, symbol))) continue;
        if (patterns.without && symbols.some((symbol) => holdsAny(patterns.without, symbol))) continue;
        if (found) found.push(item);
        else found = [item];
      }
    };
    for (const root of roots) consider(root.candidates.root);
    if (creator) consider(creator.candidates.creator);
    if (park) consider(park.candidates.park);
    for (const symbol of symbols) if (symbol.candidates.frame.length > 0) consider(symbol.candidates.frame);
    if (!found) return [];
    return found.sort((a, b) => a.order - b.order).map((item) => item.entry);
  };
  return Object.assign(match, { knows: (name: string) => look(name).candidates !== noCandidates });
}

/**
 * What counts as started: the root, and below a closure that only wraps it (`go x.f()` compiles to one; up to Go 1.21 it
 * is named like any closure) the function of the same package that the closure calls, or of any package below
 * `(*WaitGroup).Go` and its like.
 */
function findRoots<T>(symbols: readonly Symbol<T>[], given: Symbol<T> | undefined): readonly Symbol<T>[] {
  const outer = symbols.filter((symbol) => symbol.package !== 'runtime' && !symbol.wrapper);
  const root = given && given.package !== 'runtime' && !given.wrapper ? given : outer.at(-1);
  if (!root) return [];
  const called = outer.at(-1) === root ? outer.at(-2) : undefined;
  if (!root.closure || !called) return [root];
  return called.package === root.package || isSpawnHelper(root.name) ? [root, called] : [root];
}

function compile<T extends { readonly match: Match }>(entry: T, order: number): Compiled<T> {
  const { match } = entry;
  const key = fields.find((field) => match[field] !== undefined);
  if (!key) throw new Error('an entry needs a root, creator, park or frame pattern');
  return {
    entry,
    order,
    key,
    patterns: {
      root: match.root?.map(readPattern),
      creator: match.creator?.map(readPattern),
      park: match.park?.map(readPattern),
      frame: match.frame?.map(readPattern),
      without: match.without?.map(readPattern),
    },
    primitives: match.primitive,
  };
}

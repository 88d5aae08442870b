// The rules over all packages in scope: what is known already comes from the cache, the rest is worked out here and, when it is
// much, in other threads, which share nothing but bytes and plain results.
import { derivePackageFacts } from '../../analyse/source/derive-package-facts.ts';
import type { PackageFacts } from '../../analyse/source/package-facts.ts';
import { Program } from '../../analyse/source/program.ts';
import { judgePackage, type Reported, type RuleCost } from '../../judge/source/judge-source.ts';
import type { SourceRule } from '../../judge/source/source-rule.ts';
import type { Problem } from '../../model/problem.ts';
import type { SourceFile, SourcePlace } from '../../model/source-package.ts';
import type { FolderKeys } from './folder-keys.ts';
import type { Matches } from './match-packages.ts';
import { type BodiesRead, bodiesHold, bodiesRead } from './read-bodies.ts';
import { fileFinder, type ReportedRecords, recordReported, restoreReported } from './reported-record.ts';
import type { Scope, ScopePackage, SourceTree } from './source-tree.ts';

/** What rules are told beside the facts; the same in all threads. */
export interface JudgeContext {
  readonly mainGoVersion: string;
  readonly timersNeedStop: boolean;
}

/** What another thread needs to know beside its options: it loads what it is given to judge and what that imports. */
export interface PoolContext extends JudgeContext {
  readonly matches: Matches;
}

/** Calls of all functions, and how many were resolved to what they call. */
export interface CallCount {
  resolved: number;
  total: number;
}

/** What is known of a folder once its packages were judged. */
export interface FolderResult {
  readonly folder: string;
  readonly records: ReportedRecords;
  readonly calls: CallCount;
  readonly problems: readonly Problem[];
  /** What it depends on beside its own files and what the packages that it imports declare. */
  readonly bodies: readonly BodiesRead[];
}

/** Other threads that judge folders. */
export interface JudgePool {
  /** Asks `next` for folders until there are none; `done` hears of each. The promise tells what was given out and never
   * came back. */
  run(
    context: PoolContext,
    next: () => readonly string[],
    done: (result: FolderResult) => void,
  ): Promise<readonly string[]>;
  stop(): void;
}

/** Results of earlier runs by key. */
export interface ResultCache {
  find(key: string): FolderResult | undefined;
  /** Replaces all that is in it. */
  keep(results: ReadonlyMap<string, FolderResult>): void;
}

export interface JudgeScopeOptions {
  readonly rules: readonly SourceRule[];
  readonly context: JudgeContext;
  readonly clock: () => number;
  readonly costs: Map<string, RuleCost>;
  readonly stopped?: () => boolean;
  readonly onProgress?: (done: number, total: number) => void;
  readonly pool?: JudgePool;
  /** Bytes to be judged from which the pool is used. */
  readonly poolBytes?: number;
  readonly cache?: { readonly results: ResultCache; readonly keys: (context: JudgeContext) => FolderKeys };
}

export interface ScopeJudged {
  readonly program: Program;
  readonly reported: readonly Reported[];
  readonly calls: CallCount;
  readonly problems: readonly Problem[];
  readonly done: number;
  readonly interrupted: boolean;
}

/** Bytes to be judged below which another thread costs more than it brings: it begins cold. */
const POOL_BYTES = 16 << 20;
/** Folders handed to a thread at once: neighbours import the same. */
const BATCH = 8;

/** Judges one folder's packages. */
export function judgeFolder(
  program: Program,
  packages: readonly ScopePackage[],
  rules: readonly SourceRule[],
  context: JudgeContext & { readonly clock: () => number },
  costs: Map<string, RuleCost>,
): Omit<FolderResult, 'folder' | 'records'> & { readonly reported: readonly Reported[] } {
  const reported: Reported[] = [];
  const problems: Problem[] = [];
  const calls = { resolved: 0, total: 0 };
  for (const { package: pkg, only } of packages) {
    const facts = derivePackageFacts(program, pkg);
    for (const one of judgePackage(facts, rules, context, costs, problems))
      if (!only || only.has(one.finding.file.path)) reported.push(one);
    countCalls(facts, calls);
  }
  const bodies = bodiesRead(
    program,
    packages.map((one) => one.package),
    filesOf(reported),
  );
  program.forget();
  return { reported, calls, problems, bodies };
}

/** Calls of all functions, and how many of them were resolved to what they call; flow graphs are made already. */
function countCalls(facts: PackageFacts, calls: { resolved: number; total: number }): void {
  for (const fn of facts.functions) {
    const { calls: own } = facts.flowOf(fn);
    calls.total += own.length;
    for (let k = 0; k < own.length; k++) if (own[k].callee.kind !== 'unknown') calls.resolved++;
  }
}

/** The packages of each folder in scope. */
export function packagesByFolder(scope: Scope): Map<string, ScopePackage[]> {
  const folders = new Map<string, ScopePackage[]>();
  for (const one of scope.packages) {
    const known = folders.get(one.folder);
    if (known) known.push(one);
    else folders.set(one.folder, [one]);
  }
  return folders;
}

/** Everything in scope, from wherever it comes. */
export async function judgeScope(tree: SourceTree, scope: Scope, options: JudgeScopeOptions): Promise<ScopeJudged> {
  const { rules, cache, clock, costs } = options;
  const context = { ...options.context, clock };
  const program = new Program(tree.find);
  const folders = packagesByFolder(scope);
  const reported = new Map<string, readonly Reported[]>();
  const problems: Problem[] = [];
  const keep = new Map<string, FolderResult>();
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const findFile = fileFinder(scope.packages.map((p) => p.package));
  let packagesDone = 0;
  const calls: CallCount = { resolved: 0, total: 0 };
  const finish = (folder: string, list: readonly Reported[], counted: CallCount, own: readonly Problem[]): void => {
    reported.set(folder, list);
    problems.push(...own);
    calls.resolved += counted.resolved;
    calls.total += counted.total;
    packagesDone += folders.get(folder)?.length ?? 0;
    options.onProgress?.(packagesDone, scope.packages.length);
  };
  const restore = (result: FolderResult): boolean => {
    const list = restoreReported(result.records, byId, findFile, program);
    program.forget();
    if (list) finish(result.folder, list, result.calls, result.problems);
    return list !== undefined;
  };
  tree.askForImports(scope);
  const keys = cache?.keys(options.context);
  const open: string[] = [];
  for (const folder of folders.keys()) {
    const key = keys?.keyOf(folder);
    const known = key === undefined ? undefined : cache?.results.find(key);
    if (known && bodiesHold(known.bodies, findFile) && restore(known)) keep.set(key ?? '', known);
    else open.push(folder);
  }
  // The largest first, so that no thread is left alone with one at the end.
  const bytesOf = new Map(open.map((folder) => [folder, bytesIn(folders.get(folder) ?? [])]));
  const total = [...bytesOf.values()].reduce((sum, bytes) => sum + bytes, 0);
  const queue = [...open].sort((a, b) => (bytesOf.get(b) ?? 0) - (bytesOf.get(a) ?? 0));
  const remember = (result: FolderResult): void => {
    const key = keys?.keyOf(result.folder);
    // What failed may not fail again.
    if (key !== undefined && result.problems.length === 0) keep.set(key, result);
  };
  const here = (folder: string): void => {
    const judged = judgeFolder(program, folders.get(folder) ?? [], rules, context, costs);
    const { reported, calls, problems, bodies } = judged;
    for (const { package: pkg } of folders.get(folder) ?? []) tree.shelf.finish(pkg.files);
    tree.shelf.clear();
    finish(folder, reported, calls, problems);
    if (cache) remember({ folder, records: recordReported(reported), calls, problems, bodies });
  };
  const again: string[] = [];
  const pool = total >= (options.poolBytes ?? POOL_BYTES) && open.length > 2 * BATCH ? options.pool : undefined;
  const others = pool?.run(
    { ...options.context, matches: scope.matches },
    () => queue.splice(0, BATCH),
    (result) => {
      if (restore(result)) remember(result);
      else again.push(result.folder);
    },
  );
  let interrupted = false;
  const work = async (list: string[]): Promise<void> => {
    for (let folder = list.shift(); folder !== undefined; folder = list.shift()) {
      if (options.stopped?.()) {
        interrupted = true;
        return;
      }
      here(folder);
      // Lets a signal and other threads in.
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await work(queue);
  if (others) {
    if (interrupted) pool?.stop();
    const left = await others;
    if (!interrupted) await work([...left, ...again]);
  }
  if (cache && !interrupted && open.length > 0) cache.results.keep(keep);
  return {
    program,
    reported: [...folders.keys()].flatMap((folder) => reported.get(folder) ?? []),
    calls,
    problems,
    done: packagesDone,
    interrupted,
  };
}

/** Every file that reported findings name. */
function filesOf(reported: readonly Reported[]): Set<SourceFile> {
  const files = new Set<SourceFile>();
  const add = (places: readonly SourcePlace[] | undefined): void => {
    for (const { file } of places ?? []) files.add(file);
  };
  for (const { finding, function: fn } of reported) {
    add([finding]);
    if (fn) files.add(fn.file);
    for (const places of [finding.related, finding.path, finding.blocksAt, finding.bornAt]) add(places);
    for (const { file } of finding.fix?.edits ?? []) files.add(file);
  }
  return files;
}

function bytesIn(packages: readonly ScopePackage[]): number {
  return packages.reduce((sum, { package: pkg }) => sum + pkg.files.reduce((n, f) => n + f.source.length, 0), 0);
}

// How a process died → one page: which goroutine, why, the chain of user frames, what the others did, what to do.
import { isStandardFunction, packageOf } from '../knowledge/standard-library.ts';
import type { Crash, TestOutcome } from '../model/crash.ts';
import type { Decoded } from '../model/decoded.ts';
import type { Group } from '../model/group.ts';
import type { TargetHistory } from '../model/history.ts';
import type { CrashPage } from '../model/run-result.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Frame } from '../model/stack.ts';
import { adviceFor, meaningOf, recoveredMessage } from './crash-meaning.ts';

export interface CrashReading {
  readonly pages: readonly CrashPage[];
  /** The runtime's own words when it stopped the program because nobody could go on. */
  readonly deadlock?: string;
  /** Exact key → sentence, for goroutines that a test reported or that outlived its time limit. */
  readonly testLeaks: ReadonlyMap<string, string>;
}

/** Reads every crash of the sources; the histories give the groups of the dumps that followed them. */
export function judgeCrashes(decoded: readonly Decoded[], histories: readonly TargetHistory[]): CrashReading {
  const pages: CrashPage[] = [];
  const testLeaks = new Map<string, string>();
  let deadlock: string | undefined;
  for (const source of decoded) {
    for (const crash of source.crashes) {
      const snapshot = crash.snapshot === undefined ? source.snapshots[0] : source.snapshots[crash.snapshot];
      pages.push(makePage(crash, snapshot, groupsOf(snapshot, histories), source));
      if (crash.kind === 'deadlock' || crash.kind === 'synctest-deadlock') deadlock = crash.message;
      if (crash.kind === 'test-timeout' && snapshot)
        for (const g of groupsOf(snapshot, histories))
          if (isLeftOver(g))
            testLeaks.set(
              g.identity.exactKey,
              `still there when the test binary timed out${crash.timeout ? ` after ${crash.timeout}` : ''}`,
            );
    }
    const reports = source.pasted ? [] : source.snapshots.filter((s) => s.limits.includes('filtered'));
    for (const [key, tests] of testsByKey(reports, source.tests, histories))
      testLeaks.set(key, `goleak found it still running at the end of ${listTests(tests)}`);
    const told = new Set(source.crashes.map((c) => c.snapshot ?? 0));
    for (const [i, snapshot] of source.snapshots.entries()) {
      const crash = told.has(i) && source.crashes.length > 0 ? undefined : recoveredPanic(snapshot);
      if (crash) pages.push(makePage(crash, snapshot, groupsOf(snapshot, histories), source));
    }
  }
  return { pages, deadlock, testLeaks };
}

/** The tests in whose reports of goleak a stack stands. Reports and the outcomes that name a test come in one order. */
function testsByKey(
  reports: readonly Snapshot[],
  outcomes: readonly TestOutcome[],
  histories: readonly TargetHistory[],
): Map<string, string[]> {
  const leaks = outcomes.filter((t) => t.action === 'leak');
  const tests = new Map<string, string[]>();
  for (const [i, report] of reports.entries()) {
    const test = leaks.length === reports.length ? leaks[i].test : leaks.length === 1 ? leaks[0].test : undefined;
    for (const { identity } of groupsOf(report, histories)) {
      const named = tests.get(identity.exactKey) ?? [];
      tests.set(identity.exactKey, test === undefined || named.includes(test) ? named : [...named, test]);
    }
  }
  return tests;
}

function listTests([first, ...others]: readonly string[]): string {
  if (first === undefined) return 'the tests';
  return others.length === 0 ? first : `${first} and of ${others.length} more test${others.length === 1 ? '' : 's'}`;
}

/** A lone stack that a recover handler printed with debug.Stack: the stack of the panic stands below the handler's. */
function recoveredPanic(snapshot: Snapshot): Crash | undefined {
  if (!snapshot.limits.includes('single-goroutine') || snapshot.rows.length !== 1) return undefined;
  const names = snapshot.stacks[snapshot.rows.stack[0]].frames.map((f) => f.function);
  if (!/^runtime\/debug\.(Print)?Stack$/.test(names[0] ?? '') || !names.some(isPanicCall)) return undefined;
  return { kind: 'panic', message: recoveredMessage, lines: [], goroutine: snapshot.rows.id?.[0] };
}

/** What is blocked when a test times out: tests that hang and what they left, less the test binary's own machinery. */
function isLeftOver(group: Group): boolean {
  if (group.role !== undefined || group.status !== 'waiting' || group.primitive === 'sleep') return false;
  return group.parkSite !== undefined && !/^(testing|time)\./.test(group.parkSite.function);
}

function groupsOf(snapshot: Snapshot | undefined, histories: readonly TargetHistory[]): Group[] {
  if (!snapshot) return [];
  for (const h of histories)
    for (const e of h.epochs)
      for (const m of e.moments)
        if (m.preferred === snapshot) return [...m.groups.values()].flatMap((g) => [...g.parts]);
  return [];
}

function makePage(crash: Crash, snapshot: Snapshot | undefined, groups: readonly Group[], source: Decoded): CrashPage {
  const row = snapshot ? failingRow(crash, snapshot) : -1;
  const stack = snapshot && row >= 0 ? snapshot.stacks[snapshot.rows.stack[row]] : undefined;
  const chain = stack ? chainOf(stack.frames) : [];
  const main = mainPackages(groups);
  return {
    source: snapshot?.provenance.name ?? source.name ?? 'input',
    crash,
    meaning: meaningOf(crash),
    goroutine:
      snapshot && stack
        ? {
            id: snapshot.rows.id?.[row] ?? 0,
            state: stateText(snapshot, row),
            stack: stack.frames,
            createdBy: stack.createdBy,
            creator: snapshot.rows.creator?.[row] || undefined,
          }
        : undefined,
    chain,
    entry: stack ? entryOf(stack.frames, stack.createdBy) : undefined,
    others: othersOf(groups, snapshot, row),
    advice: adviceFor(crash, { chain, groups, ownPackages: main }),
  };
}

/** The goroutine that the crash names, else the running one, else the first. */
function failingRow(crash: Crash, snapshot: Snapshot): number {
  const { rows, states } = snapshot;
  if (crash.kind === 'quit') return -1;
  // The goroutine printed first is the alarm; the test that hangs is another one.
  if (crash.kind === 'test-timeout') return testRow(crash, snapshot);
  for (let i = 0; i < rows.length; i++) if (crash.goroutine !== undefined && rows.id?.[i] === crash.goroutine) return i;
  if (crash.kind === 'deadlock') return mainRow(snapshot);
  for (let i = 0; i < rows.length; i++) if (states[rows.state[i]].status === 'running' && rows.id?.[i] !== 0) return i;
  return rows.length > 0 ? 0 : -1;
}

function mainRow(snapshot: Snapshot): number {
  for (let i = 0; i < snapshot.rows.length; i++) if (snapshot.rows.id?.[i] === 1) return i;
  return snapshot.rows.length > 0 ? 0 : -1;
}

/** The goroutine of the test that was running: its function stands above testing.tRunner. */
function testRow(crash: Crash, snapshot: Snapshot): number {
  const name = crash.runningTests?.at(-1)?.name.split('/')[0];
  for (let i = 0; i < snapshot.rows.length; i++) {
    const names = snapshot.stacks[snapshot.rows.stack[i]].frames.map((f) => f.function);
    if (
      names.includes('testing.tRunner') &&
      !names.includes('testing.(*T).Run') &&
      (!name || names.some((n) => n.includes(`.${name}`)))
    )
      return i;
  }
  return mainRow(snapshot);
}

function stateText(snapshot: Snapshot, row: number): string {
  const state = snapshot.states[snapshot.rows.state[row]];
  return state.waitReason || state.status;
}

function isPanicCall(name: string): boolean {
  return name === 'panic' || name === 'runtime.gopanic' || name === 'runtime.sigpanic';
}

/** Frames of the program's own code from the entry to the failure; the standard library and the runtime are left out. */
function chainOf(frames: readonly Frame[]): CrashPage['chain'] {
  const afterPanic = frames.findLastIndex((f) => isPanicCall(f.function));
  const relevant = frames.slice(afterPanic + 1).filter((f) => !isStandardFunction(f.function));
  const failureFirst = relevant.length > 0 ? relevant : frames.slice(afterPanic + 1, afterPanic + 2);
  return [...failureFirst].reverse().map((frame, i, all) => ({
    frame,
    role: i === all.length - 1 ? ('failure' as const) : i === 0 ? ('entry' as const) : ('call' as const),
  }));
}

const entries: readonly (readonly [RegExp, string])[] = [
  [/^net\/http\.\(\*http2serverConn\)\.|^golang\.org\/x\/net\/http2\.\(\*serverConn\)\./, 'HTTP/2 handler'],
  [/^net\/http\.\(\*conn\)\.serve$/, 'HTTP handler'],
  [/^google\.golang\.org\/grpc\.\(\*Server\)\.(handleStream|processUnaryRPC|processStreamingRPC)/, 'gRPC method'],
  [/^testing\.tRunner$/, 'test'],
  [/^testing\.\(\*B\)\./, 'benchmark'],
  [/^golang\.org\/x\/sync\/errgroup\.\(\*Group\)\.Go/, 'errgroup member'],
  [/^time\.goFunc$/, 'timer function'],
  [/^database\/sql\./, 'database callback'],
  [/^main\.main$/, 'main'],
];

function entryOf(frames: readonly Frame[], createdBy: Frame | undefined): string | undefined {
  for (const [pattern, name] of entries) if (frames.some((f) => pattern.test(f.function))) return name;
  if (createdBy && /errgroup|workerpool|\.\(\*?Pool\)?\./i.test(createdBy.function)) return 'worker';
  return createdBy ? `goroutine started by ${createdBy.function}` : undefined;
}

function othersOf(groups: readonly Group[], snapshot: Snapshot | undefined, row: number): CrashPage['others'] {
  const own = snapshot && row >= 0 ? snapshot.rows.id?.[row] : undefined;
  return groups
    .filter(
      (g) => g.role !== 'system' && g.status !== 'idle' && !(g.count === 1 && own !== undefined && g.ids?.[0] === own),
    )
    .map((g) => ({
      count: g.count,
      primitive: g.primitive,
      site: g.userSite ?? g.parkSite,
      note:
        g.role === 'main'
          ? 'main'
          : g.minutes
            ? `for ${g.minutes.min === g.minutes.max ? '' : `${g.minutes.min} to `}${g.minutes.max} min`
            : undefined,
    }))
    .sort((a, b) => b.count - a.count)
    .slice(0, 12);
}

function mainPackages(groups: readonly Group[]): Set<string> {
  return new Set(groups.flatMap((g) => (g.userSite ? [packageOf(g.userSite.function)] : [])));
}

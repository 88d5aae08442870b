// `trace cancels`: each cancellation as a tree, from the call to the last goroutine that it woke.
import { neutralise } from '../../base/neutralise.ts';
import type { Frame } from '../../model/stack.ts';
import type {
  CancelKind,
  Cancellation,
  CancelledGoroutine,
  ContextSpawn,
  TraceResult,
} from '../../model/trace-result.ts';
import { countOf, firstOf, indent } from './trace-envelope.ts';
import { formatName, formatNs, formatPlace, formatReason, tableLines } from './trace-words.ts';

const how: Readonly<Record<CancelKind, string>> = {
  manual: 'called cancel',
  cause: 'called cancel with a cause',
  early: 'called cancel before the deadline',
  deadline: 'deadline',
  relay: 'passed on the end of a foreign parent',
  'foreign-afterfunc': 'ended a foreign parent',
};

/** The lines of the view; `limit` trees of each kind are drawn, 0: all. */
export function cancelView(result: TraceResult, limit: number): string[] {
  const { cancels } = result;
  const calls = cancels.filter((c) => c.kind !== 'deadline');
  const deadlines = cancels.filter((c) => c.kind === 'deadline');
  return [
    ...callLines(result, calls, limit),
    ...deadlineLines(result, deadlines, limit),
    ...aliveLines(result, limit),
    ...spawnLines(result.contextSpawns, limit),
    'A cancel for which no goroutine was parked leaves no event: goroutines that polled, ran or waited for something else',
    'when it came are not told here. Who set a deadline stands in no trace.',
  ];
}

function callLines(result: TraceResult, calls: readonly Cancellation[], limit: number): string[] {
  if (calls.length === 0) return ['No call of cancel woke a goroutine in this trace.', ''];
  const woken = calls.reduce((n, c) => n + c.woken.length, 0);
  const trees = firstOf(calls, limit);
  const left = result.cancelTotals.calls - result.cancels.length;
  return [
    `${countOf(calls.length, 'call')} of cancel woke ${countOf(woken, 'goroutine')}` +
      (left > 0 ? `; ${left} later cancellations were only counted` : ''),
    ...(calls.length > 5 ? ['', ...bySite(calls)] : []),
    '',
    ...(woken > calls.length ? ['Indented: woken on a child context, one step for each level.'] : []),
    ...trees.shown.flatMap((c) => tree(c, result.cancels)),
    ...trees.rest,
    '',
  ];
}

function deadlineLines(result: TraceResult, deadlines: readonly Cancellation[], limit: number): string[] {
  const idle = result.contextSpawns.filter((s) => s.kind === 'deadline' && s.woke === 0).length;
  if (deadlines.length === 0 && idle === 0) return [];
  const woken = deadlines.reduce((n, c) => n + c.woken.length, 0);
  const trees = firstOf(deadlines, limit);
  return [
    `${countOf(deadlines.length + idle, 'deadline')} fired by timers, nobody called: ` +
      `${deadlines.length} woke ${countOf(woken, 'goroutine')}${idle > 0 ? `, for ${idle} nobody was parked` : ''}`,
    ...trees.shown.flatMap((c) => tree(c, result.cancels)),
    ...trees.rest,
    '',
  ];
}

/** Where many cancellations come from, those that woke most first. */
function bySite(calls: readonly Cancellation[]): string[] {
  const sites = new Map<string, Cancellation[]>();
  for (const c of calls) {
    const key = `${how[c.kind]}\0${formatPlace(c.site) || '(no user code)'}`;
    sites.set(key, [...(sites.get(key) ?? []), c]);
  }
  const rows = [...sites]
    .map(([key, list]) => ({ key, list, woken: list.flatMap((c) => c.woken) }))
    .sort((a, b) => b.woken.length - a.woken.length)
    .map(({ key, list, woken }) => {
      const [kind, site] = key.split('\0');
      return [
        String(list.length),
        String(woken.length),
        String(woken.filter((w) => w.fate === 'alive').length),
        formatNs(median(woken.map((w) => w.startNs))),
        formatNs(median(woken.map((w) => w.endNs))),
        kind,
        site,
      ];
    });
  return indent(tableLines([['calls', 'woken', 'alive', 'ran', 'ended', 'how', 'at'], ...rows], [0, 1, 2, 3, 4]));
}

function tree(c: Cancellation, all: readonly Cancellation[]): string[] {
  const lines = [`${formatNs(c.at)}  ${who(c)}${place(c)}`];
  if (c.userSite && c.userSite.function !== c.site?.function) lines.push(`    on behalf of ${formatPlace(c.userSite)}`);
  if (c.toldBy)
    lines.push(
      `    told by ${formatName(c.toldBy.function)}${c.toldBy.site ? ` at ${formatPlace(c.toldBy.site)}` : ''}`,
    );
  const cause = c.after === undefined ? undefined : all[c.after];
  if (cause) lines.push(`    itself woken by the cancellation at ${formatNs(cause.at)}`);
  return [...lines, ...c.woken.map((w, i) => `  ${branch(c.woken, i)} ${told(w)}`)];
}

function who(c: Cancellation): string {
  const name = c.canceller.goroutine === -1 ? 'no goroutine' : goroutine(c.canceller);
  return c.kind === 'deadline' ? `deadline, in ${name}` : `${name} ${how[c.kind]}`;
}

function place(c: Cancellation): string {
  return c.site ? ` at ${formatPlace(c.site)}` : '';
}

/** `├─`, `└─`, with a bar for each level above that goes on. */
function branch(woken: readonly CancelledGoroutine[], i: number): string {
  const { depth } = woken[i];
  const least = Math.min(...woken.map((w) => w.depth));
  let text = '';
  for (let level = least; level <= depth; level++) {
    // The level goes on when a later one stands on it before anything stands above it.
    const next = woken.slice(i + 1).find((w) => w.depth <= level);
    const goesOn = next?.depth === level;
    text += level === depth ? (goesOn ? '├─' : '└─') : goesOn ? '│  ' : '   ';
  }
  return text;
}

function told(w: CancelledGoroutine): string {
  const at = w.site ? ` at ${formatPlace(w.site)}` : '';
  const ran =
    w.startNs < 0 ? (w.fate === 'cancelled-again' ? '' : 'never ran, ') : `ran after ${formatNs(w.startNs)}, `;
  return `${goroutine(w)}, parked ${formatNs(w.blockedNs)} in ${formatReason(w.reason)}${at}; ${ran}${fateWords(w)}`;
}

function fateWords(w: CancelledGoroutine): string {
  switch (w.fate) {
    case 'ended':
      return `ended after ${formatNs(w.endNs)}`;
    case 'cancelled-again':
      return 'cancelled again later';
    case 'alive':
      return 'still alive';
  }
}

function aliveLines(result: TraceResult, limit: number): string[] {
  const alive = result.cancels.flatMap((c) => c.woken.filter((w) => w.fate === 'alive'));
  if (alive.length === 0) return [];
  const { shown, rest } = firstOf(alive, limit);
  const end = result.window?.toNs ?? result.durationNs;
  return [
    `Told to stop and still alive when the trace ends: ${alive.length} (one that serves several contexts may be right)`,
    ...shown.map((w) => `  ${goroutine(w)}: told ${formatNs(end - w.at)} before the end, now ${nowWords(w)}`),
    ...rest,
    '',
  ];
}

function nowWords({ atEnd }: CancelledGoroutine): string {
  if (!atEnd) return 'of unknown state';
  const at = atEnd.site ? ` at ${formatPlace(atEnd.site)}` : '';
  if (atEnd.state === 'waiting') return `waiting in ${formatReason(atEnd.reason ?? '')}${at}`;
  return atEnd.state === 'syscall' ? `in a system call${at}` : atEnd.state;
}

function spawnLines(spawns: readonly ContextSpawn[], limit: number): string[] {
  const after = spawns.filter((s) => s.kind === 'afterfunc');
  if (after.length === 0) return [];
  const { shown, rest } = firstOf(after, limit);
  return [
    `${countOf(after.length, 'function')} of context.AfterFunc started by cancellations`,
    ...shown.map(
      (s) =>
        `  ${formatNs(s.at)}  goroutine ${s.goroutine} ${formatName(s.function)}, started by goroutine ` +
        `${s.by.goroutine} ${formatName(s.by.function)}${callSite(s.site)}`,
    ),
    ...rest,
    '',
  ];
}

function callSite(site: Frame | undefined): string {
  return site ? ` at ${formatPlace(site)}` : '';
}

function goroutine(g: { readonly goroutine: number | string; readonly function: string }): string {
  return `goroutine ${neutralise(String(g.goroutine))} ${formatName(g.function)}`;
}

/** Of those that are known; -1 when none is. */
function median(values: readonly number[]): number {
  const known = values.filter((v) => v >= 0).sort((a, b) => a - b);
  return known.length === 0 ? -1 : known[known.length >> 1];
}

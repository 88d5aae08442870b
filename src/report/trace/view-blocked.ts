// `trace blocked`: who is blocked when the trace ends, since when, by whom last woken, and which birth sites grew.
import { neutralise } from '../../base/neutralise.ts';
import type { BlockedGroup, TraceResult } from '../../model/trace-result.ts';
import { countOf, firstOf } from './trace-envelope.ts';
import { formatName, formatNs, formatPlace, formatReason, tableLines } from './trace-words.ts';

/** Ids that one group shows. */
const idsShown = 8;

/** The lines of the view. */
export function blockedView(result: TraceResult, limit: number): string[] {
  const groups = result.blockedAtEnd.filter((g) => !g.system);
  const { shown, rest } = firstOf(groups, limit);
  const scope = scopeOf(result);
  const system = result.blockedAtEnd.filter((g) => g.system).reduce((n, g) => n + g.count, 0);
  return [
    ...findingLines(result),
    groups.length === 0
      ? `Nothing but the runtime is blocked when ${scope} ends.`
      : `${countOf(
          groups.reduce((n, g) => n + g.count, 0),
          'goroutine',
        )} blocked when ${scope} ends, in ${countOf(groups.length, 'group')}`,
    ...shown.flatMap((g) => groupLines(g, scope)),
    ...rest,
    ...(system > 0 ? [`(and ${countOf(system, 'goroutine')} of the runtime's own)`] : []),
    ...growthLines(result, limit),
  ];
}

/** What the words are about: the whole trace, or what `--from` and `--to` chose. */
function scopeOf(result: TraceResult): string {
  return result.window ? 'this stretch' : 'the trace';
}

function groupLines(g: BlockedGroup, scope: string): string[] {
  const waits = g.state === 'syscall' ? 'a system call' : formatReason(g.reason, g.inferredReason);
  const born = g.birthSite ? `born at ${formatPlace(g.birthSite)}` : 'born before the trace';
  const ids = g.ids.slice(0, idsShown).map((id) => neutralise(String(id)));
  return [
    `${g.count} × ${formatName(g.function)}: ${waits}, ${sinceWords(g, scope)}`,
    ...(g.site ? [`    at ${formatPlace(g.site)}`] : []),
    ...(g.parkSite && g.parkSite.function !== g.site?.function ? [`    in ${formatPlace(g.parkSite)}`] : []),
    `    ${born}; ${wakerWords(g, scope)}`,
    `    goroutine ${ids.join(', ')}${g.count > ids.length ? `, … ${g.count - ids.length} more` : ''}`,
  ];
}

function sinceWords(g: BlockedGroup, scope: string): string {
  if (g.sinceStart === g.count) return `since before ${scope}`;
  const from = formatNs(g.minNs);
  const to = formatNs(g.maxNs);
  const span = from === to ? `for ${to}` : `for ${from} to ${to}`;
  return g.sinceStart > 0 ? `${span}, ${g.sinceStart} of them since before ${scope}` : span;
}

function wakerWords(g: BlockedGroup, scope: string): string {
  if (g.lastWakers.length === 0) return `never woken within ${scope}`;
  const names = g.lastWakers.map((w) => (w === '<none>' ? 'a timer, the network or the runtime' : formatName(w)));
  return `last woken by ${names.join(', ')}`;
}

function findingLines(result: TraceResult): string[] {
  return result.findings.flatMap((f) => [
    `suspect ${f.rule} ${neutralise(f.title)}`,
    `    blocked at ${formatPlace(f.parkSite)}, born at ${formatPlace(f.birthSite)}`,
    ...f.evidence.map((e) => `    ${neutralise(e.text)}`),
    '',
  ]);
}

function growthLines(result: TraceResult, limit: number): string[] {
  const grew = result.growth.filter((s) => !s.system && s.created > s.ended && s.blockedAtEnd > 0);
  if (grew.length === 0) return [];
  const { shown, rest } = firstOf(grew, limit);
  const generations = shown.some((s) => s.alive.length > 2);
  const rows = shown.map((s) => [
    String(s.created),
    String(s.ended),
    String(s.blockedAtEnd),
    formatName(s.function),
    formatPlace(s.birthSite),
    ...(generations ? [s.alive.join(' ')] : []),
  ]);
  const head = ['created', 'ended', 'blocked', 'start function', 'go statement'];
  return [
    '',
    `Growth by birth site, within ${scopeOf(result)}`,
    ...tableLines([[...head, ...(generations ? ['alive at each generation'] : [])], ...rows], [0, 1, 2]),
    ...rest,
  ];
}

// `trace diff A B` as text.
import { neutralise } from '../../base/neutralise.ts';
import type { EdgeDiff, MeasureDiff, TraceDiffResult } from '../../model/trace-diff.ts';
import { countOf, firstOf, indent } from './trace-envelope.ts';
import { formatName, formatNs, formatReason, formatShare, tableLines } from './trace-words.ts';

/** Every line is safe to print. */
export function renderTraceDiff(result: TraceDiffResult, limit: number): string {
  const [a, b] = result.sources;
  const { before, after } = result.durationNs;
  const grew = result.blockers.filter((x) => x.beyond).length;
  const lines = [
    `${neutralise(a?.name ?? '')} (${formatNs(before)}) → ${neutralise(b?.name ?? '')} (${formatNs(after)})`,
    ...result.problems.map((p) => `! ${p.code}: ${neutralise(p.message)}`),
    '',
    ...tableLines(
      [['', 'before', 'after'], ...result.measures.map((m) => [m.measure, value(m, m.before), value(m, m.after)])],
      [1, 2],
    ),
    '',
    ...edgeLines('Slower to be woken', result.slower, limit),
    ...edgeLines('New edges', result.newEdges, limit),
    ...edgeLines('Faster', result.faster, limit),
    ...edgeLines('Gone', result.goneEdges, limit),
    ...blockerLines(result, limit),
    grew > 0
      ? `suspect: ${countOf(grew, 'place')} grew by more than ${result.tolerance.goroutines} goroutines and ${result.tolerance.percent} %`
      : result.verdict === 'cannot-tell'
        ? 'cannot tell: a trace was not read whole'
        : 'no growth beyond the tolerance',
  ];
  return `${lines.join('\n')}\n`;
}

function value(m: MeasureDiff, n: number): string {
  return m.unit === 'ns' ? formatNs(n) : m.unit === 'share' ? formatShare(n) : n.toFixed(2);
}

function edgeLines(title: string, edges: readonly EdgeDiff[], limit: number): string[] {
  if (edges.length === 0) return [];
  const { shown, rest } = firstOf(edges, limit);
  const rows = shown.map((e) => [
    side(e.before),
    side(e.after),
    `${formatName(e.waker)} → ${formatName(e.wakee)}`,
    `${e.via}, ${formatReason(e.reason)}`,
  ]);
  return [
    title,
    ...indent(tableLines([['before', 'after', 'waker → wakee', 'how, waiting for'], ...rows], [0, 1])),
    ...indent(rest),
    '',
  ];
}

/** `12 × 3.10 ms`. */
function side(s: EdgeDiff['before']): string {
  return s ? `${s.count} × ${formatNs(s.meanNs)}` : '-';
}

function blockerLines(result: TraceDiffResult, limit: number): string[] {
  if (result.blockers.length === 0) return [];
  const { shown, rest } = firstOf(result.blockers, limit);
  const rows = shown.map((b) => [
    `+${b.delta}`,
    String(b.before),
    String(b.after),
    formatName(b.function),
    neutralise(b.site),
  ]);
  return [
    'Blocked at the end, more than before',
    ...indent(tableLines([['more', 'before', 'after', 'start function', 'in'], ...rows], [0, 1, 2])),
    ...indent(rest),
    '',
  ];
}

// A run result as text for people: verdict line first, the findings in full, then what was looked at.
import type { RunResult } from '../model/run-result.ts';
import { runHeadline } from './headline.ts';
import { rankFindings } from './rank-findings.ts';
import { crashBlock, raceBlocks } from './text/crash-block.ts';
import { badge, findingBlock, findingRow, type TextOptions } from './text/finding-block.ts';
import { footer } from './text/footer.ts';
import { allGroupLines, unexplainedLines } from './text/group-rows.ts';
import { gap, type Line, lineWidth, renderLines, say, wrap } from './text/rich.ts';
import { plural } from './words.ts';

export type { TextOptions } from './text/finding-block.ts';

/** A terminal of 24 lines shows the whole report of one finding. */
const screen = 24;
/** Findings told in full; the others are one line each. */
const fullFindings = 3;
const rowFindings = 12;
const laterLines = 15;

/**
 * The report. No line is wider than `width` (at least 40 cells); text from inputs is neutralised. Colours only
 * with `color`: the caller heeds NO_COLOR.
 */
export function renderText(result: RunResult, given: TextOptions): string {
  const options: TextOptions = { ...given, width: Math.max(40, Math.floor(given.width)) };
  const findings = rankFindings(result.findings);
  const lines: Line[] = [];
  for (const page of result.crashes ?? []) lines.push(...crashBlock(page, options), []);
  lines.push(...raceBlocks(result, options));
  if (findings.length !== 1) {
    const start = badge(result.verdict, options.color);
    const inner = lineWidth(start);
    const head = wrap([say(runHeadline(result), 'strong')], options.width - inner);
    lines.push(...head.map((line, i): Line => [...(i === 0 ? start : [gap(inner)]), ...line]), []);
  }
  const end = [...unexplainedLines(result, options), ...footer(result, options)];
  const full = options.verbose ? findings : findings.slice(0, options.maxFindings ?? fullFindings);
  const room = findings.length === 1 && lines.length === 0 ? screen - 1 - end.length : screen - 4;
  for (const finding of full)
    lines.push(...findingBlock(finding, options, finding === full[0] ? room : laterLines), []);
  const rest = findings.slice(full.length);
  for (const finding of rest.slice(0, rowFindings)) lines.push(findingRow(finding, options));
  if (rest.length > rowFindings)
    lines.push([gap(2), say(`… ${plural(rest.length - rowFindings, 'finding')} more: --verbose`, 'dim')]);
  if (rest.length > 0) lines.push([]);
  lines.push(...allGroupLines(result, options), ...end);
  return renderLines(lines, options.color);
}

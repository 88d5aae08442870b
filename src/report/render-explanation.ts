// `parkwatch explain` as text and JSON.
import { padEndTo } from '../base/text-width.ts';
import type { Explanation } from '../model/explanation.ts';
import { explanationShape } from './key-order.ts';
import { writeJson } from './render-json.ts';
import type { TextOptions } from './text/finding-block.ts';
import { gap, type Line, lineWidth, renderLines, say, wrap } from './text/rich.ts';

function hanging(label: string, text: readonly Line[], column: number): Line[] {
  return text.map((line, i): Line => [i === 0 ? say(padEndTo(`  ${label}`, column), 'dim') : gap(column), ...line]);
}

/** Title, paragraphs, facts in two columns, what to look at next, sources. */
export function renderExplanation(explanation: Explanation, given: TextOptions): string {
  const width = Math.max(40, Math.floor(given.width));
  const lines: Line[] = wrap([say(explanation.title, 'strong'), say(`  ${explanation.kind}`, 'dim')], width);
  for (const paragraph of explanation.text) {
    lines.push([]);
    for (const text of paragraph.split('\n')) {
      if (text.startsWith('    ')) lines.push([gap(4), say(text.slice(4).replace(/\t/g, '    '), 'command')]);
      else if (text.trim() === '') lines.push([]);
      else lines.push(...wrap([say(text)], width - 2).map((line): Line => [gap(2), ...line]));
    }
  }
  if (explanation.facts.length > 0) {
    lines.push([]);
    const column = Math.min(
      4 + Math.max(...explanation.facts.map(([label]) => lineWidth([say(label)]))),
      Math.floor(width / 2),
    );
    for (const [label, value] of explanation.facts)
      lines.push(...hanging(label, wrap([say(value)], width - column), column));
  }
  if (explanation.see.length > 0) {
    lines.push([]);
    const see = explanation.see.map((word) =>
      /\s/.test(word) ? `parkwatch explain '${word}'` : `parkwatch explain ${word}`,
    );
    lines.push(
      ...hanging(
        'see',
        see.flatMap((text) => wrap([say(text, 'command')], width - 11)),
        11,
      ),
    );
  }
  if (explanation.sources.length > 0)
    lines.push(
      ...hanging(
        'sources',
        explanation.sources.flatMap((text) => wrap([say(text, 'dim')], width - 11)),
        11,
      ),
    );
  return renderLines(lines, given.color);
}

/** The explanation as one indented object and a newline. */
export function renderExplanationJson(explanation: Explanation): string {
  return `${writeJson(explanation, explanationShape, 2)}\n`;
}

// Writes docs/verdicts.md from the verdict table (src/judge/verdict-table.ts) and its words; `--check` only compares.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cancellations, explainedByConnections, leakCombinations } from '../src/judge/verdict-table.ts';
import { classWords, evidenceWords, limitWords, verdictWords, whyWords } from '../src/knowledge/verdict-words.ts';

const file = fileURLToPath(new URL('../docs/verdicts.md', import.meta.url));

/** A table of Markdown; bars inside cells are escaped. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((c) => c.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const code = (word: string) => `\`${word}\``;

/** The text of docs/verdicts.md. */
export function verdictsText(): string {
  const parts = [
    '<!-- Written by scripts/gen-verdicts.ts from src/judge/verdict-table.ts and src/knowledge/verdict-words.ts; do not edit. -->',
    '# Verdicts',
    'A group of goroutines with one stack is judged by its evidence rows; findings are made of judged groups, and the run takes the worst of them. `parkwatch explain verdicts` prints the same. Missing data never counts as absence.',
    '## The four verdicts',
    table(
      ['verdict', 'meaning', 'when', 'what to do'],
      Object.entries(verdictWords).map(([k, w]) => [code(k), w.meaning, w.when, w.next]),
    ),
    '## Classes of evidence',
    table(
      ['class', 'meaning', 'when'],
      Object.entries(classWords).map(([k, w]) => [k, w.meaning, w.when]),
    ),
    '## Evidence',
    table(
      ['row', 'class', 'meaning', 'when'],
      Object.entries(evidenceWords).map(([k, w]) => [code(k), w.class, w.meaning, w.when]),
    ),
    '## What makes a leak',
    'Any certain row, whatever speaks against it. Else these strong rows together, unless `coupled` or `connection-bound` caps them at `suspect`:',
    leakCombinations.map((rows) => `- ${rows.map(code).join(' + ')}`).join('\n'),
    'Any other strong row, or two supporting rows of different kinds, make a `suspect`.',
    `A server's loop for one connection with no other rows than ${[...explainedByConnections].map(code).join(', ')} is \`clean\`: its peers decide how many there are (docs/decisions/0002).`,
    '## What takes rows away',
    'A row that another one cancels is shown and does not count. Certain rows are never cancelled.',
    table(
      ['row', 'cancels', 'because'],
      cancellations.map((c) => [code(c.by), c.cancels.map(code).join(', '), c.because]),
    ),
    '## Why a group is no finding',
    table(
      ['why', 'meaning', 'when'],
      Object.entries(whyWords).map(([k, w]) => [code(k), w.meaning, w.when]),
    ),
    '## What a run could not see',
    table(
      ['limit', 'meaning', 'when', 'what to do'],
      Object.entries(limitWords).map(([k, w]) => [code(k), w.meaning, w.when, w.next]),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = verdictsText();
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error('docs/verdicts.md is stale: node scripts/gen-verdicts.ts');
    process.exitCode = 1;
  }
}

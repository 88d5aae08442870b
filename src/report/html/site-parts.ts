// Small pieces that cards and tables share: badges, sites, stacks, diffs.
import type { Frame } from '../../model/stack.ts';
import type { Verdict } from '../../model/verdict.ts';
import { pathTail, shortName, verdictWords } from '../words.ts';
import { escapeHtml, escapePre } from './escape-html.ts';

export function badgeHtml(verdict: Verdict, word = verdictWords[verdict]): string {
  return `<span class="badge ${verdict}">${escapeHtml(word)}</span>`;
}

/** Short function and file; full names in the title. */
export function siteHtml(frame: Frame): string {
  const line = frame.line === undefined ? '' : `:${frame.line}`;
  const place = frame.file
    ? `<i title="${escapeHtml(frame.file + line)}">${escapeHtml(pathTail(frame.file, 2) + line)}</i>`
    : '';
  return `<span class="site"><b title="${escapeHtml(frame.function)}">${escapeHtml(shortName(frame.function))}</b>${place}</span>`;
}

/** Leaf first, runtime frames dimmed, full names and paths. */
export function stackHtml(frames: readonly Frame[]): string {
  const items = frames.map((f) => {
    const place = f.file ? `<i>${escapeHtml(f.file)}${f.line === undefined ? '' : `:${f.line}`}</i>` : '';
    return `<li${/^(runtime|internal\/poll)\./.test(f.function) ? ' class="rt"' : ''}><span class="site"><b>${escapeHtml(f.function)}</b>${place}</span></li>`;
  });
  return `<ol class="stack">${items.join('')}</ol>`;
}

export function diffHtml(diff: string): string {
  const lines = escapePre(diff.replace(/\n$/, '')).split('\n');
  const html = lines.map((line) => {
    const kind = /^(---|\+\+\+|@@|diff )/.test(line) ? 'hunk' : line[0] === '+' ? 'add' : line[0] === '-' ? 'del' : '';
    return kind === '' ? `${line}\n` : `<span class="${kind}">${line}</span>`;
  });
  return `<pre tabindex="0" aria-label="Diff">${html.join('')}</pre>`;
}

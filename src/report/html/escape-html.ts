// The only doors for text into a page.
import { neutralise, neutraliseLines } from '../../base/neutralise.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const entity = (char: string): string => entities[char];

/** Text or attribute value on one line; controls and bidi marks become visible. */
export function escapeHtml(text: string): string {
  return neutralise(text).replace(/[&<>"']/g, entity);
}

/** A sentence: what stands between backticks becomes code, all else is text. */
export function proseHtml(text: string): string {
  return text
    .split(/`([^`]+)`/)
    .map((part, i) => (i % 2 === 1 ? `<code>${escapeHtml(part)}</code>` : escapeHtml(part)))
    .join('');
}

/** Text for `<pre>`: lines stay. */
export function escapePre(text: string): string {
  return neutraliseLines(text).replace(/[&<>"']/g, entity);
}

/** JSON for `<script type="application/json">`: no `<` can end or open anything, separators are escaped. */
export function embedJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

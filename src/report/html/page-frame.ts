// The frame of every page: one file, no request to anywhere. The policy names script and style by their hashes, so that
// nothing that came from an input could run even if it got into the page.
import { sha256Hex } from '../../base/sha256.ts';
import { embedJson, escapeHtml } from './escape-html.ts';
import { icicleClient } from './icicle-client.ts';
import { pageClient } from './page-client.ts';
import { pageStyle } from './page-style.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 of hex digits. */
export function base64OfHex(hex: string): string {
  const bytes = (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const n = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const chars = [18, 12, 6, 0].map((shift) => alphabet[(n >> shift) & 63]);
    out +=
      chars.slice(0, Math.min(4, bytes.length - i + 1)).join('') + '='.repeat(Math.max(0, 2 - (bytes.length - i - 1)));
  }
  return out;
}

const hashOf = (text: string): string => `'sha256-${base64OfHex(sha256Hex(text))}'`;

/** A page function as it stands in its file; it refers to nothing outside itself. */
// biome-ignore lint/suspicious/noExplicitAny: any function of the browser's side
export type PageFunction = (...args: any[]) => unknown;

/** Text of an object literal of such functions; names are ours. */
export function functionsText(functions: Readonly<Record<string, PageFunction>>): string {
  return `{${Object.entries(functions).map(([name, body]) => `${name}:${body.toString()}`)}}`;
}

export interface Page {
  readonly title: string;
  /** Safe HTML already. */
  readonly body: string;
  /** Embedded as JSON for the script: by name of the picture what it draws. */
  readonly data: unknown;
  /** Text of an object literal: by name the function that draws it; without it, the icicle's. */
  readonly pictures?: string;
  /** Rules after those of every page. */
  readonly style?: string;
}

/** A whole document. */
export function renderPage(page: Page): string {
  const pictures = page.pictures ?? functionsText({ icicle: icicleClient });
  const script = `'use strict';(${pageClient.toString()})(window, ${pictures});`;
  const style = page.style ? `${pageStyle}${page.style}` : pageStyle;
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(page.title)}</title>
<style>${style}</style>
</head>
<body>
${page.body}
<script type="application/json" id="data">${embedJson(page.data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

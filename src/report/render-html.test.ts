import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bigRun } from '../../test/support/big-run.ts';
import { expectGolden } from '../../test/support/golden.ts';
import { hostileRun } from '../../test/support/hostile-result.ts';
import { makeFinding, makeRun } from '../../test/support/result-builders.ts';
import { leakRun, stories } from '../../test/support/run-results.ts';
import { embedJson, proseHtml } from './html/escape-html.ts';
import { base64OfHex } from './html/page-frame.ts';
import { renderHtml } from './render-html.ts';

const golden = (name: string): string => new URL(`./testdata/html/${name}.html`, import.meta.url).pathname;
/** What is in the page but style, script and data, one tag a line: those have tests of their own. */
const bodyOf = (html: string): string =>
  html
    .slice(html.indexOf('<body>'))
    .replace(/<script[\s\S]*?<\/script>/g, '')
    .replace(/(<(?:div|p|h\d|li|tr|td|section|article|header|dt|dl|ul|ol|details|table|pre)\b)/g, '\n$1')
    .replace(/\n+/g, '\n');

/** Names of all tags and attributes that a parser would see; throws on what is no HTML of ours. */
function tagsOf(html: string): Set<string> {
  const seen = new Set<string>();
  const inert = html.replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, '');
  const rest = inert
    .replace(/<!doctype html>/, '')
    .replace(
      /<\/?([a-z][a-z0-9]*)((?:\s[a-zA-Z0-9-]+(?:="[^"<>]*")?)*)\s*\/?>/g,
      (_all, tag: string, attributes: string) => {
        seen.add(tag);
        for (const [, name] of attributes.matchAll(/\s([a-zA-Z0-9-]+)(?:="[^"]*")?/g)) seen.add(`@${name}`);
        return '';
      },
    );
  expect(rest).not.toMatch(/[<>]/);
  return seen;
}

describe('renderHtml', () => {
  it.each(['leak', 'clean', 'cannot-tell', 'crash'])('tells %s', (name) => {
    expectGolden(golden(name), bodyOf(renderHtml(stories[name])));
  });

  it.each(Object.keys(stories))('asks nothing of anybody: %s', (name) => {
    const html = renderHtml(stories[name]);
    const tags = tagsOf(html);
    for (const bad of [
      'link',
      'img',
      'iframe',
      'base',
      'object',
      'embed',
      'form',
      '@src',
      '@style',
      '@srcset',
      '@action',
    ])
      expect(tags, bad).not.toContain(bad);
    for (const tag of tags) expect(tag).not.toMatch(/^@on/);
    for (const [, href] of html.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^#[a-z0-9-]+$/);
    expect(html).not.toMatch(/url\(|@import|fetch\(|XMLHttpRequest|WebSocket|import\(/);
  });

  it('names its script and style by their hashes and allows no other', () => {
    const html = renderHtml(leakRun);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    expect(policy).toBe(
      `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`,
    );
    expect(script.length).toBeGreaterThan(1000);
  });

  it('lets hostile text break out of nothing', () => {
    const html = renderHtml(hostileRun);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).not.toContain('<!--');
    expect(html).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
    const data = /id="data">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(data).not.toContain('<');
    expect(JSON.parse(data).icicle.names).toContain('all');
  });

  it('stays small when a run is big', () => {
    const html = renderHtml(
      bigRun(
        6000,
        Array.from({ length: 150 }, (_, i) => makeFinding({ id: `${i}` })),
      ),
    );
    expect(html.match(/<tr data-count/g)).toHaveLength(2000);
    expect(html).toContain('4,000 groups more');
    expect(html.match(/<article/g)).toHaveLength(100);
    expect(html).toContain('50 findings more');
  });

  it('leaves out what a run does not have', () => {
    const html = bodyOf(renderHtml(makeRun()));
    expect(html).not.toMatch(/id="(groups|stacks|crash|findings)"/);
  });
});

describe('embedJson', () => {
  it('gives the value back and holds no <', () => {
    const value = { a: '</script><!--', b: '\u2028 & > "' };
    expect(embedJson(value)).not.toMatch(/[<>&\u2028]/);
    expect(JSON.parse(embedJson(value))).toEqual(value);
  });
});

describe('proseHtml', () => {
  it.each([
    { give: 'use `defer f(<x>)` now', want: 'use <code>defer f(&lt;x&gt;)</code> now' },
    { give: 'one ` alone <b>', want: 'one ` alone &lt;b&gt;' },
    { give: '`a` and `b`', want: '<code>a</code> and <code>b</code>' },
  ])('writes $give', ({ give, want }) => {
    expect(proseHtml(give)).toBe(want);
  });
});

describe('base64OfHex', () => {
  it.each(['', '00', 'ffee', '010203', 'deadbeef'])('is base64: %s', (hex) => {
    expect(base64OfHex(hex)).toBe(Buffer.from(hex, 'hex').toString('base64'));
  });
});

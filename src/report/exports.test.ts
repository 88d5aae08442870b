import { describe, expect, it } from 'vitest';
import { expectGolden } from '../../test/support/golden.ts';
import { hostileRun } from '../../test/support/hostile-result.ts';
import { makeFinding, makeRun } from '../../test/support/result-builders.ts';
import { leakRun, stories } from '../../test/support/run-results.ts';
import { renderAnnotations } from './render-annotations.ts';
import { renderJunit } from './render-junit.ts';
import { codeSpan, escapeMarkdown, renderMarkdown } from './render-markdown.ts';

const golden = (name: string): string => new URL(`./testdata/exports/${name}`, import.meta.url).pathname;
const many = (verdict: 'leak' | 'suspect', n: number) =>
  Array.from({ length: n }, (_, i) => makeFinding({ id: `${verdict}${i}`, verdict, count: n - i }));
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

describe('renderMarkdown', () => {
  it.each(Object.keys(stories))('tells %s', (name) => {
    const text = renderMarkdown(stories[name]);
    expectGolden(golden(`${name}.md`), text);
    expect(text).not.toMatch(control);
  });

  it('lets no text of an input become HTML, a mention or a fence', () => {
    const text = renderMarkdown(hostileRun);
    // Fenced blocks, escaped characters and code spans are out of reach, in this order.
    const outside = text.replace(/^(`{3,})\w*\n[\s\S]*?\n\1$|\\[^\n]|(`+)(?!`)[^\n]*?[^`]\2(?!`)/gm, '');
    expect(outside).not.toMatch(/<script|@mention|<!--/);
    expect(outside.match(/<(?!\/?(details|summary|sub|br)>)/g)).toBeNull();
  });

  it.each([
    { give: 'a`b', want: '``a`b``' },
    { give: '`a', want: '`` `a ``' },
    { give: 'a``b`', want: '``` a``b` ```' },
    { give: 'a|b', want: '`a\\|b`' },
  ])('puts $give into a code span', ({ give, want }) => {
    expect(codeSpan(give, true)).toBe(want);
  });

  it('escapes running text', () => {
    expect(escapeMarkdown('*a* [x](http://y) <b> #1 @me')).toBe(
      '\\*a\\* \\[x\\](http:/&#8203;/y) &lt;b&gt; #&#8203;1 @&#8203;me',
    );
    expect(escapeMarkdown('- item')).toBe('\\- item');
    expect(escapeMarkdown('1. item')).toBe('1\\. item');
  });

  it('tells findings of source by what is said of them, without stacks', () => {
    const location = { file: 'pool/pool.go', line: 7, column: 2, offset: 90, endLine: 7, endColumn: 9, endOffset: 97 };
    const finding = {
      ...makeFinding({ verdict: 'suspect', count: 0 }),
      title: 'p.mu | is locked here',
      location,
      related: [{ message: 'locked here first', location: { ...location, line: 5 } }],
      parkSite: undefined,
      birthSite: undefined,
      waitReason: undefined,
      stack: [],
    };
    const text = renderMarkdown(makeRun({ verdict: 'suspect', findings: [finding] }));
    expect(text).toContain('| verdict | rule | what | where |');
    expect(text).toContain('| p.mu \\| is locked here |');
    expect(text).toContain('- `pool/pool.go:5` locked here first');
    expect(text).not.toContain('parked');
  });

  it('stays below the limit of a step summary by giving up details', () => {
    const long = many('leak', 40).map((f) => ({ ...f, fix: { ...f.fix, diff: '+x\n'.repeat(40_000) } }));
    const text = renderMarkdown(makeRun({ verdict: 'leak', findings: long }));
    expect(text.length).toBeLessThan(1_000_000);
    expect(text).toContain('| verdict | rule |');
  });
});

describe('renderAnnotations', () => {
  it.each(['leak', 'suspect', 'clean', 'cannot-tell', 'hostile'])('tells %s', (name) => {
    expectGolden(golden(`${name}.annotations.txt`), renderAnnotations(stories[name]));
  });

  it('keeps a hostile message on its own line and inside its command', () => {
    const lines = renderAnnotations(hostileRun).trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^::error file=/);
    expect(lines[0]).not.toMatch(control);
    const properties = lines[0].slice('::error '.length, lines[0].indexOf('::', 8));
    expect(properties.split(',').map((p) => p.split('=')[0])).toEqual(['file', 'line', 'title']);
  });

  it('says ten errors and ten warnings, and counts the rest', () => {
    const run = makeRun({ verdict: 'leak', findings: [...many('suspect', 12), ...many('leak', 13)] });
    const lines = renderAnnotations(run).trimEnd().split('\n');
    expect(lines.filter((l) => l.startsWith('::error '))).toHaveLength(10);
    expect(lines.filter((l) => l.startsWith('::warning '))).toHaveLength(10);
    expect(lines.at(-1)).toBe('::notice title=Parkwatch::5 findings more; see the job summary or the report');
  });

  it('is empty when all is clean', () => {
    expect(renderAnnotations(makeRun())).toBe('');
  });
});

/** Well-formedness as far as our writer can break it: tags balance, attributes are quoted, no bare & or <. */
function checkXml(xml: string): void {
  const open: string[] = [];
  const rest = xml
    .replace(/^<\?xml [^?]*\?>\n/, '')
    .replace(
      /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g,
      (_all, close: string, name: string, _attrs, self: string) => {
        if (close) expect(open.pop()).toBe(name);
        else if (!self) open.push(name);
        return '';
      },
    );
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]/);
  expect(rest).not.toMatch(/&(?!(amp|lt|gt|quot|#10);)/);
}

describe('renderJunit', () => {
  it.each(Object.keys(stories))('tells %s', (name) => {
    const xml = renderJunit(stories[name]);
    expectGolden(golden(`${name}.junit.xml`), xml);
    expect(xml).not.toMatch(control);
    checkXml(xml);
  });

  it('fails for a leak, passes a suspect, skips what cannot be told', () => {
    expect(renderJunit(leakRun)).toContain('<testsuites name="parkwatch" tests="3" failures="1" errors="0">');
    expect(renderJunit(stories.suspect)).toContain('failures="0"');
    expect(renderJunit(stories['cannot-tell'])).toMatch(/<skipped message="dump\/truncated: the text ends/);
  });
});

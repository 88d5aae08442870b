import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { problemInfo, problemPages } from './problems.ts';

const src = join(import.meta.dirname, '..');
const rooms = [...new Set(problemPages.map((page) => page.code.split('/')[0]))];

/** Every `room/slug` literal of the product, and the slugs that collect/live puts its room in front of. */
function codesInSource(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const literal = new RegExp(`['"\`]((?:${rooms.join('|')})/[a-z][a-z0-9]*(?:-[a-z0-9]+)*)['"\`]`, 'g');
  for (const entry of readdirSync(src, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !entry.name.endsWith('.ts') || entry.name.endsWith('.test.ts')) continue;
    if (file.startsWith(join(src, 'knowledge'))) continue;
    const text = readFileSync(file, 'utf8');
    const name = file.slice(src.length + 1);
    for (const [, code] of text.matchAll(literal)) found.set(code, name);
    if (name.startsWith('collect/live/'))
      for (const [, slug] of text.matchAll(/\b(?:make|fail)\(\s*'([a-z0-9-]+)'/g)) found.set(`collect/${slug}`, name);
    // explain-failure picks between slugs with a conditional.
    if (name === 'collect/live/explain-failure.ts')
      for (const [, slug] of text.matchAll(/'((?:connect|body|first-byte)-timeout)'/g))
        found.set(`collect/${slug}`, name);
  }
  return found;
}

describe('the error table', () => {
  const codes = codesInSource();

  it('has a page for every code that the product can give', () => {
    expect(codes.size).toBeGreaterThan(40);
    const missing = [...codes].filter(([code]) => !problemInfo(code)).map(([code, file]) => `${code} (${file})`);
    expect(missing).toEqual([]);
  });

  it('has no page for a code that nobody gives, unless it is reserved', () => {
    const unused = problemPages.filter((page) => !page.reserved && !codes.has(page.code)).map((page) => page.code);
    expect(unused).toEqual([]);
  });

  it('does not call a code reserved that is given', () => {
    const given = problemPages.filter((page) => page.reserved && codes.has(page.code)).map((page) => page.code);
    expect(given).toEqual([]);
  });

  it('has each code once, with whole sentences', () => {
    expect(new Set(problemPages.map((page) => page.code)).size).toBe(problemPages.length);
    for (const page of problemPages) {
      expect(page.meaning, page.code).toMatch(/[.]$/);
      expect(page.title, page.code).not.toMatch(/[.]$/);
      expect(page.next.length, page.code).toBeGreaterThan(5);
    }
  });
});

// Compares text with a committed golden file. `npm run goldens:update` rewrites; a mismatch writes `<file>.actual`.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Throws when `actual` differs from the golden at `file`, naming the first different line and the command that updates. */
export function expectGolden(file: string, actual: string): void {
  const text = actual.endsWith('\n') ? actual : `${actual}\n`;
  if (process.env.UPDATE_GOLDENS === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  const wanted = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (wanted === text) return;
  if (existsSync(dirname(file))) writeFileSync(`${file}.actual`, text);
  const a = wanted.split('\n');
  const b = text.split('\n');
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  throw new Error(
    `golden ${file} differs at line ${i + 1}\n  want: ${a[i] ?? '(end)'}\n  have: ${b[i] ?? '(end)'}\n` +
      `  see ${file}.actual; npm run goldens:update rewrites`,
  );
}

/** JSON with sorted keys and two blanks, for goldens. */
export function stableJson(value: unknown): string {
  const sort = (v: unknown): unknown => {
    if (Array.isArray(v)) return v.map(sort);
    if (v && typeof v === 'object')
      return Object.fromEntries(
        Object.entries(v as Record<string, unknown>)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([k, x]) => [k, sort(x)]),
      );
    return v;
  };
  return JSON.stringify(sort(value), null, 2);
}

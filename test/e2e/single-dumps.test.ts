// One dump alone: no healthy program that was recorded is called anything at any moment and in any form, and in how many
// dumps of the leaking ones the leak is found stands in a golden; that number may only rise.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectGolden } from '../support/golden.ts';
import { judgeSingleDumps, type SingleDump } from '../support/single-dumps.ts';

const folders = ['testdata/series', 'testdata/pairs', 'testdata/unseen']
  .flatMap((f) => readdirSync(f, { recursive: true, encoding: 'utf8' }).map((d) => join(f, d)))
  .filter((d) => existsSync(join(d, 'truth.json')) && existsSync(join(d, 'manifest.json')))
  .sort();

describe('single dumps', () => {
  it('of healthy programs are no finding; of leaking ones many are', { timeout: 300_000 }, async () => {
    const wrong: string[] = [];
    const lines: string[] = ['# leaking programs: dumps with ten leaked goroutines or more in which the leak is found'];
    for (const folder of folders) {
      const dumps = await judgeSingleDumps(folder);
      for (const d of dumps.filter((s) => s.row === 'healthy' && s.findings.length > 0))
        wrong.push(`${folder} ${d.moment} ${d.form}: ${d.findings.join('; ')}`);
      const seen = dumps.filter((d) => d.row === 'leak visible');
      if (seen.length > 0) lines.push(`${folder.replace('testdata/', '')}: ${shares(seen)}`);
    }
    expect(wrong).toEqual([]);
    expectGolden('test/e2e/golden/single-dumps.txt', lines.join('\n'));
  });
});

function shares(dumps: readonly SingleDump[]): string {
  return ['debug=2', 'debug=0', 'debug=1']
    .map((form) => dumps.filter((d) => d.form === form))
    .filter((all) => all.length > 0)
    .map((all) => `${all[0].form} ${all.filter((d) => d.word === 'found').length} of ${all.length}`)
    .join(', ');
}

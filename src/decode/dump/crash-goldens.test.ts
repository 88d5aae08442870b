// What the scanner makes of real crash texts (testdata/crash) and of records in odd surroundings (testdata beside this
// file): one golden a text. No goroutine header of a text may be missing from the result.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { collectDump, collectedSummary } from '../../../test/support/collect-dump.ts';
import { expectGolden, stableJson } from '../../../test/support/golden.ts';

const goldens = 'src/decode/dump/testdata';
const textsIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.txt')) : [];

for (const [folder, golden] of [
  ['testdata/crash', `${goldens}/crash`],
  [goldens, goldens],
]) {
  describe(folder, () => {
    it('holds texts', () => expect(textsIn(folder).length).toBeGreaterThan(10));
    for (const name of textsIn(folder)) {
      it(name, () => {
        const text = readFileSync(`${folder}/${name}`, 'utf8');
        const found = collectDump(text);
        expectGolden(`${golden}/${name.replace(/\.txt$/, '.golden.json')}`, stableJson(collectedSummary(found)));
        const headers = [...text.matchAll(/^goroutine (\d+) [^\n]*\]:$/gm)].map((match) => Number(match[1]));
        const ids = found.dumps.flatMap((dump) => dump.goroutines.map((goroutine) => goroutine.id));
        for (const id of headers) expect(ids).toContain(id);
      });
    }
  });
}

// The recorded series again, each form by itself: debug=0, debug=1 and debug=2 alone must not say other things than all
// of them together, only less. Healthy ones give no finding; leaking ones are never called clean.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectSource } from '../../src/collect/collect-sources.ts';
import { decodeCountText } from '../../src/decode/count/decode-count-text.ts';
import type { Decoded } from '../../src/model/decoded.ts';
import { decodeCaptures, judgeDecoded } from '../../src/pipeline/run-check.ts';
import { toDebug1 } from '../support/to-debug1.ts';

const folders = ['testdata/series', 'testdata/pairs', 'testdata/unseen']
  .flatMap((f) => readdirSync(f, { recursive: true, encoding: 'utf8' }).map((d) => join(f, d)))
  .filter((d) => existsSync(join(d, 'truth.json')) && existsSync(join(d, 'manifest.json')))
  .sort();

interface Truth {
  readonly healthy: boolean;
  /** Every form gives one finding, with one of these causes. */
  readonly everyForm?: readonly string[];
}

/** DESIGN §5: fewer snapshots cannot show a trend; some recordings keep debug=0 of their ends only. */
const leastMoments = 6;

async function formsOf(folder: string): Promise<Record<string, readonly Decoded[]>> {
  const captures = await collectSource(folder);
  const ordinary = captures.filter((c) => /\d-goroutine\./.test(c.provenance.name));
  const profiles = await decodeCaptures(ordinary.filter((c) => c.provenance.name.endsWith('.pb.gz')));
  const dumps = await decodeCaptures(ordinary.filter((c) => c.provenance.name.endsWith('.txt.gz')));
  const texts = profiles.map((p) => {
    const text = new TextEncoder().encode(toDebug1(p.snapshots[0]));
    return { ...decodeCountText(text, p.snapshots[0].provenance), name: p.name };
  });
  return { 'debug=0': profiles, 'debug=1': texts, 'debug=2': dumps };
}

describe.each(folders)('%s', (folder) => {
  it('says no other things by one form', async () => {
    const truth: Truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
    for (const [form, decoded] of Object.entries(await formsOf(folder))) {
      if (decoded.length < leastMoments) continue;
      const result = judgeDecoded(decoded, { failOn: 'leak', ageSeconds: 600, groups: false });
      const found = result.findings.map((f) => `${form}: ${f.verdict} ${f.rule} ${f.count} ${f.parkSite?.function}`);
      if (truth.healthy) expect(found).toEqual([]);
      else expect(`${form}: ${result.verdict}`).toMatch(/leak|suspect|cannot-tell/);
      if (truth.everyForm) {
        expect(found).toHaveLength(1);
        expect(truth.everyForm).toContain(result.findings[0].rule);
      }
    }
  });
});

// Inputs that once broke a decoder (fuzz/seeds/TARGET/), and a short run of each fuzz target with a fixed seed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mutate, newRandom } from '../../fuzz/mutate.ts';
import { targets } from '../../fuzz/targets.ts';

describe.each(Object.entries(targets))('%s', (name, target) => {
  const folder = join('fuzz/seeds', name);
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  for (const file of files)
    it(`keeps its promises on ${file}`, async () => {
      await target.run(new Uint8Array(readFileSync(join(folder, file))));
    });
  it('keeps its promises on its seeds and on twenty changes of them', async () => {
    const seeds = target.seeds();
    expect(seeds.length).toBeGreaterThan(4);
    for (const seed of seeds) await target.run(seed.slice());
    const words = target.words.map((word) => new TextEncoder().encode(word));
    for (let i = 0; i < 20; i++) await target.run(mutate(seeds, words, newRandom(i)));
  });
});

describe('the changes', () => {
  it('follow from the seed', () => {
    const seeds = [new TextEncoder().encode('goroutine 1 [select]:\n')];
    const made = (seed: number) => mutate(seeds, [], newRandom(seed));
    expect(made(7)).toEqual(made(7));
    expect(new Set(Array.from({ length: 50 }, (_, i) => made(i).join())).size).toBeGreaterThan(40);
  });
});

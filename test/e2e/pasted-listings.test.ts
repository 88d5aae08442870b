// What a real Delve printed, through the whole tool: read as a part, with its places, and as nothing that a test has left.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectSource } from '../../src/collect/collect-sources.ts';
import { decodeCaptures, judgeDecoded } from '../../src/pipeline/run-check.ts';

const folder = join(import.meta.dirname, '../../testdata/pasted');

describe('a listing of Delve', () => {
  for (const [name, lock] of [
    ['delve-goroutines.txt', 'sync.(*Mutex).Lock /usr/local/go/src/sync/mutex.go:46'],
    ['delve-goroutines-t.txt', 'main.(*svc).locked ./main.go:17'],
  ])
    it(name, async () => {
      const decoded = await decodeCaptures(await collectSource(join(folder, name)));
      const result = judgeDecoded(decoded, { failOn: 'suspect', ageSeconds: 600, groups: true });
      const shown = (result.groups ?? []).map((g) => {
        const { function: fn, file, line } = g.parkSite ?? { function: '?' };
        return `${g.count} ${g.primitive} ${fn} ${file}:${line}`;
      });
      expect(shown).toContain('30 chan send main.(*svc).send ./main.go:15');
      expect(shown).toContain(`3 sync.Mutex.Lock ${lock}`);
      expect(result.findings).toEqual([]);
      expect(result.verdict).toBe('cannot-tell');
      expect(result.limits).toContain('filtered');
    });
});

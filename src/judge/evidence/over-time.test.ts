import { describe, expect, it } from 'vitest';
import { buildEpoch, type GoroutineSpec } from '../../../test/support/build-snapshot.ts';
import { deriveEpochFacts } from '../../analyse/runtime/facts.ts';
import { coupling } from './over-time.ts';

const options = { ageSeconds: 600 };
const crew = (n: number): GoroutineSpec[] => [
  { id: 1, frames: ['main.main', 'runtime.main'] },
  { id: 2, state: 'IO wait', frames: ['net/http.(*conn).serve'], by: 'net/http.(*Server).Serve', creator: 1 },
  ...Array.from({ length: n }, (_, i) => ({ id: 10 + i, frames: ['main.(*crew).work'], by: 'main.hire', creator: 1 })),
];

describe('growth that traffic does not explain', () => {
  it('is said with the counts that stand beside it, and a pace', () => {
    const counts = [10, 14, 18, 22, 26, 30, 34, 38, 42, 46, 50, 54, 58, 62, 66];
    const facts = deriveEpochFacts(buildEpoch(counts.map(crew), { every: 15 }), options);
    const group = [...facts.byKey.values()].find((g) => g.group.count === 66);
    if (!group) throw new Error('no group of 66');
    const [row] = coupling(group, facts, options);
    expect(row.text).toBe(
      'traffic does not explain it: this went from 10 to 66, about 16 a minute, while http-connections changed by 0',
    );
  });
});

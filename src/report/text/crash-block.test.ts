import { describe, expect, it } from 'vitest';
import { cleanRun } from '../../../test/support/run-results.ts';
import { raceBlocks } from './crash-block.ts';
import { renderLines } from './rich.ts';

describe('a data race', () => {
  it('names both accesses and who started their goroutines', () => {
    const frame = (name: string, line: number) => ({ function: `example.com/shop/${name}`, file: '/src/a.go', line });
    const races = [
      {
        accesses: [
          { op: 'read' as const, previous: false, goroutine: 7, address: '0xc1', frames: [frame('cart.(*C).Sum', 3)] },
          { op: 'write' as const, previous: true, goroutine: 8, address: '0xc1', frames: [frame('cart.(*C).Add', 9)] },
        ],
        goroutines: [{ id: 8, finished: true, createdAt: [frame('cart.Fill', 40), frame('cart.Run', 50)] }],
      },
    ];
    const text = renderLines(raceBlocks({ ...cleanRun, races }, { color: false, width: 100 }), false);
    expect(text).toContain('now     read by goroutine 7 at cart.(*C).Sum  a.go:3');
    expect(text).toContain('before  write by goroutine 8 at cart.(*C).Add  a.go:9');
    expect(text).toContain('born    goroutine 8 by cart.Fill  a.go:40');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bigGroups } from '../../test/support/big-run.ts';
import { expectGolden } from '../../test/support/golden.ts';
import { hostile } from '../../test/support/hostile-result.ts';
import { leakRun } from '../../test/support/run-results.ts';
import { type FlameInput, flameInputOf } from './flame-input.ts';
import { hueOf, isStandard } from './frame-color.ts';
import { layoutIcicle } from './icicle-layout.ts';
import { renderFlameHtml, renderFlameSvg } from './render-flame.ts';
import { renderFolded } from './render-folded.ts';

const golden = (name: string): string => new URL(`./testdata/flame/${name}`, import.meta.url).pathname;
const input: FlameInput = {
  stacks: [
    { frames: ['main', 'serve', 'read'], count: 3, class: 'clean' },
    { frames: ['main', 'serve'], count: 1, class: 'clean' },
    { frames: ['main', 'work'], count: 6, class: 'leak' },
    { frames: ['main', 'serve', 'read'], count: 2, class: 'suspect' },
  ],
};

describe('layoutIcicle', () => {
  it('merges from the root and places by count', () => {
    const icicle = layoutIcicle(input);
    const boxes = icicle.name.map((n, i) => [
      icicle.names[n],
      icicle.level[i],
      icicle.left[i],
      icicle.count[i],
      icicle.self[i],
      icicle.parent[i],
      icicle.classes[icicle.kind[i]],
    ]);
    expect(boxes).toEqual([
      ['all', 0, 0, 12, 0, -1, 'leak'],
      ['main', 1, 0, 12, 0, 0, 'leak'],
      ['serve', 2, 0, 6, 1, 1, 'clean'],
      ['read', 3, 0, 5, 5, 2, 'clean'],
      ['work', 2, 6, 6, 6, 1, 'leak'],
    ]);
    expect([icicle.total, icicle.depth]).toEqual([12, 4]);
  });

  it('is one root box for nothing', () => {
    expect(layoutIcicle({ stacks: [] })).toMatchObject({ total: 0, depth: 1, name: [0], count: [0] });
    expect(layoutIcicle({ stacks: [{ frames: ['a'], count: 0 }] }).name).toHaveLength(1);
  });

  it('keeps children inside their parents, side by side, whatever comes', () => {
    const stack = fc.record({
      frames: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 6 }),
      count: fc.integer({ min: 1, max: 50 }),
      class: fc.constantFrom('x', 'y'),
    });
    fc.assert(
      fc.property(fc.array(stack, { maxLength: 30 }), (stacks) => {
        const icicle = layoutIcicle({ stacks });
        const used = new Array<number>(icicle.name.length).fill(0);
        for (let i = 1; i < icicle.name.length; i++) {
          const p = icicle.parent[i];
          expect(p).toBeLessThan(i);
          expect(icicle.level[i]).toBe(icicle.level[p] + 1);
          expect(icicle.left[i]).toBe(icicle.left[p] + used[p]);
          used[p] += icicle.count[i];
        }
        for (let i = 0; i < used.length; i++) expect(icicle.self[i]).toBe(icicle.count[i] - used[i]);
        expect(icicle.count[0]).toBe(stacks.reduce((n, s) => n + s.count, 0));
      }),
    );
  });
});

describe('renderFolded', () => {
  it('writes root first and adds equal stacks', () => {
    expect(renderFolded(input)).toBe('main;serve 1\nmain;serve;read 5\nmain;work 6\n');
  });

  it('takes groups, leaf first', () => {
    expectGolden(golden('leak.folded'), renderFolded(leakRun.groups ?? []));
  });

  it('keeps a name on its line and in its place', () => {
    const text = renderFolded({ stacks: [{ frames: ['a;b', `x${hostile}`], count: 2 }] });
    expect(text.split('\n')).toHaveLength(2);
    expect(text.split(';')).toHaveLength(2);
    expect(text.endsWith(' 2\n')).toBe(true);
  });
});

describe('flame pictures', () => {
  it('draws a static SVG with full names as titles', () => {
    const svg = renderFlameSvg(flameInputOf(leakRun.groups ?? []), { title: 'dump.txt' });
    expectGolden(golden('leak.svg'), svg);
    expect(svg).toContain('<title>example.com/app/jobs.(*Pool).Submit.func1 – 740 goroutines');
  });

  it('leaves out boxes that nobody could see', () => {
    const svg = renderFlameSvg({
      stacks: [
        { frames: ['big'], count: 1e6 },
        { frames: ['tiny'], count: 1 },
      ],
    });
    expect(svg).toContain('big');
    expect(svg).not.toContain('tiny');
  });

  it('escapes what a name brings', () => {
    for (const text of [
      renderFlameSvg({ stacks: [{ frames: [hostile], count: 1 }] }, { title: hostile }),
      renderFlameHtml({ stacks: [{ frames: [hostile], count: 1 }] }, { title: hostile }),
    ]) {
      expect(text).not.toContain('<script>alert');
      expect(text).not.toContain('<!--');
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });

  it('makes a page of its own', () => {
    const html = renderFlameHtml(flameInputOf(bigGroups(40)));
    expect(html).toContain('<canvas id="icicle"');
    expect(html).toContain('<option value="package">');
  });
});

describe('colours', () => {
  it.each([
    { give: 'runtime', want: true },
    { give: 'net/http', want: true },
    { give: 'main', want: false },
    { give: 'example.com/app/jobs', want: false },
  ])('$give is Go’s own: $want', ({ give, want }) => {
    expect(isStandard(give)).toBe(want);
  });

  it('are steady', () => {
    expect(hueOf('example.com/app/jobs')).toBe(hueOf('example.com/app/jobs'));
    expect(hueOf('a')).not.toBe(hueOf('b'));
  });
});

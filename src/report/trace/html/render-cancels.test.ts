// The picture of cancellations: what it groups, what it says, where bars stand, and that hostile names stay text.
import { describe, expect, it } from 'vitest';
import { factsOfCapture } from '../../../../test/support/open-traces.ts';
import type { Cancellation } from '../../../model/trace-result.ts';
import { cancelPlaces, delayAxis } from './cancel-rows.ts';
import { renderCancelsHtml, renderCancelsSvg } from './render-cancels.ts';

const factsOf = (name: string) => ({ ...factsOfCapture(name), problems: [] });
const fanOut = factsOf('cancelfanout-1.27.trace');

const call = (
  over: Partial<Cancellation>,
  woken: readonly (readonly [startNs: number, endNs: number])[],
): Cancellation => ({
  at: 1e6,
  canceller: { goroutine: 1, function: 'main.main' },
  kind: 'manual',
  site: { function: 'main.stop', file: '/src/main.go', line: 10 },
  stack: [],
  woken: woken.map(([startNs, endNs], i) => ({
    goroutine: 10 + i,
    function: 'main.wait',
    reason: 'select',
    depth: 1,
    at: 1e6,
    blockedNs: 5e6,
    startNs,
    endNs,
    fate: endNs < 0 ? 'alive' : 'ended',
  })),
  ...over,
});

describe('cancelPlaces', () => {
  it('puts calls of one place together, those with somebody alive first', () => {
    const other = { function: 'main.other', file: '/src/main.go', line: 20 };
    const places = cancelPlaces(
      {
        cancels: [
          call({}, [[1000, 2000]]),
          call({}, [
            [3000, 9000],
            [100, 200],
          ]),
          call({ site: other }, [[500, -1]]),
          call({ kind: 'deadline', site: undefined }, [[500, 600]]),
        ],
      },
      1,
    );
    expect(
      places.map(({ site, kind, count, woken, alive, ranNs, endedNs, trees }) => ({
        site,
        kind,
        count,
        woken,
        alive,
        ranNs,
        endedNs,
        trees: trees.length,
      })),
    ).toEqual([
      {
        site: 'main.other (src/main.go:20)',
        kind: 'manual',
        count: 1,
        woken: 1,
        alive: 1,
        ranNs: 500,
        endedNs: -1,
        trees: 1,
      },
      {
        site: 'main.stop (src/main.go:10)',
        kind: 'manual',
        count: 2,
        woken: 3,
        alive: 0,
        ranNs: 1000,
        endedNs: 2000,
        trees: 1,
      },
      { site: '', kind: 'deadline', count: 1, woken: 1, alive: 0, ranNs: 500, endedNs: 600, trees: 1 },
    ]);
    expect(places[1].trees[0].woken).toHaveLength(2);
  });
});

describe('delayAxis', () => {
  it('holds every delay in whole decades', () => {
    const axis = delayAxis({ cancels: [call({}, [[640, 23e6]])] });
    expect([axis.from, axis.to]).toEqual([2, 8]);
    expect(axis.at(1e5)).toBeCloseTo(0.5);
    expect(axis.at(-1)).toBe(1);
    expect(axis.at(1)).toBe(0);
  });
});

describe('renderCancelsHtml', () => {
  it('tells each call and everybody that it woke, in order', () => {
    const html = renderCancelsHtml(fanOut, 'fan.trace');
    const text = html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(text).toContain('1 × cancel called at main.fanCanceller (scen/ctx.go:43)');
    const [first, second] = fanOut.cancels;
    for (const c of [first, second])
      for (const w of c.woken) expect(text).toContain(`goroutine ${w.goroutine}, parked `);
    // One bar until it ran and one until it ended for each.
    const woken = first.woken.length + second.woken.length;
    expect(html.match(/class="b-queued"/g)).toHaveLength(woken);
    expect(html.match(/class="b-ran"/g)).toHaveLength(woken);
    expect(html).not.toMatch(/ style=|<script src|https?:/);
  });

  it('says so when nobody was woken', () => {
    const quiet = factsOf('prodcons-1.22.trace');
    expect(renderCancelsHtml(quiet, 'x')).toContain('No cancellation woke a goroutine in this trace.');
    expect(renderCancelsSvg(quiet, 'x')).toContain('No cancellation woke a goroutine in this trace.');
  });

  it('escapes what a trace brought', () => {
    const evil = '"><script>alert(1)</script>\u202e';
    const facts = {
      ...fanOut,
      cancels: [
        call({ site: { function: evil, file: evil, line: 1 }, canceller: { goroutine: 1, function: evil } }, [[1, 2]]),
      ],
    };
    for (const out of [renderCancelsHtml(facts, evil), renderCancelsSvg(facts, evil)]) {
      expect(out).not.toContain('<script>alert');
      expect(out).not.toContain('\u202e');
    }
  });
});

describe('renderCancelsSvg', () => {
  it('draws everybody, also those who live on to the right edge', () => {
    const svg = renderCancelsSvg({ ...fanOut, cancels: [call({}, [[1e4, -1]])] }, 'Who');
    expect(svg).toContain('main.wait');
    const [, x, width] = /class="b-alive" x="([\d.]+)" y="\d+" width="([\d.]+)"/.exec(svg) ?? [];
    expect(Number(x) + Number(width)).toBeCloseTo(740 + 440, 0);
  });
});

// The charts of collector and scheduler: what stands in them, and that hostile names stay text.
import { describe, expect, it } from 'vitest';
import { factsOfCapture } from '../../../../test/support/open-traces.ts';
import { gcPicture, type HealthPicture, schedPicture } from './health-charts.ts';
import { renderHealthHtml, renderHealthSvg } from './render-health.ts';

const factsOf = (name: string) => ({ ...factsOfCapture(name), signs: [], verdict: 'clean' as const });

describe('gcPicture', () => {
  it('has every cycle, every kind of stop, and who helped', () => {
    const facts = factsOf('gcheavy-1.24.trace');
    const [cycles, stops, helpers] = gcPicture(facts).charts;
    expect(cycles.kind === 'spans' && cycles.spans).toHaveLength(facts.gc.cycles.length);
    expect(stops.kind === 'ranges' && stops.rows.map((r) => r.label)).toEqual(facts.stw.map((s) => s.kind));
    expect(helpers.kind === 'bars' && helpers.rows[0]).toMatchObject({
      label: 'main.allocator',
      value: facts.gc.assistsByFunction[0].ns,
    });
  });
});

describe('schedPicture', () => {
  it('has all goroutines first, and a bar for each processor', () => {
    const facts = factsOf('gcheavy-1.24.trace');
    const [latency, procs] = schedPicture(facts).charts;
    expect(latency.kind === 'ranges' && latency.rows[0]).toMatchObject({
      label: 'all goroutines',
      p99: facts.sched.latencyNs.p99,
    });
    expect(procs.kind === 'bars' && procs.rows.map((r) => r.label).sort()).toEqual(['P 0', 'P 1']);
  });
});

describe('renderHealthSvg and renderHealthHtml', () => {
  const picture: HealthPicture = {
    lines: ['sick: x: <b>'],
    charts: [
      {
        kind: 'bars',
        title: 'B',
        most: 4,
        rows: [{ label: '</svg><script>alert(1)</script>', note: '<i>', value: 1 }],
      },
      { kind: 'ranges', title: 'R', rows: [{ label: 'a', note: '', p50: 1e3, p99: 1e5, max: 1e7 }] },
      { kind: 'spans', title: 'S', lengthNs: 100, spans: [{ at: 50, ns: 25 }] },
      { kind: 'bars', title: 'E', most: 1, rows: [] },
    ],
  };

  it('draws to scale', () => {
    const svg = renderHealthSvg(picture, 'T');
    const room = 1180 - 330 - 330;
    expect(svg).toContain(`<rect class="bar" x="330" y="`);
    expect(svg).toContain(`width="${room / 4}" height="11"`);
    // From 1 µs at the left to 10 ms at the right: 100 µs is half way.
    expect(svg).toMatch(new RegExp(`class="bar" x="330" y="\\d+" width="${room / 2}"`));
    expect(svg).toMatch(/class="bar" x="590" y="\d+" width="288" height="18"/);
    expect(svg).toContain('>none<');
  });

  it('escapes what a trace brought', () => {
    for (const out of [renderHealthSvg(picture, '<x>'), renderHealthHtml(picture, '<x>')]) {
      expect(out).not.toContain('<script>alert');
      expect(out).not.toContain('<i>');
      expect(out).not.toContain('<x>');
    }
  });
});

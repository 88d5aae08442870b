import { describe, expect, it } from 'vitest';
import { expectGolden } from '../../test/support/golden.ts';
import { hostileRun } from '../../test/support/hostile-result.ts';
import { makeFinding, makeRun } from '../../test/support/result-builders.ts';
import { leakRun, stories } from '../../test/support/run-results.ts';
import { displayWidth } from '../base/text-width.ts';
import { renderText } from './render-text.ts';

const golden = (name: string): string => new URL(`./testdata/text/${name}.txt`, import.meta.url).pathname;

describe('renderText', () => {
  for (const [name, run] of Object.entries(stories))
    for (const width of [60, 100])
      it(`tells ${name} in ${width} cells`, () => {
        const text = renderText(run, { color: false, width });
        expectGolden(golden(`${name}-${width}`), text);
        for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      });

  it('tells everything with verbose', () => {
    expectGolden(golden('leak-verbose'), renderText(leakRun, { color: false, width: 100, verbose: true }));
  });

  it('uses ASCII marks only without unicode', () => {
    const text = renderText(stories.suspect, { color: false, width: 100, unicode: false });
    expect(text).not.toMatch(/[▁-█→−]/);
    expect(text).toContain('- against');
  });

  it.each([80, 100, 140])('shows one finding on a screen of 24 lines at %i cells', (width) => {
    const lines = renderText(leakRun, { color: false, width }).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines[0]).toMatch(/^LEAK +740 goroutines stuck in chan send at jobs\.\(\*Pool\)\.Submit\.func1/);
    expect(lines.join('\n')).toMatch(/results := make\(chan Result, 1\)/);
  });

  it('colours only when asked, and then nothing but whole codes', () => {
    expect(renderText(leakRun, { color: false, width: 80 })).not.toContain('\u001b');
    const text = renderText(leakRun, { color: true, width: 80 });
    expect(text).toContain('\u001b[1;97;41m LEAK \u001b[0m');
    expect(text.replace(/\u001b\[[0-9;]*m/g, '')).not.toContain('\u001b');
  });

  it.each([true, false])('lets no control character of an input through (verbose %s)', (verbose) => {
    const text = renderText(hostileRun, { color: false, width: 80, verbose });
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
    expect(text).toContain('\\x1b[31mred');
  });

  it('ranks certain before strong and folds what is beyond three', () => {
    const strong = makeFinding({ id: '2', count: 9000, evidence: [makeFinding().evidence[1]] });
    const certain = makeFinding({ id: '1', count: 3 });
    const many = Array.from({ length: 20 }, (_, i) => makeFinding({ id: `s${i}`, verdict: 'suspect', count: i }));
    const text = renderText(makeRun({ verdict: 'leak', findings: [...many, strong, certain] }), {
      color: false,
      width: 100,
    });
    expect(text.indexOf('3 goroutines stuck')).toBeLessThan(text.indexOf('9,000 goroutines stuck'));
    expect(text).toContain('2 leaks and 20 suspects in 812 goroutines');
    expect(text).toContain('… 7 findings more: --verbose');
  });

  it('keeps the row against a verdict when rows must go', () => {
    const base = makeFinding();
    const against = { kind: 'plateau', class: 'against', for: 'clean', text: 'flat since the start' } as const;
    const finding = makeFinding({ evidence: [...base.evidence, ...base.evidence, against] });
    const text = renderText({ ...leakRun, findings: [finding] }, { color: false, width: 100 });
    expect(text).toContain('flat since the start');
  });
});

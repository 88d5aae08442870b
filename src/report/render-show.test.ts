import { describe, expect, it } from 'vitest';
import { expectGolden } from '../../test/support/golden.ts';
import { diffResult, explanation, showGoroutines, showResult } from '../../test/support/other-results.ts';
import { displayWidth } from '../base/text-width.ts';
import { renderDiff, renderDiffJson } from './render-diff.ts';
import { renderExplanation, renderExplanationJson } from './render-explanation.ts';
import { renderShow, renderShowJson } from './render-show.ts';

const golden = (name: string): string => new URL(`./testdata/other/${name}`, import.meta.url).pathname;
const renderings: Record<string, (width: number, verbose: boolean) => string> = {
  show: (width, verbose) => renderShow(showResult, { color: false, width, verbose }),
  'show-label': (width) => renderShow({ ...showResult, by: 'label:route', where: undefined }, { color: false, width }),
  'show-goroutines': (width, verbose) => renderShow(showGoroutines, { color: false, width, verbose }),
  diff: (width) => renderDiff(diffResult, { color: false, width }),
  explanation: (width) => renderExplanation(explanation, { color: false, width }),
};

describe('show, diff and explain as text', () => {
  for (const [name, render] of Object.entries(renderings))
    it.each([60, 100])(`tells ${name} in %i cells`, (width) => {
      const text = render(width, false);
      expectGolden(golden(`${name}-${width}.txt`), text);
      for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    });

  it('shows machinery frames, ids and full names with verbose', () => {
    const text = renderings.show(100, true);
    expect(text).toContain('runtime.gopark');
    expect(text).toContain('ids 17-756');
    expect(text).toContain('example.com/app/jobs.(*Pool).Submit.func1');
    expect(renderings.show(100, false)).not.toContain('runtime.gopark');
  });

  it('says when nothing grew', () => {
    const calm = { ...diffResult, verdict: 'clean' as const, exitCode: 0, grew: [], appeared: [] };
    expect(renderDiff(calm, { color: false, width: 90 })).toMatch(/^CLEAN +nothing grew beyond the tolerance/);
  });
});

describe('show, diff and explain as JSON', () => {
  it('gives the value back, envelope first', () => {
    expect(JSON.parse(renderShowJson(showGoroutines))).toEqual(showGoroutines);
    expect(JSON.parse(renderDiffJson(diffResult))).toEqual(diffResult);
    expect(JSON.parse(renderExplanationJson(explanation))).toEqual(explanation);
    expect(renderShowJson(showResult)).toMatch(/^\{\n {2}"schema": "parkwatch\/show\/1",\n {2}"tool"/);
  });
});

import { describe, expect, it } from 'vitest';
import { expectGolden } from '../../test/support/golden.ts';
import { hostileRun } from '../../test/support/hostile-result.ts';
import { makeRun } from '../../test/support/result-builders.ts';
import { leakRun, stories } from '../../test/support/run-results.ts';
import { renderJson } from './render-json.ts';
import { renderNdjson } from './render-ndjson.ts';

const golden = (name: string): string => new URL(`./testdata/json/${name}`, import.meta.url).pathname;

describe('renderJson', () => {
  it('keeps the order of keys whatever order the value has', () => {
    const mixed = Object.fromEntries(Object.entries(leakRun).reverse()) as unknown as typeof leakRun;
    expect(renderJson(mixed)).toBe(renderJson(leakRun));
    expectGolden(golden('crash.json'), renderJson(stories.crash));
  });

  it.each(Object.keys(stories))('gives back %s unchanged', (name) => {
    expect(JSON.parse(renderJson(stories[name]))).toEqual(JSON.parse(JSON.stringify(stories[name])));
  });

  it('escapes what could lead a terminal', () => {
    const text = renderJson(hostileRun);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
  });

  it('leaves out numbers that JSON cannot write', () => {
    const run = makeRun({ sources: [{ name: 'a', form: 'dump', complete: true, bytes: 1, goroutines: Number.NaN }] });
    expect(renderJson(run)).not.toMatch(/null|goroutines/);
  });
});

describe('renderNdjson', () => {
  it('writes one typed object a line, run first and end last', () => {
    const lines = [...renderNdjson(leakRun)];
    for (const line of lines) expect(line.indexOf('\n')).toBe(line.length - 1);
    const types = lines.map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types).toEqual(['run', 'source', 'source', 'finding', 'group', 'group', 'group', 'group', 'end']);
    expect(lines[0]).toMatch(/^\{"type":"run","schema":"parkwatch\/result\/1"/);
    expectGolden(golden('cannot-tell.ndjson'), [...renderNdjson(stories['cannot-tell'])].join(''));
  });
});

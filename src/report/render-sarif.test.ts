// A strict check of what SARIF 2.1.0 requires and of GitHub's limits, written from the standard (OASIS, 2020-03).
import { describe, expect, it } from 'vitest';
import { expectGolden } from '../../test/support/golden.ts';
import { makeFinding, makeRun } from '../../test/support/result-builders.ts';
import { stories } from '../../test/support/run-results.ts';
import { renderSarif, uriOf } from './render-sarif.ts';

const golden = (name: string): string => new URL(`./testdata/exports/${name}`, import.meta.url).pathname;
type Json = Record<string, unknown>;

/** Properties that the standard knows for each object we write, with those that must be there. */
const objects: Readonly<Record<string, { readonly all: string; readonly must: string }>> = {
  log: { all: '$schema version runs', must: 'version runs' },
  run: {
    all: 'tool automationDetails columnKind originalUriBaseIds invocations results properties',
    must: 'tool results',
  },
  driver: { all: 'name semanticVersion rules', must: 'name rules' },
  rule: {
    all: 'id name shortDescription fullDescription help defaultConfiguration properties',
    must: 'id shortDescription fullDescription help',
  },
  result: {
    all: 'ruleId ruleIndex kind level message locations relatedLocations codeFlows partialFingerprints occurrenceCount rank properties',
    must: 'ruleId message locations partialFingerprints',
  },
  location: { all: 'id physicalLocation logicalLocations message', must: '' },
  physicalLocation: { all: 'artifactLocation region', must: 'artifactLocation' },
  artifactLocation: { all: 'uri uriBaseId', must: 'uri' },
  region: { all: 'startLine startColumn endLine endColumn', must: 'startLine' },
  message: { all: 'text', must: 'text' },
};

function checkObject(kind: string, value: unknown): Json {
  expect(value, kind).toBeTypeOf('object');
  const { all, must } = objects[kind];
  const keys = Object.keys(value as Json);
  for (const key of must.split(' ').filter(Boolean)) expect(keys, kind).toContain(key);
  for (const key of keys) expect(all.split(' '), `${kind}.${key}`).toContain(key);
  return value as Json;
}

function checkLocation(value: unknown): void {
  const location = checkObject('location', value);
  if (location.message) checkObject('message', location.message);
  if (!location.physicalLocation) return;
  const physical = checkObject('physicalLocation', location.physicalLocation);
  const artifact = checkObject('artifactLocation', physical.artifactLocation);
  expect(artifact.uri).toMatch(/^[A-Za-z0-9\-._~:/?#@!$&'()*+;=%,]*$/);
  if (!physical.region) return;
  for (const n of Object.values(checkObject('region', physical.region))) expect(n).toBeGreaterThan(0);
}

function checkSarif(text: string): Json {
  const log = checkObject('log', JSON.parse(text));
  expect(log.version).toBe('2.1.0');
  const [run] = log.runs as Json[];
  checkObject('run', run);
  const driver = checkObject('driver', (run.tool as Json).driver);
  const rules = driver.rules as Json[];
  for (const rule of rules) {
    checkObject('rule', rule);
    expect(((rule.fullDescription as Json).text as string).length).toBeLessThanOrEqual(1024);
    expect((rule.properties as { tags: string[] }).tags.length).toBeLessThanOrEqual(10);
  }
  expect(new Set(rules.map((r) => r.id)).size).toBe(rules.length);
  expect((run.automationDetails as Json).id).toMatch(/\/$/);
  const results = run.results as Json[];
  expect(results.length).toBeLessThanOrEqual(5000);
  for (const result of results.slice(0, 50)) {
    checkObject('result', result);
    checkObject('message', result.message);
    expect(rules[result.ruleIndex as number].id).toBe(result.ruleId);
    expect(['error', 'warning', 'note']).toContain(result.level);
    for (const location of result.locations as unknown[]) checkLocation(location);
    const related = result.relatedLocations as Json[];
    expect(related.length).toBeLessThanOrEqual(100);
    for (const location of related) checkLocation(location);
    expect(new Set(related.map((r) => r.id)).size).toBe(related.length);
    for (const flow of (result.codeFlows ?? []) as { threadFlows: { locations: { location: unknown }[] }[] }[])
      for (const step of flow.threadFlows[0].locations) checkLocation(step.location);
    expect((result.partialFingerprints as Json).primaryLocationLineHash).toMatch(/^[0-9a-f]{16}:1$/);
  }
  return run;
}

describe('renderSarif', () => {
  it.each(Object.keys(stories))('writes what the standard asks for: %s', (name) => {
    const text = renderSarif(stories[name]);
    checkSarif(text);
    if (['leak', 'cannot-tell', 'hostile'].includes(name)) expectGolden(golden(`${name}.sarif`), text);
    JSON.parse(text, (_key, value: unknown) => {
      if (typeof value === 'string')
        expect(value).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      return value;
    });
  });

  it('tells born at, then blocked at', () => {
    const [result] = checkSarif(renderSarif(stories.leak)).results as {
      codeFlows: { threadFlows: { locations: { location: { message: { text: string } } }[] }[] }[];
    }[];
    const steps = result.codeFlows[0].threadFlows[0].locations.map((l) => l.location.message.text);
    expect(steps).toEqual(['goroutine born in jobs.(*Pool).Submit', 'blocked in chan send']);
  });

  it('keeps the worst 5,000 and says what is missing; cuts long descriptions', () => {
    const cause = { id: 'GL003', title: 't', explanation: 'x'.repeat(3000) };
    const findings = Array.from({ length: 5003 }, (_, i) => makeFinding({ id: `${i}`, count: i, cause }));
    const run = checkSarif(renderSarif(makeRun({ verdict: 'leak', findings })));
    expect(run.results as unknown[]).toHaveLength(5000);
    expect(JSON.stringify(run.invocations)).toContain('3 findings beyond 5000');
  });

  it('keeps a fingerprint when lines move, and not over rules', () => {
    const print = (over: Parameters<typeof makeFinding>[0]): unknown =>
      (checkSarif(renderSarif(makeRun({ findings: [makeFinding(over)] }))).results as Json[])[0].partialFingerprints;
    expect(print({ location: { file: 'jobs/pool.go', line: 99 } })).toEqual(print({}));
    expect(print({ rule: 'GL004' })).not.toEqual(print({}));
  });

  it.each([
    { give: 'jobs/pool.go', want: 'jobs/pool.go' },
    { give: './a b/ä.go', want: 'a%20b/%C3%A4.go' },
    { give: '/src/app/x.go', want: 'file:///src/app/x.go' },
    { give: 'C:\\go\\x.go', want: 'file:///C:/go/x.go' },
    { give: 'javascript:alert(1)', want: 'javascript%3Aalert(1)' },
  ])('writes the path $give as a URI', ({ give, want }) => {
    expect(uriOf(give)).toBe(want);
  });
});

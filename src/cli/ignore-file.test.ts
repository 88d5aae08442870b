import { describe, expect, it } from 'vitest';
import { makeFinding } from '../../test/support/result-builders.ts';
import { applyIgnores, type IgnoreRule } from '../judge/apply-ignores.ts';
import { parseIgnores } from './ignore-file.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const parse = (text: string) => parseIgnores(text, 'x.yml', now);

const faults: { name: string; give: string; want: RegExp }[] = [
  { name: 'no list', give: 'ignore: 3', want: /x\.yml:1: ignore is a list/ },
  {
    name: 'an unknown key, with the nearest one',
    give: 'ignore:\n  - sit: a\n    reason: b',
    want: /x\.yml:2: sit is not known.*did you mean site/,
  },
  { name: 'an unknown top key', give: 'ignor: []', want: /x\.yml:1: ignor is not known.*did you mean ignore/ },
  { name: 'no reason', give: 'ignore:\n  - site: a', want: /x\.yml:2: an entry needs a reason/ },
  { name: 'nothing to fit', give: 'ignore:\n  - reason: a', want: /x\.yml:2: an entry needs one of site/ },
  {
    name: 'a day that is none',
    give: 'ignore:\n  - site: a\n    reason: b\n    until: 2027-02-30',
    want: /x\.yml:4: until is a day/,
  },
  {
    name: 'a number that is none',
    give: 'ignore:\n  - site: a\n    reason: b\n    max: few',
    want: /x\.yml:4: max is a whole number/,
  },
  { name: 'a label without values', give: 'ignore:\n  - label: x\n    reason: b', want: /x\.yml:2: label wants keys/ },
  { name: 'YAML that does not close', give: 'ignore:\n  - site: "a', want: /x\.yml:\d+: / },
];

describe('the ignore file', () => {
  it.each(faults)('refuses $name', async ({ give, want }) => {
    await expect(parse(give)).rejects.toThrow(want);
  });
  it('names every fault at once', async () => {
    await expect(parse('ignore:\n  - site: a\n  - reason: b\n')).rejects.toThrow(/:2: .*\n.*:3: /);
  });
  it('reads entries with their places, and leaves out what has expired', async () => {
    const file = await parse(
      'ignore:\n  - site: a.B\n    reason: r1\n    until: 2026-11-21\n    max: 2\n  - label: { tenant: 1 }\n    package: x/...\n    reason: r2\n    until: 2026-11-20\n',
    );
    expect(file.rules).toEqual([{ site: 'a.B', reason: 'r1', max: 2, place: 'x.yml:2' }]);
    expect(file.problems).toEqual([expect.objectContaining({ code: 'run/ignore-expired', line: 6 })]);
    expect(file.problems[0].message).toContain('2026-11-20');
  });
  it('an empty file ignores nothing', async () => {
    expect((await parse('')).rules).toEqual([]);
    expect((await parse('ignore:\n')).rules).toEqual([]);
  });
});

describe('applyIgnores', () => {
  const finding = makeFinding({ count: 5, labels: { tenant: 'blue' } });
  const other = makeFinding({
    id: 'ffff',
    count: 3,
    parkSite: { function: 'other.F' },
    userSite: undefined,
    birthSite: undefined,
  });
  const judgement = { verdict: 'leak' as const, findings: [finding, other], groups: [], limits: [], problems: [] };
  const site = finding.parkSite?.function ?? '';
  const apply = (rule: Partial<IgnoreRule>) => applyIgnores(judgement, [{ reason: 'r', place: 'x:1', ...rule }]);
  const fit: [string, Partial<IgnoreRule>][] = [
    ['its park site', { site }],
    ['the function around its closure', { site: site.replace(/\.func\d+$/, '') }],
    ['a glob', { site: '*Submit*' }],
    ['a place', { site: `pool.go:${finding.parkSite?.line}` }],
    ['its birth', { birth: finding.birthSite?.function }],
    ['its package and all below', { package: 'example.com/app/...' }],
    ['its label', { label: { tenant: 'bl*' } }],
    ['its rule and site', { rule: finding.rule, site }],
  ];
  it.each(fit)('fits by %s', (_name, rule) => {
    const { judgement: left, ignored } = apply(rule);
    expect(left.findings.map((f) => f.id)).toEqual([other.id]);
    expect(ignored).toEqual([{ reason: 'r', count: 5 }]);
  });
  it.each<[string, Partial<IgnoreRule>]>([
    ['another site', { site: `${site}X` }],
    ['a package that only begins the same', { package: 'example.com/ap/...' }],
    ['a label it does not have', { label: { tenant: 'green' } }],
    ['one of two conditions', { site, rule: 'RS001' }],
  ])('does not fit by %s', (_name, rule) => {
    expect(apply(rule).judgement.findings).toHaveLength(2);
  });
  it('above max everything is reported, with a problem', () => {
    expect(apply({ site, max: 5 }).judgement.findings).toHaveLength(1);
    const over = apply({ site, max: 4 });
    expect(over.judgement.findings).toHaveLength(2);
    expect(over.judgement.problems[0]).toMatchObject({ code: 'run/ignore-exceeded', source: 'x:1' });
  });
  it('the verdict is that of what stays', () => {
    const all = applyIgnores(judgement, [{ site: '*', reason: 'all', place: 'x:1' }]);
    expect(all.judgement.verdict).toBe('clean');
    expect(
      applyIgnores({ ...judgement, limits: ['truncated'] }, [{ site: '*', reason: 'a', place: '' }]).judgement.verdict,
    ).toBe('cannot-tell');
  });
});

// Runs the captures of a rule's two programs: the leaking one must give the rule, the repaired one must give nothing.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectSource } from '../../src/collect/collect-sources.ts';
import type { Rule } from '../../src/judge/rule.ts';
import { isStandardFunction } from '../../src/knowledge/standard-library.ts';
import type { Finding, RunResult } from '../../src/model/run-result.ts';
import { runCheck } from '../../src/pipeline/run-check.ts';
import { ruleNeighbours } from './rule-neighbours.ts';

const folder = 'testdata/rules';

interface TruthSites {
  readonly parkSite?: string | null;
  readonly birthSite?: string | null;
  readonly userSite?: string | null;
}

export interface RuleTruth {
  readonly rule: string;
  readonly leaks: TruthSites & {
    readonly primitive: string;
    readonly count: number;
    readonly provable: boolean | null;
  };
  readonly also?: readonly TruthSites[];
}

/** Folder names of the fixtures, `GL003-abandoned-send` …. */
export const ruleFixtures: readonly string[] = readdirSync(folder)
  .filter((d) => existsSync(join(folder, d, 'truth.json')))
  .sort();

export function truthOf(fixture: string): RuleTruth {
  return JSON.parse(readFileSync(join(folder, fixture, 'truth.json'), 'utf8'));
}

/** What `check` says of a bundle below testdata/rules, without the runtime's proof when `withProof` is false. */
export async function checkBundle(path: string, withProof: boolean): Promise<RunResult> {
  const captures = await collectSource(join(folder, path));
  const chosen = withProof ? captures : captures.filter((c) => c.provenance.profile !== 'goroutineleak');
  return runCheck(chosen, { failOn: 'leak', ageSeconds: 600, groups: true });
}

/** What `check` says of the captures of one program. */
export function checkProgram(fixture: string, program: 'leaks' | 'fixed', withProof: boolean): Promise<RunResult> {
  return checkBundle(`${fixture}/${program}/capture`, withProof);
}

/** The fixture of a rule id; undefined when there is none. */
export function fixtureOf(id: string): string | undefined {
  return ruleFixtures.find((f) => f.startsWith(`${id}-`));
}

const proofs = [
  ['with the leak profile', true],
  ['without it', false],
] as const;

/** The whole test of a rule: its two programs, and the neighbours that a capture cannot tell from it. */
export function runRuleFixtures(rule: Rule, id: string): void {
  describe(`${id} on the captures of its programs`, () => {
    const fixture = fixtureOf(id);
    const neighbours = ruleNeighbours[id];
    it('has its id and a fixture', () => {
      expect(rule.id).toBe(id);
      expect(fixture, `no testdata/rules/${id}-…`).toBeDefined();
    });
    if (fixture === undefined) return;
    it.each(proofs)(
      `leads where it leaks, %s${neighbours ? ` (or ${neighbours.accepts.join(', ')})` : ''}`,
      async (_, proof) => {
        expectLeads(await checkProgram(fixture, 'leaks', proof), [id, ...(neighbours?.accepts ?? [])], fixture);
      },
    );
    it.each(proofs)('is silent where it is repaired, %s', async (_, proof) => {
      expect((await checkProgram(fixture, 'fixed', proof)).findings.map(inOneLine)).toEqual([]);
    });
    const elsewhere = neighbours?.firesOn;
    if (elsewhere !== undefined)
      it(`leads by its own id on ${elsewhere}`, async () => {
        expectLeads(await checkBundle(elsewhere, true), [id], elsewhere.split('/')[0]);
      });
  });
}

/** The first finding is one of `ids`, a leak or suspect, and stands at a place of the fixture's truth. */
export function expectLeads(result: RunResult, ids: readonly string[], fixture: string): void {
  const [first] = result.findings;
  expect(first, 'nothing was found').toBeDefined();
  expect(ids, result.findings.map(inOneLine).join('\n')).toContain(first.rule);
  expect(['leak', 'suspect']).toContain(first.verdict);
  const truth = truthOf(fixture);
  expect(
    [truth.leaks, ...(truth.also ?? [])].some((sites) => standsAt(first, sites)),
    inOneLine(first),
  ).toBe(true);
}

/** By park or user site; by birth site only where that is not the standard library's, which starts many things. */
function standsAt(finding: Finding, sites: TruthSites): boolean {
  const same = (frame: Finding['parkSite'], name: string | null | undefined) =>
    frame !== undefined && frame.function === name;
  return (
    same(finding.parkSite, sites.parkSite) ||
    same(finding.userSite, sites.userSite) ||
    (same(finding.birthSite, sites.birthSite) && !isStandardFunction(sites.birthSite as string))
  );
}

function inOneLine(f: Finding): string {
  return `${f.verdict} ${f.rule} ${f.count} at ${f.parkSite?.function ?? '-'}, user ${f.userSite?.function ?? '-'}, born ${f.birthSite?.function ?? '-'}`;
}

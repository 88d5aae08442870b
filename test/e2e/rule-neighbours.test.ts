// Fixtures whose cause has no run-time rule of its own: the leak is found all the same, under the neighbour's id, or the
// table says why nothing is seen.
import { describe, expect, it } from 'vitest';
import { rules } from '../../src/judge/rules/registry.ts';
import { checkProgram, expectLeads, ruleFixtures, truthOf } from '../support/rule-fixtures.ts';
import { ruleNeighbours } from '../support/rule-neighbours.ts';

const ruled = new Set(rules.map((rule) => rule.id));
const others = ruleFixtures.filter((fixture) => !ruled.has(truthOf(fixture).rule));

describe.each(others)('%s', (fixture) => {
  const neighbours = ruleNeighbours[truthOf(fixture).rule];
  it('is named by its neighbour', async () => {
    expect(neighbours, 'no entry in test/support/rule-neighbours.ts').toBeDefined();
    const result = await checkProgram(fixture, 'leaks', false);
    if (neighbours.accepts.length === 0) expect(result.findings).toEqual([]);
    else expectLeads(result, neighbours.accepts, fixture);
    expect((await checkProgram(fixture, 'fixed', false)).findings).toEqual([]);
  });
});

describe('the table of neighbours', () => {
  it('names fixtures only', () => {
    const known = ruleFixtures.map((fixture) => truthOf(fixture).rule);
    for (const id of Object.keys(ruleNeighbours)) expect(known).toContain(id);
  });
  it('says where a rule leads that a neighbour may precede', () => {
    for (const [id, entry] of Object.entries(ruleNeighbours)) expect(entry.firesOn !== undefined).toBe(ruled.has(id));
  });
});

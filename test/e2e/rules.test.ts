// Every rule fixture through the whole tool, with and without the runtime's proof; the golden says what each gave.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/model/run-result.ts';
import { expectGolden } from '../support/golden.ts';
import { checkProgram, ruleFixtures, truthOf } from '../support/rule-fixtures.ts';

function describeRun(result: RunResult): string {
  const findings = result.findings.map(
    (f) =>
      `  ${f.verdict} ${f.rule} ${f.count} ${f.primitive} park=${f.parkSite?.function ?? '-'} born=${f.birthSite?.function ?? '-'} by ${f.evidence
        .filter((e) => e.counts !== false && e.for === 'leak')
        .map((e) => e.kind)
        .join(' ')}${
        f.evidence.some((e) => e.class === 'against')
          ? ` against ${f.evidence
              .filter((e) => e.class === 'against')
              .map((e) => e.kind)
              .join(' ')}`
          : ''
      }`,
  );
  return [result.verdict, ...findings].join('\n');
}

describe.each(ruleFixtures)('%s', (fixture) => {
  it('is found where it leaks and not where it is repaired', async () => {
    const truth = truthOf(fixture);
    const lines: string[] = [];
    for (const program of ['leaks', 'fixed'] as const)
      for (const proof of [true, false]) {
        const result = await checkProgram(fixture, program, proof);
        lines.push(`${program}${proof ? '' : ' without the leak profile'}: ${describeRun(result)}`);
        if (program === 'fixed')
          expect(
            result.findings.filter((f) => f.verdict === 'leak'),
            'the repaired program is no leak',
          ).toEqual([]);
        else if (proof && truth.leaks.provable) expect(result.verdict).toBe('leak');
      }
    expectGolden(join('test/e2e/golden', `rule-${fixture}.txt`), lines.join('\n'));
  });
});

// Two rules that tell one story at one place: the one that knows more of it speaks.
import type { Reported } from './judge-source.ts';

/** Of each pair the first is kept where both stand at the same operation. GL003 has counted the paths, GL013 has seen the lock;
 * GL007 knows the stop that the loop looks at; GL004 only knows that no receive is there. */
const pairs: readonly (readonly [string, string])[] = [
  ['GL003', 'GL004'],
  ['GL013', 'GL004'],
  ['GL021', 'GL004'],
  ['GL009', 'GL012'],
  ['GL013', 'GL007'],
  ['GL007', 'GL018'],
];

/** The findings of a package without those that another rule tells better at the same place. */
export function tellOnce(reported: readonly Reported[]): Reported[] {
  const at = new Map<string, Set<string>>();
  const placeOf = ({ finding }: Reported): string => `${finding.file.path}:${finding.node}`;
  for (const one of reported) {
    const rules = at.get(placeOf(one));
    if (rules) rules.add(one.rule.id);
    else at.set(placeOf(one), new Set([one.rule.id]));
  }
  return reported.filter((one) => {
    const others = at.get(placeOf(one));
    return !pairs.some(([kept, dropped]) => dropped === one.rule.id && others?.has(kept));
  });
}

import { describe, expect, it } from 'vitest';
import type { GroupFacts } from '../../analyse/runtime/facts.ts';
import { runtimeProof } from './certain.ts';

function proofText(proven: number, count: number): string | undefined {
  const facts = { proven, group: { count, identity: { names: ['main.work'] } } } as unknown as GroupFacts;
  return runtimeProof(facts, undefined as never, undefined as never)[0]?.text;
}

describe('the text of a proof', () => {
  it('says how the proof and the dump differ', () => {
    expect(proofText(3, 3)).toMatch(/proved 3 goroutines of this group unreachable$/);
    expect(proofText(3, 5)).toMatch(/unreachable; the other 2 wait in the same way$/);
    expect(proofText(5, 3)).toMatch(/unreachable; the dump shows 2 fewer$/);
  });
  it('is none without a mark', () => expect(proofText(0, 3)).toBeUndefined());
});

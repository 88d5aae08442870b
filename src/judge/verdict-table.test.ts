import { describe, expect, it } from 'vitest';
import type { Evidence, EvidenceClass, EvidenceKind } from '../model/verdict.ts';
import { combineEvidence } from './verdict-table.ts';

const row = (kind: EvidenceKind, cls: EvidenceClass): Evidence => ({
  kind,
  class: cls,
  for: cls === 'against' ? 'clean' : 'leak',
  text: kind,
});
const strong = (...kinds: EvidenceKind[]) => kinds.map((k) => row(k, 'strong'));
const against = (...kinds: EvidenceKind[]) => kinds.map((k) => row(k, 'against'));
const supporting = (...kinds: EvidenceKind[]) => kinds.map((k) => row(k, 'supporting'));
const young: Evidence = { ...row('growth', 'strong'), weak: true };
const group = { count: 30, creatorEnded: false };

const cases: { name: string; rows: Evidence[]; want: string; group?: typeof group }[] = [
  { name: 'any certain row', rows: [row('runtime-proof', 'certain')], want: 'leak' },
  {
    name: 'a certain row whatever speaks against it',
    rows: [row('runtime-proof', 'certain'), ...against('connection-bound', 'plateau', 'idle-pool')],
    want: 'leak',
  },
  { name: 'growth that nothing explains', rows: strong('growth', 'decoupled'), want: 'leak' },
  { name: 'growth alone', rows: strong('growth'), want: 'suspect' },
  { name: 'growth with traffic', rows: [...strong('growth'), ...against('coupled')], want: 'suspect' },
  {
    name: 'coupled takes decoupled away',
    rows: [...strong('growth', 'decoupled'), ...against('coupled')],
    want: 'suspect',
  },
  {
    name: 'a server connection that is one of many',
    rows: [...strong('growth', 'decoupled', 'immortal'), ...against('connection-bound')],
    want: 'clean',
  },
  {
    name: 'a connection loop that piles up at a lock',
    rows: [...strong('growth', 'pile-up'), ...against('connection-bound')],
    want: 'suspect',
  },
  { name: 'a flat group is not growing', rows: [...strong('growth'), ...against('plateau')], want: 'clean' },
  {
    name: 'a leak that stopped growing',
    rows: against('plateau'),
    want: 'suspect',
    group: { count: 20, creatorEnded: true },
  },
  {
    name: 'a pool that filled up',
    rows: against('plateau', 'idle-pool'),
    want: 'clean',
    group: { count: 20, creatorEnded: true },
  },
  { name: 'age alone', rows: supporting('age'), want: 'cannot-tell' },
  { name: 'age and concentration', rows: supporting('age', 'concentration'), want: 'suspect' },
  {
    name: 'an old large idle pool',
    rows: [...supporting('age', 'concentration'), ...against('idle-pool')],
    want: 'clean',
  },
  {
    name: 'progress takes age away',
    rows: [...supporting('age', 'concentration'), ...against('progress')],
    want: 'cannot-tell',
  },
  {
    name: 'progress does not take growth away',
    rows: [...strong('growth', 'decoupled'), ...against('progress')],
    want: 'leak',
  },
  {
    name: 'an idle pool that grows without traffic',
    rows: [...strong('growth', 'decoupled'), ...against('idle-pool')],
    want: 'leak',
  },
  { name: 'closed world with an orphan', rows: strong('nobody-left', 'orphan'), want: 'leak' },
  {
    name: 'closed world with a supporting orphan',
    rows: [...strong('nobody-left'), ...supporting('orphan')],
    want: 'suspect',
  },
  { name: 'growth that may be a pool filling up', rows: [young, ...strong('decoupled')], want: 'suspect' },
  {
    name: 'young growth of what is known to leak at this version',
    rows: [young, ...strong('decoupled', 'known-leak')],
    want: 'leak',
  },
  {
    name: 'young growth of a trap of use',
    rows: [young, ...strong('decoupled'), { ...row('known-leak', 'strong'), weak: true }],
    want: 'suspect',
  },
  { name: 'young growth whose creators have ended', rows: [young, ...strong('decoupled', 'orphan')], want: 'leak' },
  {
    name: 'growth of what is as many as the program asks for',
    rows: [...strong('growth', 'decoupled'), ...against('known-benign')],
    want: 'suspect',
  },
  {
    name: 'the same with a documented way of leaking',
    rows: [...strong('growth', 'decoupled', 'known-leak'), ...against('known-benign')],
    want: 'leak',
  },
  { name: 'a trap of use by its number alone', rows: supporting('known-leak', 'concentration'), want: 'cannot-tell' },
  {
    name: 'decoupled from traffic on a plateau',
    rows: [...strong('growth', 'decoupled'), ...against('plateau')],
    want: 'clean',
  },
  { name: 'nothing', rows: [], want: 'cannot-tell' },
];

describe('the verdict table', () => {
  for (const c of cases)
    it(`${c.name}: ${c.want}`, () => {
      expect(combineEvidence(c.rows, c.group ?? group).verdict).toBe(c.want);
    });
  it('shows what it cancelled and by what', () => {
    const { evidence } = combineEvidence([...supporting('age'), ...against('plateau')], group);
    expect(evidence[0]).toMatchObject({ kind: 'age', counts: false, cancelledBy: 'plateau' });
  });
});

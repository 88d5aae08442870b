import { describe, expect, it } from 'vitest';
import { leakCombinations } from '../judge/verdict-table.ts';
import { evidenceKinds, groupWhys, runLimits, verdicts } from '../model/verdict.ts';
import { combinationWords, evidenceWords, limitWords, verdictWords, whyWords } from './verdict-words.ts';

describe('the words of verdicts', () => {
  it('are those of the model, no more and no less', () => {
    expect(Object.keys(verdictWords).sort()).toEqual([...verdicts].sort());
    expect(Object.keys(evidenceWords).sort()).toEqual([...evidenceKinds].sort());
    expect(Object.keys(whyWords).sort()).toEqual([...groupWhys].sort());
    expect(Object.keys(limitWords).sort()).toEqual([...runLimits].sort());
  });

  it('name the combinations that the judge uses', () => {
    const named = combinationWords.filter(([, rows]) => rows.includes(' + ')).map(([, rows]) => rows);
    expect(named).toEqual(leakCombinations.map((rows) => rows.join(' + ')));
  });

  it('are whole sentences', () => {
    for (const table of [verdictWords, evidenceWords, whyWords, limitWords])
      for (const [word, entry] of Object.entries(table)) expect(entry.meaning, word).toMatch(/[.]$/);
  });
});

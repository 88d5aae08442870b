// The finding about a value that a path of its function leaves alive: the same words for all kinds of value.
import type { OwnedValue, Unended } from '../../analyse/source/owned-values.ts';
import type { SourceLevel } from '../../model/source-package.ts';
import type { SourceFinding, SourceStep } from './source-rule.ts';

export interface UnendedWords {
  readonly level: SourceLevel;
  readonly message: string;
  readonly reasons: readonly string[];
  readonly assumption?: string;
  readonly symbol: string;
}

/** Place is the acquiring call; the path is told as related places and as a flow. In tests it is a note. */
export function unendedFinding(value: OwnedValue, unended: Unended | undefined, words: UnendedWords): SourceFinding {
  const { file, fn, call } = value;
  const leaving = unended?.isOverwritten
    ? 'overwritten here'
    : unended?.leave === fn.body
      ? 'the function ends'
      : 'returns here';
  const steps: SourceStep[] = unended
    ? [
        ...(unended.decision >= 0 ? [{ file, node: unended.decision, message: 'this decides the way' }] : []),
        { file, node: unended.leave, message: leaving },
      ]
    : [];
  return {
    ...words,
    file,
    node: call,
    level: file.isTestCode ? 'note' : words.level,
    function: fn,
    related: steps,
    ...(steps.length > 0 ? { path: [{ file, node: call, message: 'made here' }, ...steps] } : {}),
  };
}

/** The last part of a function's name, `(*T).M` with its receiver. */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

// What a method is called on, as a place.
import type { Operation, Place, SourceFunction } from '../../model/source-function.ts';
import type { PackageFacts } from './package-facts.ts';
import { placeAt } from './place.ts';

/** The place of what a method is called on, embedded fields included; undefined for other calls and for elements. */
export function receiverPlace(facts: PackageFacts, fn: SourceFunction, operation: Operation): Place | undefined {
  if (operation.kind !== 'call' || operation.callee.receiver < 0) return undefined;
  const base = facts.placeOf(fn.file, operation.callee.receiver);
  if (!base || base.path.some((part) => part.startsWith('['))) return undefined;
  return placeAt(base.root, [...base.path, ...operation.callee.through]);
}

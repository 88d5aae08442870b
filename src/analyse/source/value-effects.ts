// What calls of function values do to locks: of fields that hold callbacks, of arguments that run before the call returns.
import { NodeKind } from '../../model/go-syntax.ts';
import type { CallOperation, SourceFunction } from '../../model/source-function.ts';
import type { FunctionValue } from './function-values.ts';
import { argumentsRun, functionValues, placeOfBound } from './function-values.ts';
import type { LockEffect } from './lock-operations.ts';
import { lockEffects } from './lock-operations.ts';
import { isWithin } from './lower-expression.ts';
import type { PackageFacts } from './package-facts.ts';
import { placeAt } from './place.ts';
import { underlyingType } from './type-expression.ts';

/** What functions do that a field holds, or that are handed over and run before the call returns. */
export function addEffectsOfValues(
  facts: PackageFacts,
  fn: SourceFunction,
  operation: CallOperation,
  depth: number,
  effects: LockEffect[],
): void {
  const { callee } = operation;
  // What tests hand over is not followed (`functionValues`), and what they call is seldom anything else.
  if (fn.file.isTestCode) return;
  if (callee.kind === 'value' && !callee.literal && callee.receiver >= 0) {
    const holder = facts.placeOf(fn.file, callee.receiver);
    if (!holder || holder.path.length === 0 || holder.key.includes('[')) return;
    const values = functionValues(facts, { file: fn.file, node: callee.receiver });
    // A function is not given to itself: the names of a value are one for all objects.
    for (const value of values.filter((one) => !isWithin(fn, one.fn)))
      for (const effect of effectsOfValue(facts, value, depth)) {
        const place = effect.action === 'lock' ? placeOfBound(facts, holder, value.at, effect.place) : undefined;
        const always = effect.always && values.length === 1;
        if (place) effects.push({ ...effect, place, always, isIndirect: true });
      }
    return;
  }
  for (const node of argumentsRun(facts, operation)) {
    if (!isFunctionValue(facts, fn, node)) continue;
    for (const value of functionValues(facts, { file: fn.file, node }).filter((one) => !isWithin(fn, one.fn)))
      for (const effect of effectsOfValue(facts, value, depth)) effects.push({ ...effect, isIndirect: true });
  }
}

/** A literal, a method or a field by its name: a variable may hold what is not known. */
function isFunctionValue(facts: PackageFacts, { file }: SourceFunction, node: number): boolean {
  const kind = file.tree.kind[node];
  if (kind !== NodeKind.SelectorExpr) return kind === NodeKind.FuncLit;
  // `slices.SortFunc(d.members, …)`: what is sorted is no function.
  return underlyingType(facts.program, facts.typeOf(file, node)).kind === 'func';
}

/** What calling a function value does, in the terms of the function that made it. */
export function effectsOfValue(facts: PackageFacts, { fn, receiver }: FunctionValue, depth = 0): readonly LockEffect[] {
  return lockEffects(facts, fn, depth + 1).flatMap((effect) => {
    const { root, path } = effect.place;
    if (root.owner !== fn) return [effect];
    if (root.kind !== 'receiver' || !receiver || receiver.key.includes('[')) return [];
    return [{ ...effect, place: placeAt(receiver.root, [...receiver.path, ...path]) }];
  });
}

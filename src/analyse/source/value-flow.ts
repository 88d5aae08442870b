// Where a channel or a function value of a package can be: all variables, fields, results and elements that may be one and
// the same, found by following every mention in both directions, whichever object a field belongs to (a field is one place
// for all objects of its type). Made for one value when asked for, and shared by all names of it. `open` says what is out of
// sight: others may know the value, or it may come from elsewhere.
import type { SourceFunction } from '../../model/source-function.ts';
import type { SourceFile, SourcePlace } from '../../model/source-package.ts';
import type { PackageFacts } from './package-facts.ts';
import { Walk } from './value-walk.ts';

/** Why a value is not wholly in sight. */
export type OpenReason = 'exported' | 'handed-out' | 'comes-from-elsewhere' | 'too-many';

export interface FlowOperation extends SourcePlace {
  readonly kind: 'send' | 'receive' | 'range' | 'close' | 'call';
  readonly fn: SourceFunction | undefined;
}

export interface ValueFlow {
  /** Calls of make that a channel of these names can come from. */
  readonly makes: readonly SourcePlace[];
  /** Literals and declared functions that these names can hold; `receiver` is the `x` of a method value `x.f`, else -1. */
  readonly functions: readonly { readonly fn: SourceFunction; readonly at: SourcePlace; readonly receiver: number }[];
  readonly operations: readonly FlowOperation[];
  /** Empty: every place where the value can be is in this package, and was seen. */
  readonly open: ReadonlySet<OpenReason>;
  /** It is held by a field, an element or a package variable: not the affair of one function. */
  readonly isStored: boolean;
}

const known = new WeakMap<PackageFacts, Map<string, ValueFlow>>();

/** All that can be the value of the expression. `undefined` when the expression is not in a function or variable. */
export function flowOfValue(facts: PackageFacts, file: SourceFile, node: number): ValueFlow | undefined {
  const binding = facts.bindingAt(file, node);
  if (!binding) return undefined;
  let flows = known.get(facts);
  if (!flows) known.set(facts, (flows = new Map()));
  const walk = new Walk(facts);
  walk.from(binding, node, 0);
  // Of several names of one value the first that was asked for has done the work.
  const first = walk.firstKey;
  const found = first === undefined ? undefined : flows.get(first);
  if (found) return found;
  const flow = walk.run();
  if (first !== undefined) for (const key of walk.keys) flows.set(key, flow);
  return flow;
}

// Sends to every channel of a collection while a lock is held: one subscriber that no longer reads stops everybody.
import { NodeKind } from '../../model/go-syntax.ts';
import { assignParts, callParts, rangeParts } from '../../model/go-tree.ts';
import type { Operation, SourceFunction } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import type { Binding } from './bind-names.ts';
import { builtinName } from './call-type.ts';
import { onlyValue } from './callee.ts';
import { calleeBinding, capacityAt } from './channel-uses.ts';
import type { HeldLock } from './held-locks.ts';
import { locksTaken, walkHeld } from './held-locks.ts';
import { localAt } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { lockClass } from './unlock-owners.ts';

export interface BroadcastHolder {
  readonly held: HeldLock;
  readonly send: SourcePlace;
  /** The collection in the range clause. */
  readonly collection: SourcePlace;
  /** Where channels without room are put into it. */
  readonly stores: readonly SourcePlace[];
}

/** Sends that wait, under a lock of `fn`, to the elements of a field that is filled with unbuffered channels only. */
export function broadcastHolders(facts: PackageFacts, fn: SourceFunction): BroadcastHolder[] {
  const binding = calleeBinding(facts, fn);
  if (!binding) return [];
  const found: BroadcastHolder[] = [];
  for (const held of locksTaken(facts, fn)) {
    const seen = new Set<number>();
    for (const operation of walkHeld(facts, held).operations) {
      const collection = seen.has(operation.node) ? -1 : rangedCollection(binding, operation);
      if (collection < 0) continue;
      seen.add(operation.node);
      const place = facts.placeOf(fn.file, collection);
      if (!place || place.path.length === 0) continue;
      const stores = unbufferedStores(facts, lockClass(facts, place));
      if (stores)
        found.push({
          held,
          send: { file: fn.file, node: operation.node },
          collection: { file: fn.file, node: collection },
          stores,
        });
    }
  }
  return found;
}

/** The expression ranged over, when the operation is a plain send to an element of it; -1 otherwise. */
function rangedCollection(binding: Binding, operation: Operation): number {
  if (operation.kind !== 'send' || operation.select >= 0 || operation.mode !== 'now') return -1;
  const { place } = operation;
  if (place?.path.length !== 0) return -1;
  const origin = binding.origins.get(place.root);
  return origin?.kind === 'range' ? rangeParts(binding.file.tree, origin.node).x : -1;
}

/** Every store of a channel into the collection, when all are of channels made without room; undefined otherwise. */
function unbufferedStores(facts: PackageFacts, collection: string): SourcePlace[] | undefined {
  const stores: SourcePlace[] = [];
  for (const file of facts.package.files) {
    const { tree } = file;
    for (let i = 0; i < tree.count; i++) {
      if (tree.kind[i] !== NodeKind.AssignStmt) continue;
      const { left, right } = assignParts(tree, i);
      for (const [k, target] of left.entries()) {
        const value = storedValue(facts, file, collection, target, right[k] ?? -1);
        if (value === undefined) continue;
        const binding = facts.bindingAt(file, i);
        const variable = binding && localAt(binding, value);
        const made = binding ? (variable ? onlyValue(binding, variable) : value) : -1;
        if (!binding || made < 0 || capacityAt(facts, binding, made) !== 0) return undefined;
        stores.push({ file, node: i });
      }
    }
  }
  return stores.length > 0 ? stores : undefined;
}

/** The value that `c[k] = v` or `c = append(c, v)` puts into the collection; undefined for other statements. */
function storedValue(
  facts: PackageFacts,
  file: SourcePlace['file'],
  collection: string,
  target: number,
  value: number,
): number | undefined {
  const { tree } = file;
  const isIt = (node: number): boolean => {
    const place = facts.placeOf(file, node);
    return place !== undefined && lockClass(facts, place) === collection;
  };
  if (tree.kind[target] === NodeKind.IndexExpr) {
    if (!isIt(target + 1)) return undefined;
    // A set of channels: the key is the channel.
    const element = facts.typeOf(file, value);
    return element.kind === 'chan' ? value : target + 1 + tree.size[target + 1];
  }
  if (value < 0 || tree.kind[value] !== NodeKind.CallExpr || !isIt(target)) return undefined;
  const binding = facts.bindingAt(file, value);
  const { callee, args } = callParts(tree, value);
  return binding && builtinName(facts.program, binding, callee) === 'append' ? args[1] : undefined;
}

// A cancel function that goes into a field: does anything in the package ever read that field?
import { NodeKind } from '../../model/go-syntax.ts';
import { assignParts, compositeParts, nameOf, selectorParts } from '../../model/go-tree.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import type { GoType } from '../../model/source-type.ts';
import type { CancelSite } from './cancel-sites.ts';
import type { FieldUse } from './field-uses.ts';
import { ownerOfField, usesOfField } from './field-uses.ts';
import { localAt } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';

export interface KeptCancel {
  /** `feed.cancel`. */
  readonly field: string;
  readonly stored: SourcePlace;
  /** Other packages may read the field. */
  readonly isExported: boolean;
}

/** The field that the cancel function of a site ends up in, when that is all that happens to it and nothing in the package
 * reads the field. Undefined when it is read, when its type is not resolved, or when the function has another way to be
 * called. */
export function keptInField(facts: PackageFacts, site: CancelSite): KeptCancel | undefined {
  const stores = site.goesTo === 'variable' ? storesOf(facts, site) : site.goesTo === 'place' ? directStore(site) : [];
  if (stores?.length !== 1) return undefined;
  const [store] = stores;
  const { file, node, name } = store;
  const owner = ownerOfField(facts, { file, node, kind: 'write', value: -1, owner: { kind: 'unknown' } });
  if (owner.kind !== 'named' || owner.package !== facts.package.path || owner.node < 0) return undefined;
  if (usesOfField(facts, owner, file.tree.aux[name]).some((use) => !isWrite(use))) return undefined;
  if (isPositional(facts, owner)) return undefined;
  const text = nameOf(file.tree, name);
  return { field: `${owner.name}.${text}`, stored: { file, node }, isExported: /^\p{Lu}/u.test(text) };
}

const isWrite = (use: FieldUse): boolean => use.kind === 'write';

interface Store extends SourcePlace {
  /** Identifier of the field. */
  readonly name: number;
}

function directStore(site: CancelSite): Store[] {
  const { tree } = site.file;
  if (tree.kind[site.target] !== NodeKind.SelectorExpr) return [];
  return [{ file: site.file, node: site.target, name: selectorParts(tree, site.target).name }];
}

/** Where the variable is stored, when every mention of it is a store into a field. */
function storesOf(facts: PackageFacts, site: CancelSite): Store[] | undefined {
  const { file, variable } = site;
  const binding = facts.bindingAt(file, site.node);
  if (!variable || !binding) return undefined;
  const { tree } = file;
  const parents = facts.parentsOf(file);
  const stores: Store[] = [];
  for (let i = binding.node; i < binding.node + tree.size[binding.node]; i++) {
    if (tree.kind[i] !== NodeKind.Ident || i === variable.node || localAt(binding, i) !== variable) continue;
    const parent: number = parents[i];
    if (tree.kind[parent] === NodeKind.KeyValueExpr && parent + 1 !== i && tree.kind[parent + 1] === NodeKind.Ident) {
      stores.push({ file, node: parent, name: parent + 1 });
      continue;
    }
    if (tree.kind[parent] !== NodeKind.AssignStmt) return undefined;
    const { left, right } = assignParts(tree, parent);
    if (left.includes(i)) {
      if (parent === site.statement) continue;
      return undefined;
    }
    const target = left[right.indexOf(i)] ?? -1;
    if (target < 0 || tree.kind[target] !== NodeKind.SelectorExpr) return undefined;
    stores.push({ file, node: target, name: selectorParts(tree, target).name });
  }
  return stores;
}

/** True when a literal of the type is written without keys, or converted: its fields may then be read under other names. */
function isPositional(facts: PackageFacts, type: GoType & { kind: 'named' }): boolean {
  for (const file of facts.package.files) {
    const { tree } = file;
    for (let i = 0; i < tree.count; i++) {
      if (tree.kind[i] !== NodeKind.CompositeLit) continue;
      const { elements } = compositeParts(tree, i);
      if (elements.length === 0 || tree.kind[elements[0]] === NodeKind.KeyValueExpr) continue;
      const own = facts.typeOf(file, i);
      if (own.kind === 'named' && own.node === type.node && own.name === type.name) return true;
    }
  }
  return false;
}

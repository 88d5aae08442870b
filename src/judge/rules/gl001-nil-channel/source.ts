// An operation on a channel that nobody ever makes: a local without a value, or an unexported field that its package
// never writes.
import { assignmentsOf } from '../../../analyse/source/callee.ts';
import { usesOfField } from '../../../analyse/source/field-uses.ts';
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { Token } from '../../../model/go-token.ts';
import { compositeParts, nameOf, selectorParts } from '../../../model/go-tree.ts';
import type { ChannelOperation, SourceFunction } from '../../../model/source-function.ts';
import type { SourceFile } from '../../../model/source-package.ts';
import type { GoType } from '../../../model/source-type.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

export const sourceRule = defineSourceRule({
  id: 'GL001',
  stage: 'stable',
  level: 'suspect',
  run(facts, { report }) {
    for (const { fn, operation } of facts.operations.channelOperations('send', 'receive', 'range')) {
      if (operation.kind === 'select' || operation.select >= 0 || operation.mode !== 'now') continue;
      const reason = nilLocal(facts, fn, operation) ?? nilField(facts, fn.file, operation);
      if (!reason) continue;
      const name = [operation.place?.root.name, ...(operation.place?.path ?? [])].join('.');
      report({
        file: fn.file,
        node: operation.node,
        level: fn.file.isTestCode ? 'note' : 'leak',
        message: `${name} is nil: ${operation.kind === 'send' ? 'a send on' : 'a receive from'} a nil channel waits for ever`,
        reasons: [reason, 'the operation is no case of a select, so nothing else can go on'],
        function: fn,
        symbol: name,
      });
    }
  },
});

/** `var c chan T`, never assigned and never given away by address. */
function nilLocal(facts: PackageFacts, fn: SourceFunction, { place }: ChannelOperation): string | undefined {
  if (!place || place.path.length > 0 || place.root.kind !== 'local') return undefined;
  const binding = facts.bindingAt(fn.file, fn.node);
  const origin = binding?.origins.get(place.root);
  if (!binding || origin?.kind !== 'type' || assignmentsOf(binding).has(place.root)) return undefined;
  return `${place.root.name} is declared without a value and never assigned`;
}

function nilField(facts: PackageFacts, file: SourceFile, operation: ChannelOperation): string | undefined {
  const { tree } = file;
  const { channel } = operation;
  if (tree.kind[channel] !== NodeKind.SelectorExpr) return undefined;
  const { x, name } = selectorParts(tree, channel);
  const field = nameOf(tree, name);
  if (/^\p{Lu}/u.test(field)) return undefined;
  let type: GoType = facts.typeOf(file, x);
  while (type.kind === 'pointer') type = type.of;
  if (type.kind !== 'named' || type.package !== facts.package.path || type.node < 0) return undefined;
  if (facts.typeOf(file, channel).kind !== 'chan') return undefined;
  const uses = usesOfField(facts, type, tree.aux[name]);
  if (
    uses.some(
      (use) => use.kind === 'write' || isCompared(facts, use.file, use.node) || isAddressed(facts, use.file, use.node),
    )
  )
    return undefined;
  // A promoted field is written through the type that declares it.
  if (!uses.some((use) => use.owner.kind === 'named')) return undefined;
  // Made nowhere here: tests or code that is not built may make it, with the channel.
  const literals = literalsOf(facts, type);
  if (!literals.isMade || literals.isPositional) return undefined;
  return `no statement of the package assigns the field ${field} of ${type.name}, and it cannot be named outside`;
}

/** `x.f == nil`: the code knows that it may be nil. */
function isCompared(facts: PackageFacts, file: SourceFile, node: number): boolean {
  return file.tree.kind[facts.parentsOf(file)[node]] === NodeKind.BinaryExpr;
}

function isAddressed(facts: PackageFacts, file: SourceFile, node: number): boolean {
  const parent = facts.parentsOf(file)[node];
  return file.tree.kind[parent] === NodeKind.UnaryExpr && file.tree.op[parent] === Token.AND;
}

/** How values of a type are made: at all, and by `T{a, b}`, which gives every field a value without naming it. */
function literalsOf(facts: PackageFacts, type: GoType): { readonly isMade: boolean; readonly isPositional: boolean } {
  let isMade = false;
  for (const file of facts.package.files) {
    const { tree } = file;
    for (let i = 0; i < tree.count; i++) {
      if (tree.kind[i] !== NodeKind.CompositeLit) continue;
      let own = facts.typeOf(file, i);
      while (own.kind === 'pointer') own = own.of;
      const isUnknown = own.kind === 'unknown';
      if (
        !isUnknown &&
        !(type.kind === 'named' && own.kind === 'named' && own.name === type.name && own.package === type.package)
      )
        continue;
      const { elements } = compositeParts(tree, i);
      if (elements.length > 0 && tree.kind[elements[0]] !== NodeKind.KeyValueExpr)
        return { isMade: true, isPositional: true };
      if (!isUnknown) isMade = true;
    }
  }
  return { isMade, isPositional: false };
}

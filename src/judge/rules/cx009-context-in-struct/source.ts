// A value that many callers use keeps the context of the one that made it.
import { calleeBinding } from '../../../analyse/source/channel-uses.ts';
import { usesOfField } from '../../../analyse/source/field-uses.ts';
import { typeOfVariable } from '../../../analyse/source/infer-type.ts';
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import { withoutPointers } from '../../../analyse/source/type-expression.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { fieldParts, nameOf, textOf } from '../../../model/go-tree.ts';
import type { SourceFunction } from '../../../model/source-function.ts';
import type { SourceFile } from '../../../model/source-package.ts';
import type { GoType } from '../../../model/source-type.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

/** Values that live as long as one call: their context is that of their caller. */
const oneCall =
  /(Request|Req|Response|Call|Operation|Op|Transaction|Txn?|Iterator|Iter|Stream|Query|Batch|Job|Task|Span|Options?|Opts|Params|Args|Config|Event|Message|Msg|Context|Ctx|Builder|Writer|Reader|Cmd|Command|State|Visitor|Test|Suite|Env)$/;

interface ContextField {
  readonly file: SourceFile;
  readonly type: string;
  readonly name: number;
}

/** Named fields of type context.Context in exported structs that hold no function to end it. */
function contextFields(file: SourceFile): ContextField[] {
  const { tree } = file;
  const found: ContextField[] = [];
  for (let i = 0; i < tree.count; i++) {
    if (tree.kind[i] !== NodeKind.TypeSpec) continue;
    const type = nameOf(tree, i + 1);
    const end = i + tree.size[i];
    let struct = i + 2;
    while (struct < end && tree.kind[struct] !== NodeKind.StructType) struct += tree.size[struct];
    if (struct >= end || !/^\p{Lu}/u.test(type) || oneCall.test(type)) continue;
    const list = struct + 1;
    const own: ContextField[] = [];
    let ends = false;
    for (let field = list + 1; field < list + tree.size[list]; field += tree.size[field]) {
      const { names, type: written } = fieldParts(tree, field);
      const text = textOf(tree, written);
      if (/^context\.Cancel(Cause)?Func$|^func\(\)$/.test(text)) ends = true;
      if (text === 'context.Context') for (const name of names) own.push({ file, type, name });
    }
    if (!ends) found.push(...own);
  }
  return found;
}

/** Methods of a type of the package. */
function methodsOf(facts: PackageFacts, type: string): { fn: SourceFunction; owner: GoType }[] {
  const found: { fn: SourceFunction; owner: GoType }[] = [];
  for (const fn of facts.functions) {
    const binding = fn.receiver && calleeBinding(facts, fn);
    if (!binding || !fn.receiver || fn.file.isTest) continue;
    const owner = withoutPointers(typeOfVariable(facts.program, binding, fn.receiver));
    if (owner.kind === 'named' && owner.name === type && owner.package === facts.package.path)
      found.push({ fn, owner });
  }
  return found;
}

/** The method around a node that has no context of its own, and the node is given to a call there. */
function passedIn(facts: PackageFacts, methods: readonly SourceFunction[], file: SourceFile, node: number) {
  let fn = facts.functionAt(file, node);
  while (fn?.parent) fn = fn.parent;
  if (!fn || !methods.includes(fn)) return undefined;
  const parent = facts.parentsOf(file)[node];
  if (file.tree.kind[parent] !== NodeKind.CallExpr || parent + 1 === node) return undefined;
  // A child of its own with a limit is not the work of the first caller alone; it still ends with it.
  const takesOne = file.tree.kind[fn.node] === NodeKind.FuncDecl && /\bcontext\.Context\b/.test(headOf(file, fn));
  return takesOne ? undefined : fn;
}

const headOf = (file: SourceFile, fn: SourceFunction): string =>
  new TextDecoder().decode(file.tree.source.subarray(file.tree.start[fn.node], file.tree.start[fn.body]));

export const sourceRule = defineSourceRule({
  id: 'CX009',
  stage: 'trial',
  level: 'note',
  imports: ['context'],
  run(facts, { report }) {
    for (const file of facts.package.files) {
      if (file.isTest) continue;
      for (const { type, name } of contextFields(file)) {
        const methods = methodsOf(facts, type);
        if (methods.length === 0) continue;
        const field = nameOf(file.tree, name);
        const uses = usesOfField(facts, methods[0].owner, file.tree.aux[name]).filter(
          (u) => u.owner.kind !== 'unknown',
        );
        const writes = uses.filter((use) => use.kind === 'write');
        const given = writes.find((use) => facts.placeOf(use.file, use.value)?.root.kind === 'parameter');
        // One that the type makes itself is its own life.
        if (!given || writes.some((use) => facts.placeOf(use.file, use.value)?.root.kind !== 'parameter')) continue;
        const all = methods.map((m) => m.fn);
        const passed = uses.find((use) => use.kind === 'read' && passedIn(facts, all, use.file, use.node));
        const method = passed && passedIn(facts, all, passed.file, passed.node);
        if (!passed || !method) continue;
        report({
          file,
          node: name,
          level: 'note',
          message: `${type} keeps a context in ${field} and uses it for later calls: they end with whoever made the ${type}`,
          reasons: [`${field} is given a parameter`, `${method.name} takes no context and passes ${field} on`],
          symbol: `${type}.${field}`,
          related: [
            { file: given.file, node: given.node, message: 'the context is kept here' },
            { file: passed.file, node: passed.node, message: 'and passed on here' },
          ],
        });
      }
    }
  },
});

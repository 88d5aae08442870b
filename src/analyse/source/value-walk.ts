// The walk behind value-flow.ts: from one expression to all variables, fields, results and elements that its value may be in.
// One thing: the two directions of one relation, each with a case for every kind of expression.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { assignParts, callParts, compositeParts, nameOf, rangeParts, selectorParts } from '../../model/go-tree.ts';
import type { SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourceFile, SourcePlace } from '../../model/source-package.ts';
import type { Binding } from './bind-names.ts';
import { builtinName } from './call-type.ts';
import { calleeOf, literalAt } from './callee.ts';
import { usesOfName } from './field-uses.ts';
import { localAt, selectedType, singleType, typeOf } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { callSitesOf, interfaceCallsOf, mentionsOf, packageMentions, valueUsesOf } from './package-mentions.ts';
import { packageVariable } from './place.ts';
import { fieldByIndex, fieldByName, structOf, unkeyedLiterals } from './struct-fields.ts';
import { underlyingType, withoutPointers } from './type-expression.ts';
import { memberOf } from './type-members.ts';

import type { FlowOperation, OpenReason, ValueFlow } from './value-flow.ts';

/** A place in the walk: `depth` elements below a variable, field or result. */
type Base =
  | { readonly kind: 'variable'; readonly variable: Variable; readonly binding: Binding | undefined }
  | { readonly kind: 'field'; readonly file: SourceFile; readonly node: number; readonly nameId: number }
  | { readonly kind: 'result'; readonly fn: SourceFunction; readonly index: number };

/** Places of one value at most; beyond, it is taken for open. */
const MAX_PLACES = 400;
/** Channels in slices of maps of channels are not followed deeper. */
const MAX_DEPTH = 3;

const isExported = (name: string): boolean => /^\p{Lu}/u.test(name);

/** Follows one value. Begin with `from`, then `run`. */
export class Walk {
  readonly #facts: PackageFacts;
  readonly #done = new Set<string>();
  readonly #queue: { base: Base; depth: number }[] = [];
  readonly #open = new Set<OpenReason>();
  readonly #makes = new Map<string, SourcePlace>();
  readonly #functions = new Map<string, ValueFlow['functions'][number]>();
  readonly #operations = new Map<string, FlowOperation>();
  #isStored = false;

  constructor(facts: PackageFacts) {
    this.#facts = facts;
  }

  get keys(): Iterable<string> {
    return this.#done;
  }

  get firstKey(): string | undefined {
    return this.#done.values().next().value;
  }

  run(): ValueFlow {
    for (let head = 0; head < this.#queue.length; head++) {
      if (head > MAX_PLACES) {
        this.#open.add('too-many');
        break;
      }
      const { base, depth } = this.#queue[head];
      if (base.kind === 'variable') this.#variable(base.variable, base.binding, depth);
      else if (base.kind === 'field') this.#field(base, depth);
      else this.#result(base.fn, base.index, depth);
    }
    return {
      makes: [...this.#makes.values()],
      functions: [...this.#functions.values()],
      operations: [...this.#operations.values()],
      open: this.#open,
      isStored: this.#isStored,
    };
  }

  #add(base: Base, depth: number, key: string): void {
    if (depth < 0) return;
    if (depth > MAX_DEPTH) {
      this.#open.add('too-many');
      return;
    }
    const full = `${key}*${depth}`;
    if (this.#done.has(full)) return;
    this.#done.add(full);
    this.#queue.push({ base, depth });
  }

  #addVariable(variable: Variable, binding: Binding | undefined, depth: number): void {
    if (variable.name === '_') return;
    this.#add({ kind: 'variable', variable, binding }, depth, `v${variable.file.path}:${variable.node}`);
  }

  #addResult(fn: SourceFunction, index: number, depth: number): void {
    this.#add({ kind: 'result', fn, index }, depth, `r${fn.file.path}:${fn.node}:${index}`);
  }

  #isOwn(file: SourceFile): boolean {
    return this.#facts.package.files.includes(file);
  }

  /** Names that other packages can use; a program has no users but itself. */
  #isSeenOutside(name: string): boolean {
    return isExported(name) && this.#facts.package.name !== 'main';
  }

  /** What the value of the expression, `depth` elements below it, can be. */
  from(binding: Binding, node: number, depth: number): void {
    if (node < 0 || depth < 0) return;
    const { tree } = binding.file;
    const { program } = this.#facts;
    switch (tree.kind[node]) {
      case NodeKind.ParenExpr:
      case NodeKind.StarExpr:
      case NodeKind.SliceExpr:
        this.from(binding, node + 1, depth);
        return;
      case NodeKind.Ident:
        this.#fromName(binding, node, depth);
        return;
      case NodeKind.SelectorExpr:
        this.#fromSelector(binding, node, depth);
        return;
      case NodeKind.IndexExpr:
        if (singleType(typeOf(program, binding, node + 1)).kind === 'func') this.from(binding, node + 1, depth);
        else this.from(binding, node + 1, depth + 1);
        return;
      case NodeKind.UnaryExpr:
        if (tree.op[node] === Token.AND) this.from(binding, node + 1, depth);
        else if (tree.op[node] === Token.ARROW) this.from(binding, node + 1, depth + 1);
        return;
      case NodeKind.CallExpr:
        this.#fromCall(binding, node, 0, depth);
        return;
      case NodeKind.CompositeLit:
        for (const element of compositeParts(tree, node).elements) {
          const isPair = tree.kind[element] === NodeKind.KeyValueExpr;
          this.from(binding, isPair ? element + 1 + tree.size[element + 1] : element, depth - 1);
        }
        return;
      case NodeKind.FuncLit: {
        const literal = literalAt(binding, node);
        if (literal && depth === 0)
          this.#functions.set(`${binding.file.path}:${node}`, {
            fn: literal,
            at: { file: binding.file, node },
            receiver: -1,
          });
        return;
      }
      case NodeKind.TypeAssertExpr:
        this.#open.add('comes-from-elsewhere');
        return;
      default:
    }
  }

  #fromName(binding: Binding, node: number, depth: number): void {
    const { program } = this.#facts;
    const local = localAt(binding, node);
    if (local) {
      this.#addVariable(local, binding, depth);
      return;
    }
    const found = program.packageName(binding.package, binding.file, node);
    if (found?.kind !== 'declaration') return;
    const { declaration } = found;
    if (declaration.kind === 'var') {
      if (this.#isOwn(declaration.file)) this.#addVariable(packageVariable(declaration), undefined, depth);
      else this.#open.add('comes-from-elsewhere');
    } else if (declaration.kind === 'func' && depth === 0) this.#function(binding.file, node, declaration, -1);
  }

  #function(file: SourceFile, node: number, declared: { file: SourceFile; node: number }, receiver: number): void {
    const fn = this.#facts.functionOf({ package: this.#facts.package, ...declared });
    if (!fn || !this.#isOwn(declared.file)) {
      this.#open.add('comes-from-elsewhere');
      return;
    }
    this.#functions.set(`${file.path}:${node}`, { fn, at: { file, node }, receiver });
  }

  #fromSelector(binding: Binding, node: number, depth: number): void {
    const { program } = this.#facts;
    const { tree } = binding.file;
    const { x, name } = selectorParts(tree, node);
    if (tree.kind[x] === NodeKind.Ident && !localAt(binding, x)) {
      const found = program.packageName(binding.package, binding.file, x);
      if (found?.kind === 'import') {
        this.#open.add('comes-from-elsewhere');
        return;
      }
    }
    const member = memberOf(program, selectedType(program, binding, x), tree.aux[name], nameOf(tree, name));
    if (member?.kind === 'method' && depth === 0) this.#function(binding.file, node, member.declaration, x);
    else if (member?.kind === 'field' && this.#isOwn(member.scope.file))
      this.#addField(member.scope.file, member.field, tree.aux[name], depth);
    else this.#open.add('comes-from-elsewhere');
  }

  #addField(file: SourceFile, node: number, nameId: number, depth: number): void {
    this.#isStored = true;
    this.#add({ kind: 'field', file, node, nameId }, depth, `f${file.path}:${node}:${nameId}`);
  }

  #fromCall(binding: Binding, node: number, index: number, depth: number): void {
    const { tree } = binding.file;
    const { program } = this.#facts;
    const { callee: target, args, spread } = callParts(tree, node);
    const builtin = builtinName(program, binding, target);
    if (builtin === 'make') {
      if (depth === 0 && this.#isChannel(binding, node))
        this.#makes.set(`${binding.file.path}:${node}`, { file: binding.file, node });
      return;
    }
    if (builtin === 'append') {
      for (const [k, arg] of args.entries())
        this.from(binding, arg, k === 0 || (spread && k === args.length - 1) ? depth : depth - 1);
      return;
    }
    if (builtin) return;
    const callee = calleeOf(program, binding, node);
    if (callee.kind === 'conversion') {
      this.from(binding, args[0] ?? -1, depth);
      return;
    }
    const fn = callee.literal ?? this.#facts.functionOf(callee.declared);
    if (fn && this.#isOwn(fn.file)) this.#addResult(fn, index, depth);
    else this.#open.add('comes-from-elsewhere');
  }

  #isChannel(binding: Binding, node: number): boolean {
    const { program } = this.#facts;
    return underlyingType(program, singleType(typeOf(program, binding, node))).kind === 'chan';
  }

  /** Where the value of the expression, `depth` elements below it, goes to. */
  #to(binding: Binding, node: number, depth: number): void {
    if (depth < 0) return;
    const { file } = binding;
    const { tree } = file;
    const parent = this.#facts.parentsOf(file)[node];
    if (parent < 0) return;
    switch (tree.kind[parent]) {
      case NodeKind.ParenExpr:
      case NodeKind.StarExpr:
        this.#to(binding, parent, depth);
        return;
      case NodeKind.SliceExpr:
        if (parent + 1 === node) this.#to(binding, parent, depth);
        return;
      case NodeKind.UnaryExpr:
        if (tree.op[parent] === Token.AND) this.#to(binding, parent, depth);
        else if (tree.op[parent] === Token.ARROW) {
          if (depth === 0) this.#operation(file, parent, 'receive');
          else this.#to(binding, parent, depth - 1);
        }
        return;
      case NodeKind.SendStmt:
        if (parent + 1 !== node) this.from(binding, parent + 1, depth + 1);
        else if (depth === 0) this.#operation(file, parent, 'send');
        else this.from(binding, node + tree.size[node], depth - 1);
        return;
      case NodeKind.RangeStmt:
        this.#range(binding, parent, node, depth);
        return;
      case NodeKind.IndexExpr:
        if (parent + 1 !== node) return;
        if (depth > 0) this.#to(binding, parent, depth - 1);
        else if (this.#functions.size > 0) this.#to(binding, parent, depth);
        return;
      case NodeKind.CallExpr:
        this.#toCall(binding, node, parent, depth);
        return;
      case NodeKind.AssignStmt: {
        const { left, right } = assignParts(tree, parent);
        const k = right.indexOf(node);
        if (k >= 0) {
          if (left.length === right.length || k === 0) this.from(binding, left[k], depth);
        } else if (left.length === right.length) this.from(binding, right[left.indexOf(node)], depth);
        else this.#fromSeveral(binding, right[0], left.indexOf(node), depth);
        return;
      }
      case NodeKind.ValueSpec:
        this.#valueSpec(binding, parent, node, depth);
        return;
      case NodeKind.KeyValueExpr:
        if (parent + 1 !== node) this.#toElement(binding, parent, this.#facts.parentsOf(file)[parent], depth);
        else this.#open.add('handed-out');
        return;
      case NodeKind.CompositeLit:
        this.#toElement(binding, node, parent, depth);
        return;
      case NodeKind.ReturnStmt: {
        const fn = this.#facts.functionAt(file, parent);
        let index = 0;
        for (let child = parent + 1; child < node; child += tree.size[child]) index++;
        if (fn) this.#addResult(fn, index, depth);
        return;
      }
      case NodeKind.SelectorExpr:
        this.#toMethod(binding, node, parent, depth);
        return;
      case NodeKind.TypeAssertExpr:
        this.#open.add('handed-out');
        return;
      default:
    }
  }

  #operation(file: SourceFile, node: number, kind: FlowOperation['kind']): void {
    this.#operations.set(`${kind}${file.path}:${node}`, { kind, file, node, fn: this.#facts.functionAt(file, node) });
  }

  #range(binding: Binding, statement: number, node: number, depth: number): void {
    const { tree } = binding.file;
    const { key, value, x } = rangeParts(tree, statement);
    if (node === x) {
      const isChannel = this.#isChannel(binding, x);
      if (isChannel && depth === 0) this.#operation(binding.file, statement, 'range');
      else this.from(binding, isChannel ? key : value, depth - 1);
    } else if (node === (this.#isChannel(binding, x) ? key : value)) this.from(binding, x, depth + 1);
  }

  /** Value `index` of an expression of several: `v, ok := m[k]`, `a, b := f()`. */
  #fromSeveral(binding: Binding, node: number, index: number, depth: number): void {
    const { tree } = binding.file;
    if (tree.kind[node] === NodeKind.CallExpr) this.#fromCall(binding, node, index, depth);
    else if (index === 0) this.from(binding, node, depth);
  }

  #valueSpec(binding: Binding, spec: number, node: number, depth: number): void {
    const { tree } = binding.file;
    const names = tree.aux[spec];
    const first = spec + 1 + names;
    const values: number[] = [];
    for (
      let at = (tree.op[spec] & 1) === 1 ? first + tree.size[first] : first;
      at < spec + tree.size[spec];
      at += tree.size[at]
    )
      values.push(at);
    const isName = node <= spec + names;
    const k = isName ? node - spec - 1 : values.indexOf(node);
    if (isName) {
      if (values.length === names) this.from(binding, values[k], depth);
      else if (values.length === 1) this.#fromSeveral(binding, values[0], k, depth);
    } else if (k >= 0) this.#nameOfSpec(binding, spec + 1 + k, depth);
  }

  /** The variable that a ValueSpec declares: of a function or of the package. */
  #nameOfSpec(binding: Binding, ident: number, depth: number): void {
    const variable = this.#facts.variableOf(binding.file, ident);
    if (variable) this.#addVariable(variable, variable.kind === 'package' ? undefined : binding, depth);
  }

  /** An element of a composite literal: a field of a struct, else one level below the literal. */
  #toElement(binding: Binding, element: number, literal: number, depth: number): void {
    const { tree } = binding.file;
    const { program } = this.#facts;
    const type = underlyingType(program, withoutPointers(singleType(typeOf(program, binding, literal))));
    if (type.kind !== 'struct') {
      if (type.kind === 'unknown') this.#open.add('handed-out');
      else this.#to(binding, literal, depth + 1);
      return;
    }
    const field =
      tree.kind[element] === NodeKind.KeyValueExpr
        ? fieldByName(type.scope.file, type.node, tree.aux[element + 1])
        : fieldByIndex(type.scope.file, type.node, compositeParts(tree, literal).elements.indexOf(element));
    if (field && this.#isOwn(type.scope.file)) this.#addField(type.scope.file, field.node, field.nameId, depth);
    else this.#open.add('handed-out');
  }

  /** `ch.Method()` of a declared channel or function type. */
  #toMethod(binding: Binding, node: number, selector: number, depth: number): void {
    if (selector + 1 !== node) return;
    const { tree } = binding.file;
    const { name } = selectorParts(tree, selector);
    const member = memberOf(
      this.#facts.program,
      selectedType(this.#facts.program, binding, node),
      tree.aux[name],
      nameOf(tree, name),
    );
    if (member?.kind !== 'method') return;
    const fn = this.#facts.functionOf(member.declaration);
    if (fn?.receiver && this.#isOwn(fn.file))
      this.#addVariable(fn.receiver, this.#facts.bindingAt(fn.file, fn.node), depth);
    else this.#open.add('handed-out');
  }

  #toCall(binding: Binding, node: number, call: number, depth: number): void {
    const { file } = binding;
    const { tree } = file;
    const { program } = this.#facts;
    const { callee: target, args, spread } = callParts(tree, call);
    if (target === node) {
      if (depth === 0) this.#operation(file, call, 'call');
      return;
    }
    const builtin = builtinName(program, binding, target);
    const index = args.indexOf(node);
    const isSpread = spread && index === args.length - 1;
    if (builtin) {
      if (builtin === 'close' && depth === 0) this.#operation(file, call, 'close');
      else if (builtin === 'append') this.#to(binding, call, index === 0 || isSpread ? depth : depth + 1);
      else if (builtin === 'copy') this.from(binding, args[1 - index], depth);
      else if (builtin === 'panic') this.#open.add('handed-out');
      return;
    }
    const callee = calleeOf(program, binding, call);
    if (callee.kind === 'conversion') {
      this.#to(binding, call, depth);
      return;
    }
    if (callee.kind === 'interface-method') {
      this.#toInterface(callee.name, args.length, index, depth);
      return;
    }
    const fn = callee.literal ?? this.#facts.functionOf(callee.declared);
    const parameter = fn && this.#isOwn(fn.file) ? fn.params[Math.min(index, fn.params.length - 1)] : undefined;
    const inner = fn && parameter && this.#facts.bindingAt(fn.file, fn.node);
    if (!fn || !parameter || !inner || index < 0) {
      this.#open.add('handed-out');
      return;
    }
    const isVariadic = inner.origins.get(parameter)?.variadic === true;
    this.#addVariable(parameter, inner, isVariadic && !isSpread ? depth + 1 : depth);
  }

  /** A method by an interface: all methods of that name in the package, when the interface is the package's own. */
  #toInterface(name: string, count: number, index: number, depth: number): void {
    const dot = name.lastIndexOf('.');
    const isOwn = name
      .slice(0, name.lastIndexOf('.', dot - 1) < 0 ? dot : undefined)
      .startsWith(`${this.#facts.package.path}.`);
    if (!isOwn || this.#isSeenOutside(name.slice(dot + 1))) {
      this.#open.add('handed-out');
      return;
    }
    for (const fn of this.#facts.functions)
      if (fn.receiver && fn.name.endsWith(`.${name.slice(dot + 1)}`) && fn.params.length === count && fn.params[index])
        this.#addVariable(fn.params[index], this.#facts.bindingAt(fn.file, fn.node), depth);
  }

  #variable(variable: Variable, binding: Binding | undefined, depth: number): void {
    if (variable.kind === 'package') {
      this.#isStored = true;
      if (this.#isSeenOutside(variable.name)) this.#open.add('exported');
      for (const { file, node, binding: at } of packageMentions(this.#facts, variable)) {
        const parent = this.#facts.parentsOf(file)[node];
        if (file.tree.kind[parent] === NodeKind.ValueSpec && node === variable.node && file === variable.file)
          this.#valueSpec(at, parent, node, depth);
        else this.#to(at, node, depth);
      }
      return;
    }
    if (!binding) return;
    for (const node of mentionsOf(binding, variable)) this.#to(binding, node, depth);
    const { owner } = variable;
    if (variable.kind === 'result') {
      const index = owner?.results.indexOf(variable) ?? -1;
      if (owner && index >= 0) this.#addResult(owner, index, depth);
      return;
    }
    if (variable.kind !== 'parameter' && variable.kind !== 'receiver') return;
    if (!owner) return;
    const callers = this.#callers(owner);
    for (const { file, node, callee } of callers) {
      const at = this.#facts.bindingAt(file, node);
      if (!at) continue;
      if (variable.kind === 'receiver') {
        this.from(at, callee.receiver, depth);
        continue;
      }
      const { args, spread } = callParts(file.tree, node);
      const index = owner.params.indexOf(variable);
      const isVariadic = binding.origins.get(variable)?.variadic === true;
      if (args.length === 1 && owner.params.length > 1) this.#open.add('comes-from-elsewhere');
      else if (!isVariadic) this.from(at, args[index] ?? -1, depth);
      else
        for (const [k, arg] of args.entries())
          if (k >= index) this.from(at, arg, spread && k === args.length - 1 ? depth : depth - 1);
    }
  }

  /** The calls that can lead to a function; says `open` when there may be others. */
  #callers(fn: SourceFunction): readonly (SourcePlace & { readonly callee: { readonly receiver: number } })[] {
    if (fn.parent) {
      const calls = callSitesOf(this.#facts, fn);
      if (calls.length === 0) this.#open.add('comes-from-elsewhere');
      return calls;
    }
    const name = fn.name.slice(fn.name.lastIndexOf('.') + 1);
    if (this.#isSeenOutside(name)) this.#open.add('exported');
    const id = fn.file.tree.names.find(name);
    if (valueUsesOf(this.#facts, fn, id).length > 0) this.#open.add('comes-from-elsewhere');
    const calls = callSitesOf(this.#facts, fn);
    return fn.receiver ? [...calls, ...interfaceCallsOf(this.#facts, name)] : calls;
  }

  #field({ file, node, nameId }: Base & { kind: 'field' }, depth: number): void {
    if (this.#isSeenOutside(file.tree.names.text(nameId))) this.#open.add('exported');
    for (const use of usesOfName(this.#facts, nameId)) {
      const binding = this.#facts.bindingAt(use.file, use.node);
      if (!binding) continue;
      const { tree } = use.file;
      if (tree.kind[use.node] === NodeKind.KeyValueExpr) {
        const literal = this.#facts.parentsOf(use.file)[use.node];
        const type = structOf(this.#facts, binding, literal);
        if (type?.scope.file !== file || fieldByName(file, type.node, nameId)?.node !== node) continue;
        this.from(binding, use.node + 1 + tree.size[use.node + 1], depth);
        continue;
      }
      const { x, name } = selectorParts(tree, use.node);
      const member = memberOf(
        this.#facts.program,
        selectedType(this.#facts.program, binding, x),
        tree.aux[name],
        nameOf(tree, name),
      );
      if (!member) {
        if (!this.#isPackage(binding, x)) this.#open.add('comes-from-elsewhere');
      } else if (member.kind === 'field' && member.field === node && member.scope.file === file)
        this.#to(binding, use.node, depth);
    }
    for (const { file: other, struct, nodes } of unkeyedLiterals(this.#facts, file)) {
      if (node < struct.node || node >= struct.node + file.tree.size[struct.node]) continue;
      for (const literal of nodes) {
        const binding = this.#facts.bindingAt(other, literal);
        if (!binding) continue;
        const { elements } = compositeParts(other.tree, literal);
        for (const [k, element] of elements.entries()) {
          const field = fieldByIndex(file, struct.node, k);
          if (field?.node === node && field.nameId === nameId) this.from(binding, element, depth);
        }
      }
    }
  }

  #isPackage(binding: Binding, x: number): boolean {
    const { tree } = binding.file;
    if (tree.kind[x] !== NodeKind.Ident || localAt(binding, x)) return false;
    return this.#facts.program.packageName(binding.package, binding.file, x)?.kind === 'import';
  }

  #result(fn: SourceFunction, index: number, depth: number): void {
    const { file } = fn;
    const binding = this.#facts.bindingAt(file, fn.node);
    if (!binding) return;
    const named = fn.results[index];
    if (named) this.#addVariable(named, binding, depth);
    for (const { operations } of this.#facts.flowOf(fn).blocks)
      for (const operation of operations) {
        if (operation.kind !== 'return' || operation.values.length === 0) continue;
        if (operation.values.length === 1 && index > 0) this.#fromSeveral(binding, operation.values[0], index, depth);
        else this.from(binding, operation.values[index] ?? -1, depth);
      }
    for (const site of this.#callers(fn)) {
      const at = this.#facts.bindingAt(site.file, site.node);
      if (!at) continue;
      const { tree } = site.file;
      const parent = this.#facts.parentsOf(site.file)[site.node];
      if (tree.kind[parent] === NodeKind.AssignStmt) {
        const { left, right } = assignParts(tree, parent);
        if (right.length === 1 && left.length > 1) {
          this.from(at, left[index] ?? -1, depth);
          continue;
        }
      } else if (tree.kind[parent] === NodeKind.ValueSpec && tree.aux[parent] > 1 && index < tree.aux[parent]) {
        this.#nameOfSpec(at, parent + 1 + index, depth);
        continue;
      } else if (tree.kind[parent] === NodeKind.ReturnStmt && index > 0) {
        const outer = this.#facts.functionAt(site.file, parent);
        if (outer) this.#addResult(outer, index, depth);
        continue;
      } else if (index > 0) {
        this.#open.add('handed-out');
        continue;
      }
      this.#to(at, site.node, depth);
    }
  }
}

// Lexical scopes: which variable, local type or literal each identifier of one declaration means.
// One thing: a walk over statements and expressions that opens and closes scopes as the Go specification says.
import type { GoFile } from '../../model/go-syntax.ts';
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import {
  assignParts,
  compositeParts,
  fieldParts,
  funcDeclParts,
  funcLitParts,
  funcTypeParts,
} from '../../model/go-tree.ts';
import type { Callee, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourceFile, SourcePackage } from '../../model/source-package.ts';
import type { GoType, TypeScope } from '../../model/source-type.ts';

/** Where the type of a local variable comes from. */
export interface VariableOrigin {
  /** `type`: a type expression; `value`: an expression and which of its values; `range`: key (0) or value (1) of a
   * RangeStmt; `clause`: the CaseClause of a type switch, whose guard is `node`. */
  readonly kind: 'type' | 'value' | 'range' | 'clause';
  readonly node: number;
  readonly index: number;
  /** A parameter `...T`. */
  readonly variadic?: boolean;
}

/** A function while its results are not yet asked for; `resultTypes` is filled by the program. */
export interface BoundFunction extends SourceFunction {
  readonly literals: BoundFunction[];
  resultTypes: readonly GoType[];
  parent: BoundFunction | undefined;
}

/** The names of one FuncDecl or package-level GenDecl. */
export interface Binding {
  readonly package: SourcePackage;
  readonly file: SourceFile;
  /** The declaration. */
  readonly node: number;
  /** By node minus `node`: which variable of `origins` an identifier means, counted from 1; 0 for other names. */
  readonly variables: NodeNumbers;
  /** TypeSpec of an identifier that names a local type or (node of its Field) a type parameter. */
  readonly types: ReadonlyMap<number, number>;
  readonly origins: VariableTable;
  /** In which type expressions of the declaration are read. */
  readonly scope: TypeScope;
  /** The declared function, if it is one, then all literals in order. */
  readonly functions: readonly BoundFunction[];
  /** Types of expressions and what calls call, by node, as far as they were asked for (`typeOf`, `calleeOf`). */
  readonly known: { readonly types: NodeTable<GoType>; readonly callees: NodeTable<Callee> };
}

/** The variables of one declaration and where their types come from. Those of one declaration have numbers that follow each
 * other, so that finding one is a subtraction. */
export class VariableTable {
  readonly list: Variable[] = [];
  readonly #origins: VariableOrigin[] = [];
  readonly #types: (GoType | undefined)[] = [];
  readonly #first: number;

  /** `first` is the number that the next new variable gets. */
  constructor(first: number) {
    this.#first = first;
  }

  /** Adds a variable that has just got its number; counted from 1. */
  add(variable: Variable, origin: VariableOrigin): number {
    this.#origins.push(origin);
    return this.list.push(variable);
  }

  has(variable: Variable): boolean {
    return this.list[variable.number - this.#first] === variable;
  }

  get(variable: Variable): VariableOrigin | undefined {
    const at = variable.number - this.#first;
    return this.list[at] === variable ? this.#origins[at] : undefined;
  }

  /** The type that was found for a variable (`typeOfVariable`). */
  typeOf(variable: Variable): GoType | undefined {
    return this.#types[variable.number - this.#first];
  }

  keepType(variable: Variable, type: GoType): void {
    this.#types[variable.number - this.#first] = type;
  }

  /** The variable that the value at `node` is given to where it is declared; undefined when there is none. */
  ofValue(node: number): Variable | undefined {
    for (let k = 0; k < this.list.length; k++) {
      const origin = this.#origins[k];
      if (origin.kind === 'value' && origin.node === node && origin.index === 0) return this.list[k];
    }
    return undefined;
  }

  *[Symbol.iterator](): Iterator<[Variable, VariableOrigin]> {
    for (let k = 0; k < this.list.length; k++) yield [this.list[k], this.#origins[k]];
  }
}

/** What is known of some nodes of a declaration: a number for each node, which is a place in a list, counted from 1. */
export class NodeTable<T> {
  readonly #first: number;
  readonly #size: number;
  readonly #places: NodeNumbers;
  readonly #offset: number;
  readonly #list: T[] = [];
  /** Of nodes that are not of this declaration. */
  #others: Map<number, T> | undefined;

  /** `places` holds, from `offset` on, a zero for each of `size` nodes from `first` on; tables of one declaration share it. */
  constructor(first: number, size: number, places: NodeNumbers, offset: number) {
    this.#first = first;
    this.#size = size;
    this.#places = places;
    this.#offset = offset;
  }

  get(node: number): T | undefined {
    const at = node - this.#first;
    if (at < 0 || at >= this.#size) return this.#others?.get(node);
    const place = this.#places[at + this.#offset];
    return place > 0 ? this.#list[place - 1] : undefined;
  }

  set(node: number, value: T): void {
    const at = node - this.#first;
    if (at < 0 || at >= this.#size) {
      this.#others ??= new Map();
      this.#others.set(node, value);
      return;
    }
    const place = this.#places[at + this.#offset];
    if (place > 0) this.#list[place - 1] = value;
    else this.#places[at + this.#offset] = this.#list.push(value);
  }
}

/** A number for each node of a declaration: outside the heap that is collected, where a list of objects would be copied. */
export type NodeNumbers = Uint16Array | Int32Array;

/** `length` zeros, for numbers up to that of the nodes. */
function nodeNumbers(nodes: number, length = nodes): NodeNumbers {
  return nodes < 65536 ? new Uint16Array(length) : new Int32Array(length);
}

/** Placeholder in a scope for a local type (`spec`) or constant-like name that is no variable. */
interface LocalType {
  readonly spec: number;
}

/** A variable in a scope: its place in `VariableTable`, counted from 1. */
interface Known {
  readonly spec: undefined;
  readonly at: number;
}

let numbered = 0;

/** A number that no variable of this thread has yet (`Variable.number`). */
export function nextNumber(): number {
  return numbered++;
}

class Binder {
  readonly variables: NodeNumbers;
  readonly types = new Map<number, number>();
  readonly origins = new VariableTable(numbered);
  readonly functions: BoundFunction[] = [];
  readonly #scope = new Map<number, (Known | LocalType)[]>();
  /** Names declared, innermost scope last; a scope is what stands behind its mark. */
  readonly #declared: number[] = [];
  #mark = 0;
  readonly #package: SourcePackage;
  readonly #file: SourceFile;
  readonly #tree: GoFile;
  readonly #base: number;
  #owner: BoundFunction | undefined;

  constructor(pkg: SourcePackage, file: SourceFile, node: number) {
    this.#package = pkg;
    this.#file = file;
    this.#tree = file.tree;
    this.#base = node;
    this.variables = nodeNumbers(file.tree.size[node]);
  }

  #open(): number {
    const before = this.#mark;
    this.#mark = this.#declared.length;
    return before;
  }

  #close(before: number): void {
    while (this.#declared.length > this.#mark) this.#scope.get(this.#declared.pop() as number)?.pop();
    this.#mark = before;
  }

  #enter(name: number, entry: Known | LocalType): void {
    const list = this.#scope.get(name);
    if (list) list.push(entry);
    else this.#scope.set(name, [entry]);
    this.#declared.push(name);
  }

  #declare(ident: number, kind: Variable['kind'], origin: VariableOrigin): Variable | undefined {
    if (this.#tree.kind[ident] !== NodeKind.Ident) return undefined;
    const variable: Variable = {
      name: this.#tree.names.text(this.#tree.aux[ident]),
      package: this.#package,
      file: this.#file,
      node: ident,
      kind,
      owner: this.#owner,
      number: nextNumber(),
      plain: undefined,
    };
    const at = this.origins.add(variable, origin);
    this.variables[ident - this.#base] = at;
    if (variable.name !== '_') this.#enter(this.#tree.aux[ident], { spec: undefined, at });
    return variable;
  }

  /** Parameters, results, receiver of a FieldList. */
  #fields(list: number, kind: Variable['kind'], into: Variable[]): void {
    const tree = this.#tree;
    for (let field = list + 1; field < list + tree.size[list]; field += tree.size[field]) {
      const { names, type } = fieldParts(tree, field);
      const variadic = tree.kind[type] === NodeKind.Ellipsis;
      const origin: VariableOrigin = { kind: 'type', node: variadic ? type + 1 : type, index: 0, variadic };
      if (names.length === 0 && kind !== 'result') {
        // Without a name: still a parameter, so that positions stay right.
        const variable: Variable = {
          name: '_',
          package: this.#package,
          file: this.#file,
          node: type,
          kind,
          owner: this.#owner,
          number: nextNumber(),
          plain: undefined,
        };
        into.push(variable);
        this.origins.add(variable, origin);
      }
      for (const name of names) {
        const variable = this.#declare(name, kind, origin);
        if (variable) into.push(variable);
      }
    }
  }

  #typeParameters(list: number): void {
    const tree = this.#tree;
    for (let field = list + 1; field < list + tree.size[list]; field += tree.size[field]) {
      const { names, type } = fieldParts(tree, field);
      for (const name of names) this.#enter(tree.aux[name], { spec: field });
      this.walk(type);
    }
  }

  /** A FuncDecl or FuncLit with its own scope. */
  function(node: number, name: string): void {
    const tree = this.#tree;
    const isDeclaration = tree.kind[node] === NodeKind.FuncDecl;
    const parts = isDeclaration ? funcDeclParts(tree, node) : { receiver: -1, name: -1, ...funcLitParts(tree, node) };
    const outer = this.#owner;
    const params: Variable[] = [];
    const results: Variable[] = [];
    const receivers: Variable[] = [];
    const fn: BoundFunction & { receiver: Variable | undefined } = {
      package: this.#package,
      file: this.#file,
      node,
      name,
      parent: outer,
      receiver: undefined,
      params,
      results,
      literals: [],
      body: parts.body,
      resultTypes: [],
    };
    outer?.literals.push(fn);
    this.functions.push(fn);
    this.#owner = fn;
    const before = this.#open();
    if (parts.receiver >= 0) this.#receiverParameters(parts.receiver);
    const signature = funcTypeParts(tree, parts.type);
    if (signature.typeParams >= 0) this.#typeParameters(signature.typeParams);
    // Parameters are visible in the body only: `func (fs *store) write(perm fs.FileMode)` names the package fs.
    for (const list of [parts.receiver, signature.params, signature.results])
      for (let field = list + 1; list >= 0 && field < list + tree.size[list]; field += tree.size[field])
        this.walk(field + 1 + tree.aux[field]);
    if (parts.receiver >= 0) {
      this.#fields(parts.receiver, 'receiver', receivers);
      fn.receiver = receivers[0];
    }
    this.#fields(signature.params, 'parameter', params);
    if (signature.results >= 0) this.#fields(signature.results, 'result', results);
    if (parts.body >= 0) this.#list(parts.body + 1, parts.body + tree.size[parts.body]);
    this.#close(before);
    this.#owner = outer;
  }

  /** `(l *List[K, V])`: K and V are names of type parameters here. */
  #receiverParameters(list: number): void {
    const tree = this.#tree;
    for (let i = list + 1; i < list + tree.size[list]; i++) {
      if (tree.kind[i] !== NodeKind.IndexExpr && tree.kind[i] !== NodeKind.IndexListExpr) continue;
      for (let arg = i + 1 + tree.size[i + 1]; arg < i + tree.size[i]; arg += tree.size[arg])
        if (tree.kind[arg] === NodeKind.Ident) this.#enter(tree.aux[arg], { spec: -1 });
      return;
    }
  }

  #list(from: number, end: number): void {
    for (let i = from; i < end; i += this.#tree.size[i]) this.walk(i);
  }

  #scoped(i: number): void {
    const before = this.#open();
    this.#list(i + 1, i + this.#tree.size[i]);
    this.#close(before);
  }

  #define(i: number): void {
    const tree = this.#tree;
    const { left, right } = assignParts(tree, i);
    for (let k = 0; k < right.length; k++) this.walk(right[k]);
    for (let k = 0; k < left.length; k++) {
      const ident = left[k];
      const known = tree.kind[ident] === NodeKind.Ident ? this.#inThisScope(tree.aux[ident]) : 0;
      if (known > 0) this.variables[ident - this.#base] = known;
      else {
        const own = left.length === right.length;
        this.#declare(ident, 'local', {
          kind: 'value',
          node: own ? right[k] : right.length > 0 ? right[0] : -1,
          index: own ? 0 : k,
        });
      }
    }
  }

  /** Parameters are in the scope of the body's top level (the specification's function block), hence one scope for both. */
  #inThisScope(name: number): number {
    for (let k = this.#declared.length - 1; k >= this.#mark; k--)
      if (this.#declared[k] === name) {
        const entry = this.#scope.get(name)?.at(-1);
        return entry && entry.spec === undefined ? entry.at : 0;
      }
    return 0;
  }

  #valueSpec(spec: number): void {
    const tree = this.#tree;
    const names = tree.aux[spec];
    const behind = spec + 1 + names;
    const end = spec + tree.size[spec];
    this.#list(behind, end);
    const hasType = (tree.op[spec] & 1) === 1;
    const values: number[] = [];
    for (let v = hasType ? behind + tree.size[behind] : behind; v < end; v += tree.size[v]) values.push(v);
    if (this.#owner === undefined) return;
    for (let k = 0; k < names; k++) {
      const own = values.length === names;
      this.#declare(
        spec + 1 + k,
        'local',
        hasType
          ? { kind: 'type', node: behind, index: 0 }
          : { kind: 'value', node: own ? values[k] : (values[0] ?? -1), index: own ? 0 : k },
      );
    }
  }

  #typeSwitch(i: number): void {
    const tree = this.#tree;
    const before = this.#open();
    const end = i + tree.size[i];
    let at = i + 1;
    if ((tree.op[i] & 1) === 1) {
      this.walk(at);
      at += tree.size[at];
    }
    const guard = at;
    const named = tree.kind[guard] === NodeKind.AssignStmt;
    const ident = named ? guard + 1 : -1;
    this.walk(named ? ident + tree.size[ident] : guard);
    const body = guard + tree.size[guard];
    for (let clause = body + 1; clause < end; clause += tree.size[clause]) {
      const inner = this.#open();
      let child = clause + 1;
      const heads = tree.aux[clause];
      for (let k = 0; k < heads; k++, child += tree.size[child]) this.walk(child);
      if (ident >= 0) this.#declare(ident, 'local', { kind: 'clause', node: guard, index: clause });
      this.#list(child, clause + tree.size[clause]);
      this.#close(inner);
    }
    this.#close(before);
  }

  #range(i: number): void {
    const tree = this.#tree;
    const parts: number[] = [];
    const end = i + tree.size[i];
    for (let child = i + 1; child < end; child += tree.size[child]) parts.push(child);
    const body = parts[parts.length - 1];
    const x = parts[parts.length - 2];
    this.walk(x);
    const before = this.#open();
    for (let k = 0; k < parts.length - 2; k++)
      if (tree.op[i] === Token.DEFINE) this.#declare(parts[k], 'local', { kind: 'range', node: i, index: k });
      else this.walk(parts[k]);
    this.walk(body);
    this.#close(before);
  }

  walk(i: number): void {
    const tree = this.#tree;
    switch (tree.kind[i]) {
      case NodeKind.Ident: {
        const entries = this.#scope.get(tree.aux[i]);
        if (entries === undefined || entries.length === 0) return;
        const entry = entries[entries.length - 1];
        if (entry.spec === undefined) this.variables[i - this.#base] = entry.at;
        else this.types.set(i, entry.spec);
        return;
      }
      case NodeKind.SelectorExpr:
        this.walk(i + 1);
        return;
      case NodeKind.FuncLit:
        this.function(i, this.#literalName());
        return;
      case NodeKind.BlockStmt:
      case NodeKind.IfStmt:
      case NodeKind.ForStmt:
      case NodeKind.SwitchStmt:
      case NodeKind.CommClause:
      case NodeKind.CaseClause:
        this.#scoped(i);
        return;
      case NodeKind.TypeSwitchStmt:
        this.#typeSwitch(i);
        return;
      case NodeKind.RangeStmt:
        this.#range(i);
        return;
      case NodeKind.AssignStmt:
        if (tree.op[i] === Token.DEFINE) this.#define(i);
        else this.#list(i + 1, i + tree.size[i]);
        return;
      case NodeKind.ValueSpec:
        this.#valueSpec(i);
        return;
      case NodeKind.TypeSpec:
        if (this.#owner) this.#enter(tree.aux[i + 1], { spec: i });
        this.#list(i + 2, i + tree.size[i]);
        return;
      case NodeKind.LabeledStmt:
        this.walk(i + 1 + tree.size[i + 1]);
        return;
      case NodeKind.BranchStmt:
        return;
      case NodeKind.CompositeLit:
        this.#composite(i);
        return;
      case NodeKind.StructType:
      case NodeKind.InterfaceType:
        this.#elements(i);
        return;
      case NodeKind.BinaryExpr:
      case NodeKind.CallExpr:
      case NodeKind.IndexExpr:
        this.#chain(i);
        return;
      default:
        this.#list(i + 1, i + tree.size[i]);
    }
  }

  /** `a + b + …` and `a.b().c().…` may be as deep as the file is long: the first operands by a loop, innermost first. */
  #chain(i: number): void {
    const tree = this.#tree;
    // The first operand stands right behind its operator, so the chain is a run of nodes.
    let at = i;
    while (
      tree.kind[at] === NodeKind.BinaryExpr ||
      tree.kind[at] === NodeKind.CallExpr ||
      tree.kind[at] === NodeKind.IndexExpr ||
      tree.kind[at] === NodeKind.SelectorExpr
    )
      at++;
    this.walk(at);
    for (let node = at - 1; node >= i; node--) {
      if (tree.kind[node] === NodeKind.SelectorExpr) continue;
      this.#list(node + 1 + tree.size[node + 1], node + tree.size[node]);
    }
  }

  /** As the runtime counts: `F.func1`, inside it `F.func1.1`. */
  #literalName(): string {
    const owner = this.#owner;
    if (!owner) return `${this.#package.path}.init.func${this.functions.length + 1}`;
    const nth = owner.literals.length + 1;
    return owner.parent || this.#tree.kind[owner.node] === NodeKind.FuncLit
      ? `${owner.name}.${nth}`
      : `${owner.name}.func${nth}`;
  }

  /** Field and method names inside a struct or interface type are no uses; their types are. */
  #elements(i: number): void {
    const tree = this.#tree;
    const list = i + 1;
    for (let field = list + 1; field < list + tree.size[list]; field += tree.size[field])
      this.#list(field + 1 + tree.aux[field], field + tree.size[field]);
  }

  /** A key that is a bare name is a field unless the literal is written as a map, slice or array. */
  #composite(i: number): void {
    const tree = this.#tree;
    const { type, elements } = compositeParts(tree, i);
    if (type >= 0) this.walk(type);
    const indexed = type >= 0 && (tree.kind[type] === NodeKind.MapType || tree.kind[type] === NodeKind.ArrayType);
    for (const element of elements) {
      if (tree.kind[element] !== NodeKind.KeyValueExpr) this.walk(element);
      else if (indexed || tree.kind[element + 1] !== NodeKind.Ident)
        this.#list(element + 1, element + tree.size[element]);
      else this.walk(element + 1 + tree.size[element + 1]);
    }
  }
}

const noTypes: ReadonlyMap<number, number> = new Map();

/** Binds the names of one FuncDecl or package-level GenDecl. `name` is what its function (or, for variables, the package) is
 * called in stacks. Linear in the nodes. */
export function bindNames(pkg: SourcePackage, file: SourceFile, node: number, name: string): Binding {
  const binder = new Binder(pkg, file, node);
  if (file.tree.kind[node] === NodeKind.FuncDecl) binder.function(node, name);
  else binder.walk(node);
  const { variables, origins, functions } = binder;
  const types = binder.types.size > 0 ? binder.types : noTypes;
  const size = file.tree.size[node];
  const places = nodeNumbers(size, 2 * size);
  const known = {
    types: new NodeTable<GoType>(node, size, places, 0),
    callees: new NodeTable<Callee>(node, size, places, size),
  };
  const scope = { package: pkg, file, bindings: undefined, locals: types };
  return { package: pkg, file, node, variables, types, origins, scope, functions, known };
}

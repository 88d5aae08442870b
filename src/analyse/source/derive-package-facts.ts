// The facts of one package: what rules ask (`PackageFacts`), each made when first asked for.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import type { Callee, CallOperation, FlowGraph, SourceFunction } from '../../model/source-function.ts';
import type { SourceFile, SourcePackage } from '../../model/source-package.ts';
import { isDeclarationsOnly } from '../../model/source-package.ts';
import { unknownType } from '../../model/source-type.ts';
import type { Binding } from './bind-names.ts';
import { calleeOf } from './callee.ts';
import { buildFlowGraph } from './flow-graph.ts';
import { foreignNeverReturns } from './foreign-returns.ts';
import { typeOf } from './infer-type.ts';
import { endOfCall, neverReturns } from './never-returns.ts';
import { OperationIndex } from './operation-index.ts';
import type { PackageFacts } from './package-facts.ts';
import { placeOf, variableAt } from './place.ts';
import type { Program } from './program.ts';
import { parentsIn } from './tree-parents.ts';

const noFlow: FlowGraph = { blocks: [], calls: [] };

/** Start nodes of the declarations that have names of their own: FuncDecl, and ValueSpec of `var`. */
function unitsOf(file: SourceFile): number[] {
  const { tree } = file;
  const units: number[] = [];
  if (tree.count === 0) return units;
  for (let i = 2; i < tree.size[0]; i += tree.size[i]) {
    if (tree.kind[i] === NodeKind.FuncDecl) units.push(i);
    else if (tree.kind[i] === NodeKind.GenDecl && tree.op[i] === Token.VAR)
      for (let spec = i + 1; spec < i + tree.size[i]; spec += tree.size[spec]) units.push(spec);
  }
  return units;
}

/** What is shared by the facts of all packages of one program. */
class Flows {
  readonly #graphs = new Map<SourceFunction, FlowGraph>();
  /** By the package that is judged: how calls of declared functions end; null for those that come back. */
  readonly #ends = new Map<SourcePackage, Map<NonNullable<Callee['declared']>, 'panic' | 'exit' | null>>();
  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
  }

  /** The graph where it was made already. */
  known(fn: SourceFunction): FlowGraph | undefined {
    return this.#graphs.get(fn);
  }

  /** `own` is the package that is judged: how its calls end is told from graphs, that of all others from their statements. */
  graphOf(fn: SourceFunction, binding: Binding, own: SourcePackage): FlowGraph {
    let graph = this.#graphs.get(fn);
    if (graph) return graph;
    if (fn.body < 0) return noFlow;
    graph = buildFlowGraph(this.#program, binding, fn, (call) => this.#endOf(call, own));
    this.#graphs.set(fn, graph);
    return graph;
  }

  #endOf(call: CallOperation, own: SourcePackage): 'panic' | 'exit' | 'never' | undefined {
    const { declared, literal } = call.callee;
    if (literal || !declared) return endOfCall(call);
    let known = this.#ends.get(own);
    if (!known) this.#ends.set(own, (known = new Map()));
    let end = known.get(declared);
    if (end === undefined) {
      // Recursion: taken to return while it is being asked.
      known.set(declared, null);
      end = endOfCall(call) ?? (this.#neverReturns(declared, own) ? 'exit' : null);
      known.set(declared, end);
    }
    return end ?? undefined;
  }

  #neverReturns(declared: NonNullable<Callee['declared']>, own: SourcePackage): boolean {
    const { tree } = declared.file;
    if (tree.kind[declared.node] !== NodeKind.FuncDecl) return false;
    // The standard library is known by name.
    if (declared.package !== own) return !declared.package.isStandard && foreignNeverReturns(this.#program, declared);
    const binding = this.#program.bindingOf(declared.package, declared.file, declared.node);
    const fn = binding.functions[0];
    return fn.body >= 0 && neverReturns(this.graphOf(fn, binding, own));
  }
}

const units = new WeakMap<SourceFile, number[]>();
/** Packages of files of other packages, as soon as a function of theirs was asked for. */
const owners = new WeakMap<SourceFile, SourcePackage>();

const flows = new WeakMap<Program, { readonly round: number; readonly flows: Flows }>();

/** The facts of `pkg`. Nothing is computed before it is asked for. */
export function derivePackageFacts(program: Program, pkg: SourcePackage): PackageFacts {
  let kept = flows.get(program);
  if (kept?.round !== program.round) flows.set(program, (kept = { round: program.round, flows: new Flows(program) }));
  const shared = kept.flows;
  const packageOf = (file: SourceFile): SourcePackage => owners.get(file) ?? pkg;
  let functions: SourceFunction[] | undefined;
  let operations: OperationIndex | undefined;

  const unitAt = (file: SourceFile, node: number): number => {
    let list = units.get(file);
    if (!list) units.set(file, (list = unitsOf(file)));
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] <= node) low = middle + 1;
      else high = middle;
    }
    const unit = list[low - 1] ?? -1;
    return unit >= 0 && node < unit + file.tree.size[unit] ? unit : -1;
  };
  /** The last two answers: most questions come one after the other about one function, or about it and one that it calls. */
  let last: Binding | undefined;
  let lastEnd = 0;
  let other: Binding | undefined;
  let otherEnd = 0;
  const bindingAt = (file: SourceFile, node: number): Binding | undefined => {
    if (last !== undefined && node >= last.node && node < lastEnd && last.file === file) return last;
    const end = lastEnd;
    const isOther = other !== undefined && node >= other.node && node < otherEnd && other.file === file;
    const unit = isOther ? -1 : unitAt(file, node);
    if (!isOther && unit < 0) return undefined;
    const found = isOther ? other : program.bindingOf(packageOf(file), file, unit);
    lastEnd = isOther ? otherEnd : unit + file.tree.size[unit];
    other = last;
    otherEnd = end;
    last = found;
    return found;
  };
  const bindingOfFunction = (fn: SourceFunction): Binding => {
    owners.set(fn.file, fn.package);
    return bindingAt(fn.file, fn.node) as Binding;
  };

  /** Functions of this package, by their declaration. */
  const here = new Map<NonNullable<Callee['declared']>, SourceFunction | undefined>();
  const functionOf = (declared: Callee['declared']): SourceFunction | undefined => {
    if (declared?.package !== pkg) return findFunction(declared);
    let fn = here.get(declared);
    if (fn === undefined && !here.has(declared)) here.set(declared, (fn = findFunction(declared)));
    return fn;
  };
  const findFunction = (declared: Callee['declared']): SourceFunction | undefined => {
    if (!declared || declared.file.tree.kind[declared.node] !== NodeKind.FuncDecl) return undefined;
    owners.set(declared.file, declared.package);
    if (declared.package !== pkg) {
      const read = program.bodiesRead.get(declared.file);
      if (read) read.nodes.add(declared.node);
      else program.bodiesRead.set(declared.file, { package: declared.package, nodes: new Set([declared.node]) });
    }
    const fn = program.bindingOf(declared.package, declared.file, declared.node).functions[0];
    return fn.body < 0 ? undefined : fn;
  };

  return {
    package: pkg,
    program,
    get functions() {
      if (functions) return functions;
      const all: SourceFunction[] = [];
      for (const file of pkg.files) {
        if (isDeclarationsOnly(file)) continue;
        for (const unit of unitsOf(file)) {
          const { tree } = file;
          let holds = tree.kind[unit] === NodeKind.FuncDecl;
          for (let i = unit; !holds && i < unit + tree.size[unit]; i++) holds = tree.kind[i] === NodeKind.FuncLit;
          if (holds) all.push(...program.bindingOf(pkg, file, unit).functions);
        }
      }
      functions = all;
      return all;
    },
    get operations() {
      return (operations ??= new OperationIndex(this));
    },
    flowOf: (fn) => (fn.body < 0 ? noFlow : (shared.known(fn) ?? shared.graphOf(fn, bindingOfFunction(fn), pkg))),
    typeOf(file, expression) {
      const binding = bindingAt(file, expression);
      return binding ? typeOf(program, binding, expression) : unknownType;
    },
    calleeOf(file, call) {
      const binding = bindingAt(file, call);
      return binding
        ? calleeOf(program, binding, call)
        : { kind: 'unknown', name: '', declared: undefined, literal: undefined, receiver: -1, through: [] };
    },
    placeOf(file, expression) {
      const binding = bindingAt(file, expression);
      return binding && placeOf(program, binding, expression);
    },
    variableOf(file, identifier) {
      const binding = bindingAt(file, identifier);
      return binding && variableAt(program, binding, identifier);
    },
    functionAt(file, node) {
      let found: SourceFunction | undefined;
      for (const fn of bindingAt(file, node)?.functions ?? [])
        if (fn.node <= node && node < fn.node + file.tree.size[fn.node]) found = fn;
      return found;
    },
    bindingAt,
    parentsOf: (file) => parentsIn(file.tree),
    functionOf,
    functionHere({ literal, declared }) {
      if (literal) return literal.package === pkg ? literal : undefined;
      return declared?.package === pkg ? functionOf(declared) : undefined;
    },
  };
}

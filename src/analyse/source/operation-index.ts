// The operations of a package by kind and by what they call. A rule that is about few of them asks here for those, or for the
// functions that hold one, and does not walk all functions. Made in one pass when first asked for; everything is in the order of
// functions and blocks, as a walk would meet it.
import { NodeKind } from '../../model/go-syntax.ts';
import type {
  AssignOperation,
  Callee,
  CallOperation,
  ChannelOperation,
  FlowBlock,
  Operation,
  SelectOperation,
  SourceFunction,
} from '../../model/source-function.ts';
import type { SourceFile } from '../../model/source-package.ts';
import type { PackageFacts } from './package-facts.ts';

/** An operation and where it stands. */
export interface OperationSite<O extends Operation = Operation> {
  readonly fn: SourceFunction;
  readonly block: FlowBlock;
  readonly operation: O;
  /** Its number in the order of the package. */
  readonly order: number;
}

/** Kinds of operation that wait for another goroutine, and closes. */
type ChannelKind = ChannelOperation['kind'] | 'select';
type ChannelSite = OperationSite<ChannelOperation | SelectOperation>;

/** See the head of this file. */
export class OperationIndex {
  readonly #calls = new Map<string, OperationSite<CallOperation>[]>();
  /** Names of `#calls` by what stands behind their last dot. */
  #fullNames: Map<string, string[]> | undefined;
  readonly #byMode = { now: [], defer: [], go: [] } as Record<CallOperation['mode'], OperationSite<CallOperation>[]>;
  readonly #channels = new Map<ChannelKind, ChannelSite[]>();
  #channelsIn: ReadonlyMap<SourceFunction, readonly ChannelSite[]> | undefined;
  /** The assignments of `#results`, in order. */
  readonly #assigned: OperationSite<AssignOperation>[] = [];
  #resultsIn: ReadonlyMap<SourceFunction, readonly OperationSite<AssignOperation>[]> | undefined;
  readonly #results = new Map<string, OperationSite<AssignOperation>[]>();
  readonly #byLiteral = new Map<SourceFunction, OperationSite<CallOperation>[]>();
  readonly #byDeclared = new Map<NonNullable<Callee['declared']>, OperationSite<CallOperation>[]>();
  #byNode: ReadonlyMap<SourceFile, ReadonlyMap<number, readonly OperationSite<CallOperation>[]>> | undefined;

  constructor(facts: PackageFacts) {
    let order = 0;
    const { functions } = facts;
    for (let f = 0; f < functions.length; f++) {
      const fn = functions[f];
      const { tree } = fn.file;
      const { blocks } = facts.flowOf(fn);
      for (let b = 0; b < blocks.length; b++) {
        const block = blocks[b];
        const { operations } = block;
        for (let k = 0; k < operations.length; k++) {
          const operation = operations[k];
          order++;
          switch (operation.kind) {
            case 'use':
            case 'return':
              break;
            case 'call':
              this.#addCall({ fn, block, operation, order }, facts);
              break;
            case 'assign':
              if (operation.value >= 0 && tree.kind[operation.value] === NodeKind.CallExpr) {
                const site = { fn, block, operation, order };
                this.#assigned.push(site);
                add(this.#results, facts.calleeOf(fn.file, operation.value).name, site);
              }
              break;
            default:
              add(this.#channels, operation.kind, { fn, block, operation, order });
          }
        }
      }
    }
  }

  #addCall(site: OperationSite<CallOperation>, facts: PackageFacts): void {
    const { callee, mode } = site.operation;
    add(this.#calls, callee.name, site);
    if (mode !== 'now') this.#byMode[mode].push(site);
    if (callee.literal) add(this.#byLiteral, callee.literal, site);
    const { declared } = callee;
    if (declared?.package === facts.package) add(this.#byDeclared, declared, site);
  }

  /** The same lists by where the declaration stands; the object for it may be more than one. */
  #callsByNode(): ReadonlyMap<SourceFile, ReadonlyMap<number, readonly OperationSite<CallOperation>[]>> {
    if (this.#byNode) return this.#byNode;
    const all = new Map<SourceFile, Map<number, OperationSite<CallOperation>[]>>();
    for (const [{ file, node }, sites] of this.#byDeclared) {
      let inFile = all.get(file);
      if (!inFile) all.set(file, (inFile = new Map()));
      const other = inFile.get(node);
      inFile.set(node, other ? [...other, ...sites].sort((a, b) => a.order - b.order) : sites);
    }
    this.#byNode = all;
    return all;
  }

  /** Calls of the functions and methods with these names (`Callee.name`), or whose name fits. */
  callsOf(names: readonly string[] | ReadonlySet<string> | RegExp): readonly OperationSite<CallOperation>[] {
    return inOrder(pick(this.#calls, names));
  }

  /** Calls of every function and method of this name, whatever stands in front of its dot. */
  callsOfAny(name: string): readonly OperationSite<CallOperation>[] {
    if (!this.#fullNames) {
      this.#fullNames = new Map();
      for (const full of this.#calls.keys()) {
        const dot = full.lastIndexOf('.');
        if (dot >= 0) add(this.#fullNames, full.slice(dot + 1), full);
      }
    }
    return this.callsOf(this.#fullNames.get(name) ?? []);
  }

  /** Calls that a `go` or `defer` statement makes. */
  callsBy(mode: 'go' | 'defer'): readonly OperationSite<CallOperation>[] {
    return this.#byMode[mode];
  }

  /** Calls of a function of this package, by its name or where its literal stands, whatever their mode. */
  callsTo(fn: SourceFunction): readonly OperationSite<CallOperation>[] {
    return this.#byLiteral.get(fn) ?? this.#callsByNode().get(fn.file)?.get(fn.node) ?? [];
  }

  /** Assignments of a result of calls with these names. */
  resultsOf(names: readonly string[] | ReadonlySet<string> | RegExp): readonly OperationSite<AssignOperation>[] {
    return inOrder(pick(this.#results, names));
  }

  /** Assignments of a call's result, whatever is called. */
  get results(): readonly OperationSite<AssignOperation>[] {
    return this.#assigned;
  }

  /** Operations on channels of these kinds; a `select` stands beside its cases. */
  channelOperations(...kinds: readonly ChannelKind[]): readonly ChannelSite[] {
    return inOrder(kinds.map((kind) => this.#channels.get(kind) ?? []));
  }

  /** Whether a function of the package, literals in it not counted, holds an operation of one of these kinds. */
  hasChannelOperation(fn: SourceFunction, ...kinds: readonly ChannelKind[]): boolean {
    const sites = this.channelsIn(fn);
    for (let k = 0; k < sites.length; k++) if (kinds.includes(sites[k].operation.kind)) return true;
    return false;
  }

  /** Operations on channels of one function, literals in it not counted. */
  channelsIn(fn: SourceFunction): readonly ChannelSite[] {
    this.#channelsIn ??= byFunction(inOrder([...this.#channels.values()]));
    return this.#channelsIn.get(fn) ?? [];
  }

  /** Assignments of a call's result in one function, literals in it not counted. */
  resultsIn(fn: SourceFunction): readonly OperationSite<AssignOperation>[] {
    this.#resultsIn ??= byFunction(this.#assigned);
    return this.#resultsIn.get(fn) ?? [];
  }
}

/** The functions of these sites, each once, in order. */
export function functionsOf(...lists: readonly (readonly OperationSite[])[]): readonly SourceFunction[] {
  return [...new Set(inOrder(lists).map(({ fn }) => fn))];
}

function byFunction<S extends OperationSite>(sites: readonly S[]): ReadonlyMap<SourceFunction, readonly S[]> {
  const lists = new Map<SourceFunction, S[]>();
  for (let k = 0; k < sites.length; k++) add(lists, sites[k].fn, sites[k]);
  return lists;
}

function pick<T>(
  map: ReadonlyMap<string, readonly T[]>,
  names: readonly string[] | ReadonlySet<string> | RegExp,
): (readonly T[])[] {
  const lists: (readonly T[])[] = [];
  if (names instanceof RegExp) {
    map.forEach((list, name) => {
      if (names.test(name)) lists.push(list);
    });
  } else
    for (const name of names) {
      const list = map.get(name);
      if (list) lists.push(list);
    }
  return lists;
}

function inOrder<S extends OperationSite>(lists: readonly (readonly S[])[]): readonly S[] {
  const [first] = lists;
  if (lists.length < 2) return first ?? [];
  return lists.flat().sort((a, b) => a.order - b.order);
}

function add<K, T>(map: Map<K, T[]>, key: K, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

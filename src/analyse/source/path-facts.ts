// What branches decide, as bits: on a path that took `if err != nil` the later `if err == nil` is decided, until `err` is
// assigned. Only facts that some branch ahead still asks for are remembered, so that paths that differ in nothing else
// are one path.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { nameOf, textOf } from '../../model/go-tree.ts';
import type { FlowGraph, Operation } from '../../model/source-function.ts';
import type { SourceFile } from '../../model/source-package.ts';
import type { Binding } from './bind-names.ts';
import { localAt } from './infer-type.ts';

/** Facts to begin with, by the text of the condition: what is known of parameters at a call. */
export type InitialFacts = ReadonlyMap<string, { readonly value: boolean; readonly variable: number }>;

/** Facts kept per function, one bit each; those of a function with more are not remembered. */
const MAX_FACTS = 31;

/** What a branch decides. `name` is the text of the condition, `==` for `!=`; `variables` what it depends on. */
interface BranchFact {
  readonly name: string;
  /** The edge on which the condition holds says yes to `name`. */
  readonly positive: boolean;
  readonly variables: readonly number[];
}

/** What an operation does to the facts: `forget` no longer hold, `set` do, those of `yes` with yes. */
export interface FactChange {
  readonly forget: number;
  readonly set: number;
  readonly yes: number;
}

/** Which bit a condition decides, and what it says where the condition holds. */
export interface Decision {
  readonly bit: number;
  readonly positive: boolean;
  /** What it says of other facts, by its own answer: `n == 1` says that `n > 1` is not so. */
  readonly implied: { readonly yes: Implied; readonly no: Implied };
}

/** Facts as bits, and which of them say yes. */
interface Implied {
  readonly set: number;
  readonly yes: number;
}

export interface PathFacts {
  /** By condition node. */
  readonly decisions: ReadonlyMap<number, Decision>;
  readonly changes: ReadonlyMap<Operation, FactChange>;
  /** By block: the facts that a branch from there on may ask for. */
  readonly live: Int32Array;
  readonly known: number;
  readonly yes: number;
}

/** The fact behind a condition of names, fields, constants and comparisons; undefined when it calls or receives. */
function readFact(file: SourceFile, binding: Binding, condition: number): BranchFact | undefined {
  const { tree } = file;
  const variables: number[] = [];
  for (let i = condition; i < condition + tree.size[condition]; i++)
    switch (tree.kind[i]) {
      case NodeKind.Ident: {
        const variable = localAt(binding, i);
        if (variable && !variables.includes(variable.node)) variables.push(variable.node);
        break;
      }
      case NodeKind.SelectorExpr:
      case NodeKind.BasicLit:
      case NodeKind.BinaryExpr:
      case NodeKind.ParenExpr:
        break;
      default:
        return undefined;
    }
  if (variables.length === 0) return undefined;
  const text = textOf(file.tree, condition);
  if (tree.kind[condition] !== NodeKind.BinaryExpr) return { name: text, positive: true, variables };
  const op = tree.op[condition];
  if (op !== Token.EQL && op !== Token.NEQ) return { name: text, positive: true, variables };
  const right = condition + 1 + tree.size[condition + 1];
  const name = `${textOf(tree, condition + 1)} == ${textOf(tree, right)}`;
  return { name, positive: op === Token.EQL, variables };
}

/** `x = true`, `x.running = true`, `x = nil`: what later tests of x will say. That a call in between gives the field another
 * value is not followed. */
function constantFact(file: SourceFile, operation: Operation): { name: string; value: boolean } | undefined {
  if (operation.kind !== 'assign' || !operation.place || operation.value < 0) return undefined;
  const text = nameOf(file.tree, operation.value);
  if (text !== 'nil' && text !== 'true' && text !== 'false') return undefined;
  const { root, path } = operation.place;
  if (root.kind === 'package' || path.some((part) => part.startsWith('['))) return undefined;
  const name = path.length === 0 ? root.name : `${root.name}.${path.join('.')}`;
  return text === 'nil' ? { name: `${name} == nil`, value: true } : { name, value: text === 'true' };
}

/** A number for each string that something is compared with: `code == "a"` says that `code == "b"` is not so. */
const stringNumbers = new Map<string, number>();

function numberOfString(text: string): number {
  let number = stringNumbers.get(text);
  if (number === undefined) stringNumbers.set(text, (number = stringNumbers.size));
  return number;
}

/** `n > 1` as number and range; undefined for other facts. Half a step beyond the constant stands for "and no equal". */
function rangeOf(
  name: string,
): { readonly of: string; readonly yes: Range; readonly no: Range | undefined } | undefined {
  const last = name.charCodeAt(name.length - 1);
  if (last === 34) {
    const at = name.indexOf(' == "');
    if (at < 0) return undefined;
    const n = numberOfString(name.slice(at + 4));
    return { of: `"${name.slice(0, at)}`, yes: { from: n, to: n }, no: undefined };
  }
  if (!(last >= 48 && last <= 57)) return undefined;
  const parts = /^(.*?)\s*(==|<=|>=|<|>)\s*(-?\d+)$/.exec(name);
  if (!parts) return undefined;
  const [, of, op, text] = parts;
  const n = Number(text);
  const below = { from: Number.NEGATIVE_INFINITY, to: op === '<' || op === '>=' ? n - 0.5 : n };
  const above = { from: op === '<' || op === '>=' ? n : n + 0.5, to: Number.POSITIVE_INFINITY };
  if (op === '==') return { of, yes: { from: n, to: n }, no: undefined };
  return op === '<' || op === '<=' ? { of, yes: below, no: above } : { of, yes: above, no: below };
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** What the answer to one comparison says of the others of the same number. */
function impliedBy(key: string, answer: boolean, bits: ReadonlyMap<string, number>): Implied {
  const own = rangeOf(nameOfKey(key));
  const range = answer ? own?.yes : own?.no;
  let set = 0;
  let yes = 0;
  if (own && range)
    for (const [other, bit] of bits) {
      const its =
        other === key || variablesOfKey(other) !== variablesOfKey(key) ? undefined : rangeOf(nameOfKey(other));
      if (its?.of !== own.of) continue;
      const isInside = range.from >= its.yes.from && range.to <= its.yes.to;
      if (!isInside && range.from <= its.yes.to && range.to >= its.yes.from) continue;
      set |= bit;
      if (isInside) yes |= bit;
    }
  return { set, yes };
}

/** A fact is a text about certain variables: two that share a name are two facts. */
const keyOf = (name: string, variables: readonly number[]): string =>
  variables.length === 1 ? `${name}|${variables[0]}` : `${name}|${variables}`;

const nameOfKey = (key: string): string => key.slice(0, key.lastIndexOf('|'));
const variablesOfKey = (key: string): string => key.slice(key.lastIndexOf('|') + 1);

/** Numbers and strings that conditions compare with more than one constant, with their variables. */
function comparedTwice(conditions: ReadonlyMap<string, unknown>): Set<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const key of conditions.keys()) {
    const of = rangeOf(nameOfKey(key))?.of;
    if (of === undefined) continue;
    const number = `${of}|${variablesOfKey(key)}`;
    if (seen.has(number)) twice.add(number);
    seen.add(number);
  }
  return twice;
}

const withNothingGiven = new WeakMap<FlowGraph, PathFacts>();
/** By what is given, as text. */
const ofGraph = new WeakMap<FlowGraph, Map<string, PathFacts>>();

/** The facts of a function that are worth remembering: those that two branches ask for, or a constant and a branch. */
export function pathFactsOf(graph: FlowGraph, file: SourceFile, binding: Binding, given?: InitialFacts): PathFacts {
  if (!given) {
    let facts = withNothingGiven.get(graph);
    if (!facts) withNothingGiven.set(graph, (facts = makeFacts(graph, file, binding)));
    return facts;
  }
  let all = ofGraph.get(graph);
  if (!all) ofGraph.set(graph, (all = new Map()));
  const key = [...given].map(([name, { value, variable }]) => `${name}|${variable}|${value}`).join();
  let facts = all.get(key);
  if (!facts) all.set(key, (facts = makeFacts(graph, file, binding, given)));
  return facts;
}

/** What the branches of a function ask, and the constants that answer, whatever is given. */
interface Branches {
  readonly byCondition: ReadonlyMap<number, BranchFact>;
  readonly conditions: ReadonlyMap<string, ReadonlySet<number>>;
  readonly constants: ReadonlyMap<Operation, { readonly key: string; readonly value: boolean }>;
  readonly twice: ReadonlySet<string>;
}

const branches = new WeakMap<FlowGraph, Branches>();

function branchesOf(graph: FlowGraph, file: SourceFile, binding: Binding): Branches {
  let known = branches.get(graph);
  if (!known) branches.set(graph, (known = readBranches(graph, file, binding)));
  return known;
}

function readBranches(graph: FlowGraph, file: SourceFile, binding: Binding): Branches {
  const byCondition = new Map<number, BranchFact>();
  const conditions = new Map<string, Set<number>>();
  const { blocks } = graph;
  for (let b = 0; b < blocks.length; b++) {
    const { edges } = blocks[b];
    for (let e = 0; e < edges.length; e++) {
      const { condition } = edges[e];
      if (condition < 0 || byCondition.has(condition)) continue;
      const fact = readFact(file, binding, condition);
      if (!fact) continue;
      byCondition.set(condition, fact);
      const key = keyOf(fact.name, fact.variables);
      const known = conditions.get(key);
      if (known) known.add(condition);
      else conditions.set(key, new Set([condition]));
    }
  }
  // A test of what was set to a constant before (`done := false; for !done { … done = true }`), or was given.
  const constants = new Map<Operation, { key: string; value: boolean }>();
  for (let b = 0; conditions.size > 0 && b < blocks.length; b++) {
    const { operations } = blocks[b];
    for (let k = 0; k < operations.length; k++) {
      const operation = operations[k];
      if (operation.kind !== 'assign') continue;
      const set = constantFact(file, operation);
      if (!set || !operation.place) continue;
      const key = keyOf(set.name, [operation.place.root.node]);
      if (conditions.has(key)) constants.set(operation, { key, value: set.value });
    }
  }
  return { byCondition, conditions, constants, twice: comparedTwice(conditions) };
}

/** Where no branch asks for a fact: nobody looks. */
const nothingLive = new Int32Array(0);
const noFacts: PathFacts = { decisions: new Map(), changes: new Map(), live: nothingLive, known: 0, yes: 0 };

function makeFacts(graph: FlowGraph, file: SourceFile, binding: Binding, given?: InitialFacts): PathFacts {
  const { byCondition, conditions, constants, twice } = branchesOf(graph, file, binding);
  if (conditions.size === 0) return noFacts;
  const asked = new Set([...constants.values()].map(({ key }) => key));
  for (const [name, { variable }] of given ?? []) asked.add(keyOf(name, [variable]));
  const isCompared = (key: string): boolean =>
    twice.size > 0 && twice.has(`${rangeOf(nameOfKey(key))?.of}|${variablesOfKey(key)}`);
  const bits = new Map<string, number>();
  conditions.forEach((where, key) => {
    if ((where.size > 1 || asked.has(key) || isCompared(key)) && bits.size < MAX_FACTS) bits.set(key, 1 << bits.size);
  });
  if (bits.size === 0) return noFacts;
  const decisions = new Map<number, Decision>();
  const dependents = new Map<number, number>();
  for (const [condition, { name, positive, variables }] of byCondition) {
    const key = keyOf(name, variables);
    const bit = bits.get(key);
    if (bit === undefined) continue;
    const implied = { yes: impliedBy(key, true, bits), no: impliedBy(key, false, bits) };
    decisions.set(condition, { bit, positive, implied });
    for (const variable of variables) dependents.set(variable, (dependents.get(variable) ?? 0) | bit);
  }
  const changes = new Map<Operation, FactChange>();
  const { blocks } = graph;
  for (let b = 0; dependents.size > 0 && b < blocks.length; b++) {
    const { operations } = blocks[b];
    for (let k = 0; k < operations.length; k++) {
      const operation = operations[k];
      if (operation.kind !== 'assign' || !operation.place) continue;
      const forget = dependents.get(operation.place.root.node) ?? 0;
      const constant = constants.get(operation);
      const set = constant ? (bits.get(constant.key) ?? 0) : 0;
      if (forget !== 0 || set !== 0) changes.set(operation, { forget, set, yes: constant?.value ? set : 0 });
    }
  }
  let known = 0;
  let yes = 0;
  for (const [name, { value, variable }] of given ?? []) {
    const bit = bits.get(keyOf(name, [variable])) ?? 0;
    known |= bit;
    if (value) yes |= bit;
  }
  return { decisions, changes, live: liveFacts(graph, decisions, changes), known, yes };
}

/** Live at a block: what a branch reachable from it asks for before it is forgotten or set. To a fixed point, backward. */
function liveFacts(
  graph: FlowGraph,
  decisions: ReadonlyMap<number, Decision>,
  changes: ReadonlyMap<Operation, FactChange>,
): Int32Array {
  const { blocks } = graph;
  if (decisions.size === 0) return nothingLive;
  const live = new Int32Array(blocks.length);
  const asks = new Int32Array(blocks.length);
  const ends = new Int32Array(blocks.length);
  for (let b = 0; b < blocks.length; b++) {
    const { edges, operations } = blocks[b];
    for (let e = 0; e < edges.length; e++) {
      const { condition } = edges[e];
      if (condition >= 0) asks[b] |= decisions.get(condition)?.bit ?? 0;
    }
    if (changes.size === 0) continue;
    for (let k = 0; k < operations.length; k++) {
      const operation = operations[k];
      const change = operation.kind === 'assign' ? changes.get(operation) : undefined;
      if (change) ends[b] |= change.forget | change.set;
    }
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (let b = blocks.length - 1; b >= 0; b--) {
      let bits = asks[b];
      const { edges } = blocks[b];
      for (let e = 0; e < edges.length; e++) bits |= live[edges[e].to];
      bits &= ~ends[b];
      if (bits === live[b]) continue;
      live[b] = bits;
      changed = true;
    }
  }
  return live;
}

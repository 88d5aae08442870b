// What is done with a value that its function has to end: every mention of it, which of them end it or give it to somebody else,
// and how functions of the package treat one that they are handed.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { assignParts, callParts, nameOf, rangeParts } from '../../model/go-tree.ts';
import type { FlowBlock, FlowEdge, Operation, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourceFile } from '../../model/source-package.ts';
import { runsOfLiteral } from './activities.ts';
import type { Binding } from './bind-names.ts';
import { calleeOf } from './callee.ts';
import { localAt, singleType } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { explorePaths } from './paths.ts';

/** How a kind of value is ended, and what may be done with it meanwhile. */
export interface Ownership {
  /** Methods that end it, as selected from the variable: `Close`, `Body.Close`; the empty text is a call of the value. */
  readonly ends: ReadonlySet<string>;
  /** Fields that have to be ended in its place: who takes `resp.Body` takes the response. Others are only looked at. */
  readonly parts?: ReadonlySet<string>;
  /** Callees that take it as an argument and leave it to their caller. */
  readonly borrowers?: ReadonlySet<string>;
  /** A loop over what one of its methods gives reads until its end. */
  readonly endsWhenRead?: boolean;
  /** A value that is overwritten before it is ended is lost, too. */
  readonly lostWhenOverwritten?: boolean;
  /** A function of the package that is handed the value and only looks at it leaves it to its caller. */
  readonly looksAreNoHandover?: boolean;
  /** A function of the package that keeps what it is handed, closes it on none of its paths, and can fail before it has kept it,
   * has not taken it over when it returns an error. */
  readonly keptBySuccess?: boolean;
  /** What a goroutine of its own uses is that goroutine's to end. */
  readonly goroutinesOwn?: boolean;
  /** What leads to the need to end it, told operation by operation: from stage 2 on it has to be ended. Without it, from
   * where it is made. */
  readonly needs?: ((operation: Operation, stage: number) => number) | undefined;
  /** True for an edge on which it has ended by itself: `rows.Next()` is false. */
  endedBy?(condition: number, holds: boolean): boolean;
  /** The same of an edge without a condition: a range has come to its end. */
  endedOn?(edge: FlowEdge, block: FlowBlock): boolean;
}

/** What `mentionsOf` finds. */
export interface Mentions {
  /** Mentions that end the value or give it to somebody else. */
  readonly releases: readonly number[];
  /** Those of them that give it to a function which takes it over when it succeeds and leaves it when it fails: the call. */
  readonly tries: ReadonlyMap<number, number>;
  /** One of them ends it, or gives it to a call of which nothing is known. */
  readonly ends: boolean;
  /** Somebody read from it, or wrote to it, without taking it over. */
  readonly borrowed: boolean;
}

/** Calls are followed this far by `handedTo`. */
const MAX_CALLS = 2;

/** What a function of the package does with a parameter. */
function handedTo(
  facts: PackageFacts,
  file: SourceFile,
  call: number,
  argument: number,
  ownership: Ownership,
  depth: number,
): Mentions | undefined {
  const callee = facts.functionOf(facts.calleeOf(file, call).declared);
  const { args } = callParts(file.tree, call);
  if (!callee || callee.package !== facts.package || callee.body < 0 || depth >= MAX_CALLS) return undefined;
  const binding = facts.bindingAt(callee.file, callee.node);
  const variable = callee.params.length === args.length ? callee.params[args.indexOf(argument)] : undefined;
  if (!binding || !variable) return undefined;
  return mentionsOf(facts, { file: callee.file, binding, variable, fn: callee }, ownership, depth + 1);
}

/** Whether a function of the package that keeps what it is handed has a path which returns an error before it does. What it has
 * stored it may close by that name. */
function leavesOnError(facts: PackageFacts, file: SourceFile, call: number, { releases, ends }: Mentions): boolean {
  const callee = ends ? undefined : facts.functionOf(facts.calleeOf(file, call).declared);
  const binding = callee && facts.bindingAt(callee.file, callee.node);
  if (!callee || !binding) return false;
  const kept = new Set(releases);
  const ways = explorePaths<0>(facts.flowOf(callee), callee.file, binding, { block: 0, index: 0 }, 0, {
    operation: (operation) => (operation.kind === 'use' && kept.has(operation.node) ? undefined : 0),
    key: () => '',
  });
  return (ways ?? []).some(({ end, last }) => {
    const operation = last.block.operations.at(-1);
    if (end !== 'return' || operation?.kind !== 'return' || operation.values.length === 0) return false;
    const value = operation.values[operation.values.length - 1];
    const type = singleType(facts.typeOf(callee.file, value));
    return type.kind === 'basic' && type.name === 'error' && nameOf(callee.file.tree, value) !== 'nil';
  });
}

/** Whether a function of the package that is handed a value keeps it when it succeeds, and leaves it, not ended, when it fails. */
export function leavesWhenItFails(
  facts: PackageFacts,
  file: SourceFile,
  call: number,
  argument: number,
  ends: ReadonlySet<string>,
): boolean {
  const ownership: Ownership = { ends, looksAreNoHandover: true, keptBySuccess: true };
  const handed = handedTo(facts, file, call, argument, ownership, 0);
  return handed !== undefined && handed.releases.length > 0 && leavesOnError(facts, file, call, handed);
}

/** What is done with a variable's value; undefined when its address is taken. */
export function mentionsOf(
  facts: PackageFacts,
  value: {
    readonly file: SourceFile;
    readonly binding: Binding;
    readonly variable: Variable | undefined;
    readonly fn: SourceFunction;
  },
  ownership: Ownership,
  depth = 0,
): Mentions | undefined {
  const { file, binding, variable } = value;
  const { tree } = file;
  const parents = facts.parentsOf(file);
  const releases: number[] = [];
  const tries = new Map<number, number>();
  let ends = false;
  let borrowed = false;
  const release = (at: number, isEnd: boolean): void => {
    releases.push(at);
    ends ||= isEnd;
  };
  for (let i = binding.node; i < binding.node + tree.size[binding.node]; i++) {
    if (tree.kind[i] !== NodeKind.Ident || i === variable?.node || localAt(binding, i) !== variable) continue;
    if (ownership.goroutinesOwn && isInGoroutine(facts, value.fn, facts.functionAt(file, i))) release(i, true);
    const path: string[] = [];
    let at = i;
    let parent = parents[at];
    for (;;) {
      const kind = tree.kind[parent];
      if (kind === NodeKind.SelectorExpr && at === parent + 1)
        path.push(nameOf(tree, parent + 1 + tree.size[parent + 1]));
      else if (kind !== NodeKind.ParenExpr && kind !== NodeKind.StarExpr) break;
      at = parent;
      parent = parents[at];
    }
    const selected = path.join('.');
    const isWhole = path.length === 0 || ownership.parts?.has(selected) === true;
    switch (tree.kind[parent]) {
      case NodeKind.CallExpr: {
        if (at === parent + 1) {
          // A method value called: ends it or not. `for v := range sub.Events()` goes on until it has ended.
          const outer = parents[parent];
          const isRanged = tree.kind[outer] === NodeKind.RangeStmt && rangeParts(tree, outer).x === parent;
          if (ownership.ends.has(selected) || (ownership.endsWhenRead && isRanged)) release(i, true);
          break;
        }
        const callee = calleeOf(facts.program, binding, parent).name;
        const handed =
          path.length === 0 && ownership.looksAreNoHandover
            ? handedTo(facts, file, parent, at, ownership, depth)
            : undefined;
        if (handed?.releases.length === 0) borrowed ||= handed.borrowed;
        else if (isWhole && ownership.borrowers?.has(callee)) borrowed = true;
        else if (isWhole) {
          const isTried =
            ownership.keptBySuccess === true && handed !== undefined && leavesOnError(facts, file, parent, handed);
          if (isTried) tries.set(i, parent);
          release(i, !isTried);
        }
        // `t.Cleanup(resp.Body.Close)`: the method as a value.
        else if (ownership.ends.has(selected) && selected !== '') release(i, true);
        break;
      }
      case NodeKind.UnaryExpr:
        if (tree.op[parent] === Token.AND && isWhole) return undefined;
        break;
      case NodeKind.BinaryExpr:
      case NodeKind.ExprStmt:
      case NodeKind.IfStmt:
      case NodeKind.ForStmt:
      case NodeKind.IndexExpr:
      case NodeKind.SliceExpr:
      case NodeKind.TypeSwitchStmt:
        break;
      case NodeKind.RangeStmt:
        if (rangeParts(tree, parent).x !== at && isWhole) release(i, false);
        break;
      case NodeKind.AssignStmt: {
        const { left, right } = assignParts(tree, parent);
        const k = right.indexOf(at);
        const onlySilenced = k >= 0 && left.length === right.length && nameOf(tree, left[k]) === '_';
        if (onlySilenced) break;
        if (left.includes(at) ? path.length === 0 : isWhole || ownership.ends.has(selected)) release(i, !isWhole);
        break;
      }
      default:
        if (isWhole || ownership.ends.has(selected)) release(i, !isWhole);
    }
  }
  return { releases, tries, ends, borrowed };
}

/** Whether code of `inner` runs on a goroutine that `fn` starts, or may: a literal that is stored or given away. */
function isInGoroutine(facts: PackageFacts, fn: SourceFunction, inner: SourceFunction | undefined): boolean {
  if (!inner || inner === fn) return false;
  if (runsOfLiteral(facts, inner).some((run) => run.kind === 'go' || run.kind === 'unknown')) return true;
  return isInGoroutine(facts, fn, inner.parent);
}

// Which context a function could pass on: a parameter of its own, the request of a handler, or those of the function that
// calls it on the spot. And where contexts are made anew although one is at hand.
import { NodeKind } from '../../model/go-syntax.ts';
import { ifParts, textOf } from '../../model/go-tree.ts';
import type { CallOperation, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourceFile } from '../../model/source-package.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { runsOfLiteral } from './activities.ts';
import { calleeBinding } from './channel-uses.ts';
import { typeOfVariable } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { explorePaths } from './paths.ts';
import { isDoneCall } from './receiver-leaves.ts';

export interface ContextAtHand {
  readonly variable: Variable;
  /** How it is written: `ctx`, `r.Context()`. */
  readonly text: string;
}

const known = new WeakMap<SourceFunction, ContextAtHand | false>();

/** The context that a function was given. A literal has that of the function around it when it is called there and then: not
 * one that is deferred, started or kept, since the context may have ended by then. */
export function contextAtHand(facts: PackageFacts, fn: SourceFunction): ContextAtHand | undefined {
  const before = known.get(fn);
  if (before !== undefined) return before || undefined;
  known.set(fn, false);
  let found = ownContext(facts, fn);
  if (!found && fn.parent && runsOfLiteral(facts, fn).every((run) => run.kind === 'call' && run.from === fn.parent))
    found = contextAtHand(facts, fn.parent);
  if (found) known.set(fn, found);
  return found;
}

/** A named parameter that is a context or carries one. */
export function ownContext(facts: PackageFacts, fn: SourceFunction): ContextAtHand | undefined {
  const binding = calleeBinding(facts, fn);
  if (!binding) return undefined;
  for (const variable of fn.params) {
    if (variable.name === '_' || variable.name === '') continue;
    const type = typeNameOf(typeOfVariable(facts.program, binding, variable));
    if (type === 'context.Context') return { variable, text: variable.name };
    if (type === 'net/http.Request') return { variable, text: `${variable.name}.Context()` };
  }
  return undefined;
}

/** `context.Background` or `context.TODO`, when the expression is a call of one; undefined for all else. */
export function rootContextName(facts: PackageFacts, file: SourceFile, node: number): string | undefined {
  if (file.tree.kind[node] !== NodeKind.CallExpr) return undefined;
  const { name } = facts.calleeOf(file, node);
  return name === 'context.Background' || name === 'context.TODO' ? name : undefined;
}

/** Clean-up goes on when the caller has gone; so it is right to give it a context of its own. */
const cleanUp =
  /(^|\.)(un|de)?(close|shutdown|stop|clean|rollback|abort|release|delete|remove|lock|revoke|register|leave|teardown|destroy|finali[sz]e|kill|terminate|cancel|flush|finish|end|drain|exit)[^.]*$/i;

/** True for the names of functions that end or undo something. */
export function isCleanUp(name: string): boolean {
  return cleanUp.test(name);
}

export interface OwnRoot {
  readonly fn: SourceFunction;
  /** The call that is given the root context. */
  readonly call: CallOperation;
  /** The call of Background or TODO. */
  readonly node: number;
  readonly name: string;
}

/** Calls of `fn` that are given `context.Background()` or `context.TODO()` and run at once. Calls that end or undo something are
 * left out, and those behind the end of the context at hand. */
export function rootsPassed(facts: PackageFacts, fn: SourceFunction): OwnRoot[] {
  if (isCleanUp(fn.name)) return [];
  const found: OwnRoot[] = [];
  for (const call of facts.flowOf(fn).calls) {
    if (call.mode !== 'now' || isCleanUp(call.callee.name)) continue;
    for (const arg of call.args) {
      const name = rootContextName(facts, fn.file, arg);
      if (!name) continue;
      if (derives(facts, fn.file, call) || startsWork(facts, call)) break;
      if (!isBehindEnd(facts, fn, call)) found.push({ fn, call, node: arg, name });
    }
  }
  return found;
}

/** True for a call that gives a context back, like namespaces.WithNamespace: what is made of it is seen where it is used. Those of
 * package context that set a limit count: the limit replaces the caller's. */
function derives(facts: PackageFacts, file: SourceFile, call: CallOperation): boolean {
  if (/^context\.With(Timeout|Deadline)(Cause)?$/.test(call.callee.name)) return false;
  if (call.callee.name.startsWith('context.')) return true;
  const type = facts.typeOf(file, call.node);
  const first = type.kind === 'tuple' ? type.of[0] : type;
  return first !== undefined && typeNameOf(first) === 'context.Context';
}

/** True when the function called starts a goroutine: the context is for that, and lasts as long as it. */
function startsWork(facts: PackageFacts, call: CallOperation): boolean {
  const callee = facts.functionHere(call.callee);
  return callee !== undefined && facts.flowOf(callee).calls.some((o) => o.mode === 'go');
}

const testers = new Set(['testing.T', 'testing.B', 'testing.TB', 'testing.F']);

/** True for tests and their helpers, also outside of test files: they have a `*testing.T`. */
export function isOfTests(facts: PackageFacts, fn: SourceFunction): boolean {
  if (fn.file.isTest) return true;
  const binding = calleeBinding(facts, fn);
  const isTester = (variable: Variable): boolean =>
    binding !== undefined && testers.has(typeNameOf(typeOfVariable(facts.program, binding, variable)));
  return fn.params.some(isTester) || (fn.parent !== undefined && isOfTests(facts, fn.parent));
}

/** True when every path to the call has seen the end of a context, or the call stands under a test of one. */
function isBehindEnd(facts: PackageFacts, fn: SourceFunction, call: CallOperation): boolean {
  const { tree } = fn.file;
  const parents = facts.parentsOf(fn.file);
  for (let at = call.node; at >= fn.body; at = parents[at])
    if (tree.kind[at] === NodeKind.IfStmt) {
      const { init, condition } = ifParts(tree, at);
      const text = textOf(tree, condition) + (init < 0 ? '' : textOf(tree, init));
      if (/\.Err\(\)|[cC](on)?te?xt?\w* [=!]= nil|context\.(Canceled|DeadlineExceeded)/.test(text)) return true;
    }
  const binding = calleeBinding(facts, fn);
  if (!binding) return true;
  let alive = false;
  explorePaths<0>(facts.flowOf(fn), fn.file, binding, { block: 0, index: 0 }, 0, {
    operation(operation, state) {
      if (operation === call) alive = true;
      if (alive) return undefined;
      if (operation.kind === 'receive' && isDoneCall(facts, fn.file, operation.channel)) return undefined;
      return state;
    },
    key: () => '',
  });
  return !alive;
}

/** The function that a call runs at once, in this package. */
export function calledHere(facts: PackageFacts, call: CallOperation): SourceFunction | undefined {
  if (call.mode !== 'now') return undefined;
  const fn = call.callee.literal ?? facts.functionOf(call.callee.declared);
  return fn?.package === facts.package ? fn : undefined;
}

/** How often a file writes `context.`: an edit that takes one away must leave the import in use. */
export function usesOfImport(file: SourceFile, name: string): number {
  const { tree } = file;
  const id = tree.names.find(name);
  let count = 0;
  for (let i = 0; i < tree.count; i++)
    if (tree.kind[i] === NodeKind.SelectorExpr && tree.kind[i + 1] === NodeKind.Ident && tree.aux[i + 1] === id)
      count++;
  return count;
}

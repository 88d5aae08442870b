// HTTP clients with a transport of their own that live as long as one call of a function: each leaves its idle connections
// behind, with two goroutines each, because nobody uses or closes that pool again.
import { NodeKind } from '../../model/go-syntax.ts';
import { assignParts, compositeParts, nameOf, selectorParts } from '../../model/go-tree.ts';
import type { SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourceFile, SourcePlace } from '../../model/source-package.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { onlyValue } from './callee.ts';
import { calleeBinding } from './channel-uses.ts';
import { localAt } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';

export interface ShortLivedClient extends SourcePlace {
  readonly fn: SourceFunction;
  /** The literal of the transport; in another function when a helper makes it. */
  readonly transport: SourcePlace;
  /** A call that uses the client. */
  readonly request: SourcePlace;
}

/** Calls are followed this far. */
const MAX_CALLS = 2;

/** Calls of a client that make a request. */
export const requests = /^net\/http\.Client\.(Do|Get|Head|Post|PostForm)$/;

/** What is told a transport or a client that makes it let go of idle connections by itself. */
const endings = new Set(['DisableKeepAlives', 'IdleConnTimeout', 'CloseIdleConnections']);

/** Clients that a function makes, uses for a request and lets go. */
export function shortLivedClients(facts: PackageFacts, fn: SourceFunction): ShortLivedClient[] {
  const found: ShortLivedClient[] = [];
  const { file } = fn;
  for (const { operations } of facts.flowOf(fn).blocks)
    for (const operation of operations) {
      if (operation.kind !== 'call' || !requests.test(operation.callee.name)) continue;
      const binding = calleeBinding(facts, fn);
      if (!binding) return found;
      const client = withoutParens(file, operation.callee.receiver);
      const variable = localAt(binding, client);
      if (variable && (variable.owner !== fn || variable.kind !== 'local')) continue;
      if (variable && !staysHere(facts, fn, variable, clientUses)) continue;
      const made = variable ? onlyValue(binding, variable) : client;
      const transport = made < 0 ? undefined : transportOfClient(facts, fn, made, 0);
      if (!transport || found.some((other) => other.node === made)) continue;
      found.push({
        file,
        node: transport.file === file && facts.functionAt(file, transport.node) === fn ? transport.node : made,
        fn,
        transport,
        request: { file, node: operation.node },
      });
    }
  return found;
}

/** The literal of the transport that an `http.Client` expression brings with it and nobody else has. */
function transportOfClient(
  facts: PackageFacts,
  fn: SourceFunction,
  node: number,
  depth: number,
): SourcePlace | undefined {
  const literal = literalOf(facts, fn.file, node, 'net/http.Client');
  if (literal < 0) return fromHelper(facts, fn, node, depth, 'net/http.Client', transportOfClient);
  const { tree } = fn.file;
  const value = compositeParts(tree, literal).elements.find(
    (e) => tree.kind[e] === NodeKind.KeyValueExpr && nameOf(tree, e + 1) === 'Transport',
  );
  return value === undefined ? undefined : freshTransport(facts, fn, value + 1 + tree.size[value + 1], depth);
}

/** The literal behind a transport that is made anew and keeps its idle connections for good. */
function freshTransport(facts: PackageFacts, fn: SourceFunction, node: number, depth: number): SourcePlace | undefined {
  const { file } = fn;
  const binding = calleeBinding(facts, fn);
  const variable = binding && localAt(binding, node);
  if (binding && variable) {
    if (variable.owner !== fn || variable.kind !== 'local' || !staysHere(facts, fn, variable, transportUses))
      return undefined;
    const made = onlyValue(binding, variable);
    return made < 0 ? undefined : freshTransport(facts, fn, made, depth);
  }
  const literal = literalOf(facts, file, node, 'net/http.Transport');
  if (literal < 0) return fromHelper(facts, fn, node, depth, 'net/http.Transport', freshTransport);
  const { tree } = file;
  const { elements } = compositeParts(tree, literal);
  const lets = elements.some((e) => endings.has(nameOf(tree, e + 1)));
  return lets ? undefined : { file, node: literal };
}

/** A call of a function of the package of which every return makes the thing anew. */
function fromHelper(
  facts: PackageFacts,
  fn: SourceFunction,
  node: number,
  depth: number,
  type: string,
  made: typeof freshTransport,
): SourcePlace | undefined {
  const { tree } = fn.file;
  if (tree.kind[node] !== NodeKind.CallExpr || depth >= MAX_CALLS) return undefined;
  const given = facts.typeOf(fn.file, node);
  if (typeNameOf(given.kind === 'tuple' && given.of[0] ? given.of[0] : given) !== type) return undefined;
  const helper = facts.functionOf(facts.calleeOf(fn.file, node).declared);
  if (!helper || helper.body < 0 || helper.package !== facts.package) return undefined;
  const binding = calleeBinding(facts, helper);
  let first: SourcePlace | undefined;
  for (const { operations } of facts.flowOf(helper).blocks)
    for (const operation of operations) {
      if (operation.kind !== 'return') continue;
      const [value] = operation.values;
      if (value === undefined || !binding) return undefined;
      if (nameOf(helper.file.tree, value) === 'nil') continue;
      const variable = localAt(binding, value);
      if (variable && (variable.kind !== 'local' || !staysHere(facts, helper, variable, returned))) return undefined;
      const own = made(facts, helper, variable ? onlyValue(binding, variable) : value, depth + 1);
      if (!own) return undefined;
      first ??= own;
    }
  return first;
}

/** The CompositeLit of this type at `T{…}` or `&T{…}`, -1 otherwise. */
function literalOf(facts: PackageFacts, file: SourceFile, node: number, type: string): number {
  const { tree } = file;
  let at = node < 0 ? node : withoutParens(file, node);
  if (at >= 0 && tree.kind[at] === NodeKind.UnaryExpr) at++;
  return at >= 0 && tree.kind[at] === NodeKind.CompositeLit && typeNameOf(facts.typeOf(file, at)) === type ? at : -1;
}

function withoutParens({ tree }: SourceFile, node: number): number {
  let at = node;
  while (tree.kind[at] === NodeKind.ParenExpr) at++;
  return at;
}

type Use = (facts: PackageFacts, fn: SourceFunction, node: number, parent: number) => boolean;

/** Whether every mention of the variable is of the kind that leaves it in this function. */
function staysHere(facts: PackageFacts, fn: SourceFunction, variable: Variable, isAllowed: Use): boolean {
  const { tree } = fn.file;
  const parents = facts.parentsOf(fn.file);
  const binding = calleeBinding(facts, fn);
  if (!binding) return false;
  for (let i = fn.body; i < fn.body + tree.size[fn.body]; i++) {
    if (tree.kind[i] !== NodeKind.Ident || i === variable.node || localAt(binding, i) !== variable) continue;
    if (facts.functionAt(fn.file, i) !== fn || !isAllowed(facts, fn, i, parents[i])) return false;
  }
  return true;
}

/** `client.Do(…)`, `client.Timeout = …`; not what closes its idle connections. */
function clientUses(_: PackageFacts, { file: { tree } }: SourceFunction, node: number, parent: number): boolean {
  if (tree.kind[parent] !== NodeKind.SelectorExpr || parent + 1 !== node) return false;
  const name = nameOf(tree, selectorParts(tree, parent).name);
  return name !== 'Transport' && !endings.has(name);
}

/** The field of a client, a setting, or a nil test. */
function transportUses(
  facts: PackageFacts,
  { file: { tree }, file }: SourceFunction,
  _: number,
  parent: number,
): boolean {
  if (tree.kind[parent] === NodeKind.SelectorExpr) return !endings.has(nameOf(tree, selectorParts(tree, parent).name));
  if (tree.kind[parent] === NodeKind.BinaryExpr) return true;
  if (tree.kind[parent] !== NodeKind.KeyValueExpr) return false;
  return typeNameOf(facts.typeOf(file, facts.parentsOf(file)[parent])) === 'net/http.Client';
}

/** Settings of what a helper returns. */
function returned(facts: PackageFacts, fn: SourceFunction, node: number, parent: number): boolean {
  const { tree } = fn.file;
  if (tree.kind[parent] === NodeKind.ReturnStmt) return true;
  if (tree.kind[parent] === NodeKind.AssignStmt) return assignParts(tree, parent).left.includes(node);
  return transportUses(facts, fn, node, parent);
}

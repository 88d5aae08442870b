// HTTP requests that no time limit ends: neither the client has one nor the request a context.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { callParts, compositeParts, nameOf, textOf } from '../../model/go-tree.ts';
import type { CallOperation, SourceFunction } from '../../model/source-function.ts';
import type { SourceFile, SourcePlace } from '../../model/source-package.ts';
import { assignmentsOf, onlyValue } from './callee.ts';
import { calleeBinding } from './channel-uses.ts';
import { usesOfField } from './field-uses.ts';
import { localAt, typeOfVariable } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { withoutPointers } from './type-expression.ts';

export interface UnlimitedRequest {
  readonly call: CallOperation;
  /** Where its client is made; undefined for the client of package net/http. */
  readonly client: SourcePlace | undefined;
}

/** Functions of net/http that use its own client, which has no time limit, and methods of a client. Source: Go 1.27. */
const ofPackage = /^net\/http\.(Get|Head|Post|PostForm)$/;
const ofClient = /^net\/http\.Client\.(Get|Head|Post|PostForm|Do)$/;

/** Requests of `fn` without a limit, where all that the client and the request may be is seen. */
export function unlimitedRequests(facts: PackageFacts, fn: SourceFunction): UnlimitedRequest[] {
  const found: UnlimitedRequest[] = [];
  for (const call of facts.flowOf(fn).calls) {
    if (call.mode === 'defer') continue;
    if (ofPackage.test(call.callee.name)) {
      if (!isDefaultReplaced(facts)) found.push({ call, client: undefined });
      continue;
    }
    if (!ofClient.test(call.callee.name)) continue;
    if (call.callee.name.endsWith('.Do') && !hasNoContext(facts, fn, call.args[0] ?? -1)) continue;
    const client = clientOf(facts, fn, call.callee.receiver);
    if (client) found.push({ call, client: client === 'default' ? undefined : client });
  }
  return found;
}

/** True for a request that the same function made without a context and gave none later. */
function hasNoContext(facts: PackageFacts, fn: SourceFunction, node: number): boolean {
  const binding = calleeBinding(facts, fn);
  const variable = binding && node >= 0 ? localAt(binding, node) : undefined;
  if (!binding || !variable || variable.owner !== fn) return false;
  const { tree } = fn.file;
  const origin = binding.origins.get(variable);
  if (origin?.kind !== 'value' || tree.kind[origin.node] !== NodeKind.CallExpr) return false;
  if (facts.calleeOf(fn.file, origin.node).name !== 'net/http.NewRequest') return false;
  if ((assignmentsOf(binding).get(variable)?.length ?? 0) > 1) return false;
  return !textOf(tree, fn.body).includes('WithContext(');
}

/** The composite literal without `Timeout` that is all a client can be; `default` for http.DefaultClient. */
function clientOf(facts: PackageFacts, fn: SourceFunction, node: number): SourcePlace | 'default' | undefined {
  const { file } = fn;
  if (textOf(file.tree, node) === 'http.DefaultClient') return isDefaultReplaced(facts) ? undefined : 'default';
  const direct = bareClient(file, node);
  if (direct) return direct;
  const place = facts.placeOf(file, node);
  if (!place?.root.owner) return undefined;
  const binding = calleeBinding(facts, place.root.owner);
  if (!binding) return undefined;
  if (place.path.length === 0) {
    const value = onlyValue(binding, place.root);
    const made = value < 0 ? undefined : bareClient(place.root.file, value);
    const { body } = place.root.owner;
    return made && !assignsLimit(textOf(place.root.file.tree, body), place.root.name) ? made : undefined;
  }
  const [field] = place.path;
  if (place.path.length > 1) return undefined;
  // A field that others can set, or that is set to what is not seen, may have a limit.
  if (/^\p{Lu}/u.test(field) && facts.package.name !== 'main') return undefined;
  const owner = withoutPointers(typeOfVariable(facts.program, binding, place.root));
  const writes = usesOfField(facts, owner, file.tree.names.find(field)).filter((use) => use.kind === 'write');
  const made = writes.map((use) =>
    use.value < 0 || use.owner.kind === 'unknown' ? undefined : bareClient(use.file, use.value),
  );
  if (made.length === 0 || made.includes(undefined)) return undefined;
  return facts.package.files.some((other) => assignsLimit(sourceOf(other), field)) ? undefined : made[0];
}

/** `http.Client{…}` or `&http.Client{…}` that sets no Timeout. A transport of its own may have limits: then nothing is told. */
function bareClient(file: SourceFile, node: number): SourcePlace | undefined {
  const { tree } = file;
  let at = node;
  while (tree.kind[at] === NodeKind.ParenExpr) at++;
  if (tree.kind[at] === NodeKind.UnaryExpr && tree.op[at] === Token.AND) at++;
  if (tree.kind[at] === NodeKind.CallExpr && nameOf(tree, callParts(tree, at).callee) === 'new')
    return textOf(tree, callParts(tree, at).args[0]) === 'http.Client' ? { file, node: at } : undefined;
  if (tree.kind[at] !== NodeKind.CompositeLit) return undefined;
  const { type, elements } = compositeParts(tree, at);
  if (type < 0 || textOf(tree, type) !== 'http.Client') return undefined;
  const keys = elements.map((element) =>
    tree.kind[element] === NodeKind.KeyValueExpr ? nameOf(tree, element + 1) : '',
  );
  return keys.some((key) => key === '' || key === 'Timeout' || key === 'Transport') ? undefined : { file, node: at };
}

/** `client.Timeout = …` somewhere in a text. */
function assignsLimit(text: string, name: string): boolean {
  return new RegExp(`\\b${name}\\.(Timeout|Transport) = `).test(text);
}

function isDefaultReplaced(facts: PackageFacts): boolean {
  return facts.package.files.some((file) =>
    /http\.Default(Client(\.Timeout|\.Transport)?|Transport) = /.test(sourceOf(file)),
  );
}

const texts = new WeakMap<SourceFile, string>();

function sourceOf(file: SourceFile): string {
  let text = texts.get(file);
  if (text === undefined) texts.set(file, (text = new TextDecoder().decode(file.source)));
  return text;
}

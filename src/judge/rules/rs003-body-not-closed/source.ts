// A path of the function returns without closing the body of a response that it asked for.
import { onlyValue } from '../../../analyse/source/callee.ts';
import type { OwnedValue } from '../../../analyse/source/owned-values.ts';
import { endsWithProcess, ownedValues, unendedPath } from '../../../analyse/source/owned-values.ts';
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import type { Handover } from '../../../analyse/source/passed-on.ts';
import { passesOn } from '../../../analyse/source/passed-on.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { Token } from '../../../model/go-token.ts';
import { callParts, childrenOf, nameOf, selectorParts, textOf } from '../../../model/go-tree.ts';
import type { SourceFile } from '../../../model/source-package.ts';
import { typeNameOf } from '../../../model/source-type.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { shortName, unendedFinding } from '../../source/unended-finding.ts';

/** Calls whose response holds a connection until its body is closed. HEAD has none. */
const makers = new Set(
  ['Get', 'Post', 'PostForm', 'Client.Do', 'Client.Get', 'Client.Post', 'Client.PostForm', 'Transport.RoundTrip'].map(
    (name) => `net/http.${name}`,
  ),
);

/** What reads a part of a body and leaves its end to the caller; all others may close it. Who reads to the end (io.ReadAll,
 * io.Copy) gives the connection back without a Close (net/http, body.readLocked, onHitEOF). Source: Go 1.27. */
const borrowers = new Set([
  'io.CopyN',
  'io.ReadFull',
  'io.ReadAtLeast',
  'io.LimitReader',
  'io.TeeReader',
  'bufio.NewReader',
  'bufio.NewReaderSize',
  'bufio.NewScanner',
  'encoding/json.NewDecoder',
  'encoding/xml.NewDecoder',
  'encoding/csv.NewReader',
  'encoding/gob.NewDecoder',
  'compress/gzip.NewReader',
  'net/http/httputil.DumpResponse',
  'fmt.Println',
  'fmt.Printf',
  'fmt.Errorf',
  'log.Println',
  'log.Printf',
]);

/** A function that gives back what one of these gave it. */
const handover: Handover = { isMaker: ({ name }) => makers.has(name), parts: new Set(['Body', 'Write']) };

const ownership = {
  ends: new Set(['Body.Close']),
  parts: new Set(['Body']),
  borrowers,
  lostWhenOverwritten: true,
  looksAreNoHandover: true,
};

/** True where `ctx.Err() != nil` holds (or `== nil` does not): the transport gives the connection up with the context of the
 * request, closed body or not (net/http, persistConn.readLoop). Source: Go 1.27. */
function contextHasEnded(facts: PackageFacts, file: SourceFile, condition: number, holds: boolean): boolean {
  const { tree } = file;
  if (tree.kind[condition] !== NodeKind.BinaryExpr) return false;
  if (tree.op[condition] !== Token.NEQ && tree.op[condition] !== Token.EQL) return false;
  const [left, right] = childrenOf(tree, condition);
  if (tree.kind[left] !== NodeKind.CallExpr || nameOf(tree, right) !== 'nil') return false;
  return (tree.op[condition] === Token.NEQ) === holds && facts.calleeOf(file, left).name === 'context.Context.Err';
}

/** A function value or a method of an interface that takes a request and gives a response, as http.Client.Do does: who wraps
 * a client keeps its contract. */
function doesAsClient(
  facts: PackageFacts,
  { file, node }: { readonly file: SourceFile; readonly node: number },
): boolean {
  const { args } = callParts(file.tree, node);
  if (args.length !== 1 || typeNameOf(facts.typeOf(file, args[0])) !== 'net/http.Request') return false;
  const type = facts.typeOf(file, node);
  return type.kind === 'tuple' && type.of.length === 2 && typeNameOf(type.of[0]) === 'net/http.Response';
}

/** A function whose caller gets the response of a request as it came. */
function wraps(facts: PackageFacts, { file, node }: { readonly file: SourceFile; readonly node: number }): boolean {
  const type = facts.typeOf(file, node);
  const first = type.kind === 'tuple' ? type.of[0] : type;
  if (first === undefined || typeNameOf(first) !== 'net/http.Response') return false;
  return passesOn(facts, facts.calleeOf(file, node), handover);
}

/** Answers that have no body by definition (RFC 9110, 15.3.5 and 15.4.5): net/http gives them http.NoBody. */
const bodyless = /^(http\.StatusNoContent|http\.StatusNotModified|204|304)$/;

/** True when the request is made in this function with method HEAD, plainly or within another call: its answer has no body
 * (RFC 9110, 9.3.2). */
function isHead(facts: PackageFacts, { file, binding, call }: OwnedValue): boolean {
  const { tree } = file;
  const request = facts.variableOf(file, callParts(tree, call).args[0] ?? call);
  const made = request ? onlyValue(binding, request) : -1;
  for (let i = made; made >= 0 && i < made + tree.size[made]; i++) {
    if (tree.kind[i] !== NodeKind.CallExpr) continue;
    const { args } = callParts(tree, i);
    const { name } = facts.calleeOf(file, i);
    const method = name === 'net/http.NewRequest' ? args[0] : name === 'net/http.NewRequestWithContext' ? args[1] : -1;
    if (method >= 0 && /^("HEAD"|\w+\.(MethodHead|HEAD))$/.test(textOf(tree, method))) return true;
  }
  return false;
}

/** `t.RoundTrip(req)` of a transport that is made here with a Dial of its own: what hangs on that is not known. */
function dialsItself(facts: PackageFacts, { file, binding, call, callee }: OwnedValue): boolean {
  const { tree } = file;
  if (callee !== 'net/http.Transport.RoundTrip' || tree.kind[call + 1] !== NodeKind.SelectorExpr) return false;
  const transport = facts.variableOf(file, selectorParts(tree, call + 1).x);
  const made = transport ? onlyValue(binding, transport) : -1;
  for (let i = made; made >= 0 && i < made + tree.size[made]; i++)
    if (tree.kind[i] === NodeKind.KeyValueExpr && /^Dial/.test(nameOf(tree, i + 1))) return true;
  return false;
}

/** `resp.StatusCode == http.StatusNoContent` holds. */
function hasNoBody(facts: PackageFacts, { file, variable }: OwnedValue, condition: number, holds: boolean): boolean {
  const { tree } = file;
  if (tree.kind[condition] !== NodeKind.BinaryExpr) return false;
  if (tree.op[condition] !== (holds ? Token.EQL : Token.NEQ)) return false;
  const left = condition + 1;
  if (tree.kind[left] !== NodeKind.SelectorExpr || !bodyless.test(textOf(tree, left + tree.size[left]))) return false;
  const { x, name } = selectorParts(tree, left);
  return nameOf(tree, name) === 'StatusCode' && facts.variableOf(file, x) === variable;
}

export const sourceRule = defineSourceRule({
  id: 'RS003',
  stage: 'stable',
  level: 'leak',
  imports: ['net/http'],
  run(facts, { report }) {
    for (const value of ownedValues(facts, (callee, call, kind) =>
      call.index === 0 &&
      (makers.has(callee) ||
        (kind === 'value' || kind === 'interface-method' ? doesAsClient(facts, call) : wraps(facts, call)))
        ? 0
        : undefined,
    )) {
      const { variable, callee } = value;
      const isWrapped = !makers.has(callee) && wraps(facts, { file: value.file, node: value.call });
      if (isHead(facts, value) || endsWithProcess(facts, value)) continue;
      const unended = unendedPath(facts, value, {
        ...ownership,
        endedBy: (condition, holds) =>
          hasNoBody(facts, value, condition, holds) || contextHasEnded(facts, value.file, condition, holds),
      });
      if (!unended) continue;
      const name = variable?.name ?? 'the response';
      const isOwnDial = dialsItself(facts, value);
      const assumption = isOwnDial
        ? 'what its own Dial gives is a connection'
        : unended.borrowed
          ? 'what is read of the body is not all of it'
          : isWrapped
            ? `${shortName(callee)} hands on the response as it came`
            : makers.has(callee)
              ? undefined
              : `${shortName(callee)} gives what http.Client.Do gives`;
      report(
        unendedFinding(value, unended, {
          level: isOwnDial ? 'note' : assumption ? 'suspect' : 'leak',
          ...(assumption ? { assumption } : {}),
          message: variable
            ? `${name}.Body is not closed ${unended.isOverwritten ? `before ${name} is given another value` : unended.never ? 'anywhere' : 'on every path'}: its connection and two goroutines stay`
            : 'the response is thrown away and its body never closed: its connection and two goroutines stay',
          reasons: [
            `${shortName(callee)} gives back a body that its caller must close, also when it is not read`,
            variable && !unended.never
              ? `${name}.Body is closed or handed on elsewhere, not on this path`
              : `nothing in ${shortName(value.fn.name)} closes it or hands it on`,
          ],
          symbol: name,
        }),
      );
    }
  },
});

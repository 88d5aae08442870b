// A path of the function returns without closing the body of a response that it asked for.
import { onlyValue } from '../../../analyse/source/callee.ts';
import type { OwnedValue } from '../../../analyse/source/owned-values.ts';
import { ownedValues, unendedPath } from '../../../analyse/source/owned-values.ts';
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { Token } from '../../../model/go-token.ts';
import { callParts, nameOf, selectorParts, textOf } from '../../../model/go-tree.ts';
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

const ownership = { ends: new Set(['Body.Close']), parts: new Set(['Body']), borrowers };

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
    for (const value of ownedValues(facts, (callee) => (makers.has(callee) ? 0 : undefined))) {
      const { variable, callee } = value;
      if (isHead(facts, value)) continue;
      const unended = unendedPath(facts, value, {
        ...ownership,
        endedBy: (condition, holds) => hasNoBody(facts, value, condition, holds),
      });
      if (!unended) continue;
      const name = variable?.name ?? 'the response';
      report(
        unendedFinding(value, unended, {
          level: unended.borrowed ? 'suspect' : 'leak',
          ...(unended.borrowed ? { assumption: 'what is read of the body is not all of it' } : {}),
          message: variable
            ? `${name}.Body is not closed ${unended.never ? 'anywhere' : 'on every path'}: its connection and two goroutines stay`
            : 'the response is thrown away and its body never closed: its connection and two goroutines stay',
          reasons: [
            `${shortName(callee)} gives back a body that its caller must close, also when it is not read`,
            variable && !unended.never
              ? `${name}.Body is closed on other paths, not on this one`
              : `nothing in ${shortName(value.fn.name)} closes it or hands it on`,
          ],
          symbol: name,
        }),
      );
    }
  },
});

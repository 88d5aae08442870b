// A call that cannot be cancelled, where one that can exists and a context is at hand.
import { contextAtHand, isCleanUp, isOfTests } from '../../../analyse/source/context-at-hand.ts';
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { selectorParts } from '../../../model/go-tree.ts';
import type { CallOperation, SourceFunction } from '../../../model/source-function.ts';
import type { SourceEdit } from '../../source/source-rule.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

/** Calls that may wait for another process, with the name of the variant that takes a context first; the empty string where
 * that needs more than another name. Source: Go 1.27, packages net/http, database/sql, os/exec, net, crypto/tls. */
const variants: Readonly<Record<string, string>> = {
  'net/http.NewRequest': 'NewRequestWithContext',
  'net/http.Get': '',
  'net/http.Head': '',
  'net/http.Post': '',
  'net/http.PostForm': '',
  'net/http.Client.Get': '',
  'net/http.Client.Head': '',
  'net/http.Client.Post': '',
  'net/http.Client.PostForm': '',
  ...Object.fromEntries(
    ['DB', 'Tx', 'Stmt'].flatMap((type) =>
      ['Query', 'QueryRow', 'Exec', 'Prepare', 'Ping']
        .filter((name) => type === 'DB' || name !== 'Ping')
        .filter((name) => type !== 'Stmt' || name !== 'Prepare')
        .map((name) => [`database/sql.${type}.${name}`, `${name}Context`]),
    ),
  ),
  'database/sql.DB.Begin': '',
  'os/exec.Command': 'CommandContext',
  'net.Dial': '',
  'crypto/tls.Dial': '',
  'net.LookupHost': '',
  'net.LookupIP': '',
  'net.LookupAddr': '',
  'net.LookupTXT': '',
  'net.LookupSRV': '',
};

/** True when the request is sent from here by a client of net/http, and is not given a context first. Others may set one. */
function isSentAsItIs(facts: PackageFacts, fn: SourceFunction, call: CallOperation): boolean {
  const { tree } = fn.file;
  const made = variableOf(facts, fn, call);
  if (!made) return false;
  const names = ['WithContext', 'Clone'].map((name) => tree.names.find(name));
  for (let i = fn.body; i < fn.body + tree.size[fn.body]; i++)
    if (tree.kind[i] === NodeKind.SelectorExpr && names.includes(tree.aux[selectorParts(tree, i).name])) return false;
  return facts
    .flowOf(fn)
    .blocks.some(({ operations }) =>
      operations.some(
        (o) =>
          o.kind === 'call' &&
          /^net\/http\.(Client\.Do|Transport\.RoundTrip|RoundTripper\.RoundTrip)$/.test(o.callee.name) &&
          o.args.some((arg) => facts.placeOf(fn.file, arg)?.key === made),
      ),
    );
}

/** True when the command is waited for here; one that is only started may outlive the caller on purpose. */
function isWaitedFor(facts: PackageFacts, fn: SourceFunction, call: CallOperation): boolean {
  const made = variableOf(facts, fn, call);
  return facts.flowOf(fn).blocks.some(({ operations }) =>
    operations.some((o) => {
      if (o.kind !== 'call' || !/^os\/exec\.Cmd\.(Run|Output|CombinedOutput)$/.test(o.callee.name)) return false;
      return (
        o.callee.receiver === call.node ||
        (made !== undefined && facts.placeOf(fn.file, o.callee.receiver)?.key === made)
      );
    }),
  );
}

/** The variable that takes the first result of a call. */
function variableOf(facts: PackageFacts, fn: SourceFunction, call: CallOperation): string | undefined {
  for (const { operations } of facts.flowOf(fn).blocks)
    for (const o of operations) if (o.kind === 'assign' && o.value === call.node && o.index <= 0) return o.place?.key;
  return undefined;
}

export const sourceRule = defineSourceRule({
  id: 'CX005',
  stage: 'stable',
  level: 'note',
  imports: ['net/http', 'database/sql', 'os/exec', 'net', 'crypto/tls'],
  run(facts, { report }) {
    for (const fn of facts.functions) {
      if (isOfTests(facts, fn)) continue;
      const at = contextAtHand(facts, fn);
      if (!at || isCleanUp(fn.name)) continue;
      const { file } = fn;
      const { tree } = file;
      for (const call of facts.flowOf(fn).calls) {
        if (call.mode !== 'now') continue;
        const variant = variants[call.callee.name];
        if (variant === undefined) continue;
        if (call.callee.name === 'net/http.NewRequest' && !isSentAsItIs(facts, fn, call)) continue;
        if (call.callee.name === 'os/exec.Command' && !isWaitedFor(facts, fn, call)) continue;
        const target = call.node + 1;
        const name = tree.kind[target] === NodeKind.SelectorExpr ? selectorParts(tree, target).name : -1;
        const first = call.args[0] ?? -1;
        const edits: SourceEdit[] =
          variant === '' || name < 0
            ? []
            : [
                { file, start: tree.start[name], end: tree.end[name], text: variant },
                first < 0
                  ? { file, start: tree.end[call.node] - 1, end: tree.end[call.node] - 1, text: at.text }
                  : { file, start: tree.start[first], end: tree.start[first], text: `${at.text}, ` },
              ];
        const shown = call.callee.name.replace(/^.*\//, '');
        report({
          file,
          node: call.node,
          level: 'note',
          message: `${shown} cannot be cancelled although ${at.text} is at hand: the caller can give up, this call cannot`,
          reasons: [
            `${fn.name} was given a context`,
            variant === '' ? `${shown} has no context` : `${shown} has a variant with a context: ${variant}`,
          ],
          function: fn,
          symbol: shown,
          related: [{ file, node: at.variable.node, message: `${at.text} is at hand` }],
          fix: {
            summary:
              variant === '' ? `use the form of ${shown} that takes a context` : `call ${variant} with ${at.text}`,
            safe: false,
            edits,
          },
        });
      }
    }
  },
});

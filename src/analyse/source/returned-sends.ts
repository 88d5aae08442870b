// Goroutines that send, without another way out, on a channel that the function which started them returns, when that
// function was given a context: its caller stops to receive when the context ends, and the send waits for ever.
import { NodeKind } from '../../model/go-syntax.ts';
import type { SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { runsOfLiteral } from './activities.ts';
import { onlyValue } from './callee.ts';
import { capacityAt, usesOfChannel } from './channel-uses.ts';
import { typeOfVariable } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';

export interface ReturnedSend extends SourcePlace {
  /** The goroutine. */
  readonly sender: SourceFunction;
  readonly channel: Variable;
  readonly made: SourcePlace;
  /** The parameter that ends. */
  readonly context: Variable;
  /** The return that gives the channel away. */
  readonly given: SourcePlace;
}

/** The first such send on each channel that `fn` makes without room and returns; none when `fn` has no context, or when the
 * goroutine does not have it at hand. */
export function returnedSends(facts: PackageFacts, fn: SourceFunction): ReturnedSend[] {
  const { file } = fn;
  const { tree } = file;
  const binding = fn.params.length > 0 ? facts.bindingAt(file, fn.node) : undefined;
  const context = binding && fn.params.find((p) => typeNameOf(typeOfVariable(facts.program, binding, p)) === CONTEXT);
  if (!binding || !context) return [];
  const found: ReturnedSend[] = [];
  const parents = facts.parentsOf(file);
  for (const { operations } of facts.flowOf(fn).blocks)
    for (const operation of operations) {
      if (operation.kind !== 'return') continue;
      for (const value of operation.values) {
        const channel = facts.variableOf(file, value);
        if (!channel || channel.owner !== fn || found.some((one) => one.channel === channel)) continue;
        const made = onlyValue(binding, channel);
        if (made < 0 || capacityAt(facts, binding, made) !== 0) continue;
        const uses = usesOfChannel(facts, binding, channel);
        if (uses.some((use) => use.kind === 'escape' && tree.kind[parents[use.node]] !== NodeKind.ReturnStmt)) continue;
        // Who receives here, too, drains what is left.
        if (uses.some((use) => use.kind === 'receive' || use.kind === 'range')) continue;
        const send = uses.find((use) => {
          if (use.kind !== 'send' || use.file !== file || use.fn.parent !== fn) return false;
          const runs = runsOfLiteral(facts, use.fn);
          return runs.length === 1 && runs[0].kind === 'go' && isPlain(facts, use.fn, use.node);
        });
        if (!send || !mentions(facts, send.fn, context)) continue;
        found.push({
          file,
          node: send.node,
          sender: send.fn,
          channel,
          made: { file, node: made },
          context,
          given: { file, node: operation.node },
        });
      }
    }
  return found;
}

const CONTEXT = 'context.Context';

/** No case of a select. */
function isPlain(facts: PackageFacts, fn: SourceFunction, node: number): boolean {
  return facts
    .flowOf(fn)
    .blocks.some(({ operations }) => operations.some((o) => o.kind === 'send' && o.node === node && o.select < 0));
}

function mentions(facts: PackageFacts, { file, node }: SourceFunction, variable: Variable): boolean {
  const { tree } = file;
  for (let i = node; i < node + tree.size[node]; i++)
    if (tree.kind[i] === NodeKind.Ident && facts.variableOf(file, i) === variable) return true;
  return false;
}

// Goroutines that a loop starts for each item, without a limit, and that nobody waits for.
import { NodeKind } from '../../model/go-syntax.ts';
import { rangeParts } from '../../model/go-tree.ts';
import type {
  CallOperation,
  ChannelOperation,
  FlowBlock,
  Operation,
  SourceFunction,
} from '../../model/source-function.ts';
import type { SourceFile } from '../../model/source-package.ts';
import { onlyValue } from './callee.ts';
import { calleeBinding } from './channel-uses.ts';
import { localAt } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';

export interface ItemGoroutine {
  readonly call: CallOperation;
  /** The RangeStmt or ForStmt. */
  readonly loop: number;
  /** The operation by which the goroutine waits. */
  readonly waits: { readonly file: SourceFile; readonly node: number; readonly what: string };
}

/** What holds the loop back, or tells that somebody counts: tokens, limits, groups. */
const limits =
  /\.(Acquire|TryAcquire|Wait|WaitN|Allow|AllowN|Take|Reserve|Accept|AcceptTCP|AcceptStream|AcceptUniStream|AcceptUnix|Add|Go|SetLimit|Submit)$/;

/** Calls of the standard library that wait for another process. */
const slow =
  /^(net\/http\.(Client\.(Do|Get|Post|PostForm|Head)|Get|Post|PostForm|Head)|net\.(Dial|DialTimeout|Dialer\.Dial|Dialer\.DialContext)|database\/sql\.(DB|Tx|Conn|Stmt)\.\w+|os\/exec\.Cmd\.(Run|Wait|Output|CombinedOutput)|time\.Sleep)$/;

/** Calls are followed this far into the goroutine. */
const MAX_CALLS = 2;

/** Starts in loops of `fn`, one for each item, that nothing limits and `fn` does not wait for. */
export function itemGoroutines(facts: PackageFacts, fn: SourceFunction): ItemGoroutine[] {
  const { blocks } = facts.flowOf(fn);
  const starts = blocks.flatMap((block) =>
    block.operations
      .filter((o): o is CallOperation => o.kind === 'call' && o.mode === 'go' && block.loop >= 0)
      .map((call) => ({ call, block })),
  );
  if (starts.length === 0) return [];
  // A function that collects results, or waits for a group, knows how many there are.
  const operations = blocks.flatMap((b) => b.operations);
  if (operations.some((o) => o.kind === 'call' && limits.test(o.callee.name))) return [];
  const found: ItemGoroutine[] = [];
  for (const { call, block } of starts) {
    const { loop } = block;
    if (!isOfItems(facts, fn, loop)) continue;
    const { tree } = fn.file;
    const isInside = (o: Operation) => o.node >= loop && o.node < loop + tree.size[loop];
    const holds = operations.some((o) => {
      if (o.kind === 'send') return true;
      // The item itself may come by a receive; one behind the loop collects.
      if (o.kind === 'receive' || o.kind === 'range') return !isInside(o) && !isHeadOf(blocks, loop, o);
      return false;
    });
    if (holds) continue;
    const target = call.callee.literal ?? facts.functionOf(call.callee.declared);
    const waits = target && target.package === fn.package ? waitOf(facts, target, 0) : undefined;
    if (waits) found.push({ call, loop, waits });
  }
  return found;
}

function isHeadOf(blocks: readonly FlowBlock[], loop: number, operation: Operation): boolean {
  return blocks.some((b) => b.head === loop && b.operations.includes(operation));
}

/** A range over something whose length the source does not state. */
function isOfItems(facts: PackageFacts, fn: SourceFunction, loop: number): boolean {
  const { tree } = fn.file;
  if (tree.kind[loop] !== NodeKind.RangeStmt) return false;
  const { x } = rangeParts(tree, loop);
  const binding = calleeBinding(facts, fn);
  if (!binding || tree.kind[x] === NodeKind.CompositeLit || tree.kind[x] === NodeKind.BasicLit) return false;
  const variable = localAt(binding, x);
  const value = variable ? onlyValue(binding, variable) : -1;
  if (value >= 0 && tree.kind[value] === NodeKind.CompositeLit) return false;
  const { kind } = facts.typeOf(fn.file, x);
  return kind === 'slice' || kind === 'map' || kind === 'chan';
}

const isWait = (operation: Operation): operation is ChannelOperation =>
  (operation.kind === 'send' || operation.kind === 'receive') && operation.select < 0 && operation.mode === 'now';

const isField = ({ place }: ChannelOperation): boolean => place !== undefined && place.path.length > 0;

/** The first operation by which a function may wait for others: a plain channel operation, a call over the network. */
function waitOf(facts: PackageFacts, fn: SourceFunction, depth: number): ItemGoroutine['waits'] | undefined {
  for (const { operations } of facts.flowOf(fn).blocks)
    for (const operation of operations) {
      const place = { file: fn.file, node: operation.node };
      // A channel of the function that starts it, or of its own, is another matter (GL003, GL008).
      if (isWait(operation) && (operation.place?.root.kind !== 'local' || isField(operation)))
        return { ...place, what: operation.kind === 'send' ? 'a send' : 'a receive' };
      if (operation.kind !== 'call' || operation.mode !== 'now') continue;
      if (slow.test(operation.callee.name)) return { ...place, what: operation.callee.name };
      const callee = operation.callee.literal ?? facts.functionOf(operation.callee.declared);
      if (!callee || callee === fn || callee.package !== fn.package || depth >= MAX_CALLS) continue;
      const inner = waitOf(facts, callee, depth + 1);
      if (inner) return inner;
    }
  return undefined;
}

// Channels of a function that goroutines of a loop send to, one value each turn, and that the function receives from a fixed
// number of times: all turns but the first few are left behind.
import type { SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import type { Sender } from './abandoned-sends.ts';
import { many, sendersOf } from './abandoned-sends.ts';
import { onlyValue } from './callee.ts';
import { capacityAt, makesChannel, usesOfChannel } from './channel-uses.ts';
import { turnsAtMost } from './loop-turns.ts';
import type { PackageFacts } from './package-facts.ts';
import { waitedGroup } from './wait-groups.ts';

export interface LoopedSends {
  readonly channel: Variable;
  readonly made: SourcePlace;
  readonly capacity: number;
  readonly sender: Sender;
  /** Most receives of the function, all outside loops. */
  readonly received: number;
  /** Turns of the loop where its source states them, else undefined. */
  readonly turns: number | undefined;
}

/** One for each channel. All uses of the channel are seen, every goroutine sends on each of its paths, and nothing else receives
 * or waits. */
export function loopedSends(facts: PackageFacts, fn: SourceFunction): LoopedSends[] {
  if (!makesChannel(facts, fn)) return [];
  const binding = facts.bindingAt(fn.file, fn.node);
  const { blocks } = facts.flowOf(fn);
  if (!binding || fn.body < 0) return [];
  if (!blocks.some(({ loop, operations }) => loop >= 0 && operations.some((o) => o.kind === 'call' && o.mode === 'go')))
    return [];
  // A group that is waited for may hold the senders together in ways that are not counted here.
  if (blocks.some((b) => b.operations.some((o) => waitedGroup(facts, fn, o) !== undefined))) return [];
  const found: LoopedSends[] = [];
  for (const [variable, origin] of binding.origins) {
    if (variable.owner !== fn || origin.kind !== 'value') continue;
    const value = onlyValue(binding, variable);
    const capacity = value < 0 ? undefined : capacityAt(facts, binding, value);
    if (typeof capacity !== 'number' || capacity >= many || facts.typeOf(fn.file, value).kind !== 'chan') continue;
    const uses = usesOfChannel(facts, binding, variable);
    const all = sendersOf(facts, fn, uses);
    if (all?.senders.length !== 1) continue;
    const [sender] = all.senders;
    if (sender.count >= many || all.counter.maySendNothing(sender.fn)) continue;
    const loopOfMake = blocks.find((b) => b.operations.some((o) => o.node === value))?.loop ?? -1;
    const parents = facts.parentsOf(fn.file);
    const start = blocks.find((b) =>
      b.operations.some((o) => o.node === sender.start.node || parents[o.node] === sender.start.node),
    );
    if (!start || start.loop === loopOfMake) continue;
    const receives = uses.filter((use) => use.kind === 'receive' || use.kind === 'range');
    const isPlain = receives.every(
      (use) =>
        use.kind === 'receive' &&
        use.fn === fn &&
        blocks.some(
          (b) => b.loop === loopOfMake && b.operations.some((o) => o.kind === 'receive' && o.channel === use.node + 1),
        ),
    );
    const received = receives.length;
    if (!isPlain || received === 0 || uses.some((use) => use.kind === 'look')) continue;
    const turns = turnsAtMost(facts, fn, start.loop);
    // Room that was made for several: for as many as the loop starts, where that is not written there.
    if (turns === undefined ? capacity > 1 : turns * sender.count <= received + capacity) continue;
    found.push({ channel: variable, made: { file: fn.file, node: value }, capacity, sender, received, turns });
  }
  return found;
}

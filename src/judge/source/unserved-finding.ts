// The finding about a goroutine that waits on a channel which its starter leaves unserved; GL005 and GL006 share it.
import type { UnservedReceive } from '../../analyse/source/unserved-receives.ts';
import type { SourceFunction } from '../../model/source-function.ts';
import type { SourceFinding } from './source-rule.ts';
import { shortName } from './unended-finding.ts';

/** `what` is missing: `a close`, `a send or a close`. */
export function unservedFinding(fn: SourceFunction, found: UnservedReceive, what: string): SourceFinding {
  const { channel, start, leave, made, waiter, never, file, node } = found;
  const back = leave === fn.body ? 'the function ends' : `${shortName(fn.name)} returns here`;
  return {
    file,
    node,
    level: fn.file.isTestCode ? 'note' : 'leak',
    message: `this waits on ${channel.name} for ever when ${shortName(fn.name)} returns without ${what}`,
    reasons: [
      `${channel.name} is known to ${shortName(fn.name)} and what it starts only`,
      never ? `nothing there brings ${what}` : `a path of ${shortName(fn.name)} returns without ${what}`,
    ],
    function: waiter,
    symbol: channel.name,
    related: [
      { ...start, message: 'started here' },
      { ...made, message: `${channel.name} is made here` },
      { file: fn.file, node: leave, message: back },
    ],
    path: [
      { ...made, message: `${channel.name} is made` },
      { ...start, message: 'the goroutine starts' },
      { file: fn.file, node: leave, message: back },
    ],
    bornAt: [start],
  };
}

// The finding about a goroutine that waits on a channel which its starter leaves unserved; GL005 and GL006 share it.
import type { UnservedReceive } from '../../analyse/source/unserved-receives.ts';
import type { SourceFunction } from '../../model/source-function.ts';
import type { SourceFinding } from './source-rule.ts';
import { shortName } from './unended-finding.ts';

/** `what` is missing: `a close`, `a send or a close`. */
export function unservedFinding(fn: SourceFunction, found: UnservedReceive, what: string): SourceFinding {
  const { channel, start, leave, made, waiter, never, file, node } = found;
  const name = channel?.name ?? 'a channel of its own';
  const ends =
    leave === undefined
      ? []
      : [
          {
            file: fn.file,
            node: leave,
            message: leave === fn.body ? 'the function ends' : `${shortName(fn.name)} returns here`,
          },
        ];
  const starts = start ? [start] : [];
  return {
    file,
    node,
    level: fn.file.isTestCode ? 'note' : starts.length > 0 ? 'leak' : 'suspect',
    ...(start ? {} : { assumption: 'waiting for ever is not what is meant' }),
    message:
      leave === undefined
        ? `this waits on ${name} for ever: nothing brings ${what}`
        : `this waits on ${name} for ever when ${shortName(fn.name)} returns without ${what}`,
    reasons: [
      `${name} is known to ${shortName(fn.name)} and what it ${channel ? 'starts' : 'does here'} only`,
      never ? `nothing there brings ${what}` : `a path of ${shortName(fn.name)} returns without ${what}`,
    ],
    function: waiter,
    symbol: name,
    related: [
      ...starts.map((at) => ({ ...at, message: 'started here' })),
      { ...made, message: `${name} is made here` },
      ...ends,
    ],
    path: [
      { ...made, message: `${name} is made` },
      ...starts.map((at) => ({ ...at, message: 'the goroutine starts' })),
      ...ends,
    ],
    bornAt: starts,
  };
}

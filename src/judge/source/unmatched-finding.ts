// The finding about an operation whose channel has no other end anywhere in the package; GL004, GL005 and GL006 share it.
import type { UnmatchedWait } from '../../analyse/source/unmatched-waits.ts';
import { textOf } from '../../model/go-tree.ts';
import type { SourceFinding } from './source-rule.ts';
import { shortName } from './unended-finding.ts';

const verbs = {
  send: ['sends to', 'receives from'],
  receive: ['receives from', 'sends to it or closes'],
  range: ['ranges over', 'sends to it or closes'],
  close: ['closes', 'closes'],
} as const;

/** `note` in tests, where code of the package was not read, and where the channel has room for a while. */
export function unmatchedFinding(found: UnmatchedWait): SourceFinding {
  const { fn, file, node, operations, makes, room } = found;
  const names = operations.map(({ channel }) => textOf(file.tree, channel));
  const nobody = operations.map(
    ({ kind }, k) => `nobody ${verbs[kind][1]} ${operations.length === 1 ? 'it' : names[k]}`,
  );
  const isOne = operations.length === 1;
  const message = isOne
    ? `this ${verbs[operations[0].kind][0]} ${names[0]}, and ${nobody[0]}`
    : `no case of this select can ever go on: ${nobody.join(', ')}`;
  const isSure = room === 0 && !fn.package.isPartial && !fn.file.isTestCode;
  return {
    file,
    node,
    level: isSure ? 'suspect' : 'note',
    assumption:
      room !== 0
        ? 'it comes here more often than the channel has room'
        : fn.package.isPartial
          ? 'files of the package that were not read do nothing with the channel'
          : 'waiting for ever is not what is meant',
    message,
    reasons: [
      `every place where ${names.join(' and ')} can be is in this package`,
      isOne ? 'no such operation is among them' : 'none of its cases has another end there',
    ],
    function: fn,
    symbol: names[0],
    related: makes.slice(0, 3).map((make) => ({ ...make, message: 'the channel is made here' })),
    path: [
      ...makes.slice(0, 1).map((make) => ({ ...make, message: 'the channel is made' })),
      { file, node, message: `${shortName(fn.name)} waits for ever` },
    ],
  };
}

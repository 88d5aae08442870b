// The finding about a value that others wait for and that its function does not finish on every path; GL006 and GL014 share it.
import type { UnkeptPromise } from '../../analyse/source/unkept-promises.ts';
import type { SourceFinding } from './source-rule.ts';
import { shortName } from './unended-finding.ts';

/** The place is the wait; in tests it is a note. */
export function unkeptFinding({ fn, how, place, kept, published, leave, wait, waiter }: UnkeptPromise): SourceFinding {
  const name = [place.root.name, ...place.path].join('.');
  const what = how === 'close' ? `a close of ${name}` : `${name}.Done()`;
  const by = shortName(fn.name);
  return {
    ...wait,
    level: fn.file.isTestCode ? 'note' : 'suspect',
    message: `this waits for ever when ${by} returns without ${what}`,
    reasons: [
      `${by} lets others know of it before it is done, and nobody else brings ${what}`,
      `a path of ${by} returns without it, another one has it`,
    ],
    assumption: 'somebody waits for it by then',
    function: waiter,
    symbol: place.path.at(-1) ?? place.root.name,
    related: [
      { ...published, message: 'others know of it from here on' },
      { ...leave, message: leave.node === fn.body ? `${by} ends here` : `${by} returns here` },
      { ...kept, message: `another path has ${what}` },
    ],
    path: [
      { ...published, message: 'others know of it' },
      { ...leave, message: `${by} returns without ${what}` },
      { ...wait, message: 'waits for ever' },
    ],
  };
}

// HTTP/1 client connections whose response body nobody reads: `persistConn.readLoop` parked in `select` while no
// goroutine stands in a read on the same connection (net/http/transport.go: readLoop waits on waitForBodyRead).
import { countCommon } from '../../base/sorted-ids.ts';
import type { Epoch, Moment } from '../../model/history.ts';
import { groupsWith } from './frame-index.ts';

export interface UnreadBodies {
  /** Connections that wait for their body to be read or closed, less those that somebody reads from. */
  readonly count: number;
  /** Of those the goroutines that waited already in the moment before. */
  readonly seenTwice: number;
  readonly exactKeys: readonly string[];
}

const readLoop = 'net/http.(*persistConn).readLoop';
const bodyReads: ReadonlySet<string> = new Set(['net/http.(*bodyEOFSignal).Read', 'net/http.(*persistConn).Read']);

/** Counts unread bodies in the newest complete moment; undefined when there are none. */
export function deriveUnreadBodies(epoch: Epoch): UnreadBodies | undefined {
  const moments = epoch.moments.filter((m) => m.complete);
  const newest = moments.at(-1);
  if (!newest) return undefined;
  const waiting = waitingLoops(newest);
  const count = Math.max(0, waiting.reduce((n, g) => n + g.count, 0) - readers(newest));
  if (count === 0) return undefined;
  const before = moments.at(-2);
  let seenTwice = 0;
  if (before) {
    const earlier = new Map(waitingLoops(before).map((g) => [g.identity.exactKey, g]));
    for (const g of waiting) {
      const same = earlier.get(g.identity.exactKey);
      if (!same) continue;
      if (g.ids && same.ids) seenTwice += countCommon(g.ids, same.ids);
      else seenTwice += Math.min(g.count, same.count);
    }
    seenTwice = Math.min(seenTwice, count);
  }
  return { count, seenTwice, exactKeys: waiting.map((g) => g.identity.exactKey) };
}

function waitingLoops(moment: Moment) {
  return [...groupsWith(moment, (name) => name === readLoop)].filter((g) => {
    const names = g.stack.frames.map((f) => f.function);
    if (names.some((n) => n.includes('(*persistConn).Read'))) return false;
    // debug=1 hides the select: a loop with no frame below it but runtime's is parked there.
    return g.primitive === 'select' || g.primitive === 'unknown';
  });
}

/** Goroutines that read a body right now: in `(*persistConn).Read` or `(*bodyEOFSignal).Read`, not the loop itself. */
function readers(moment: Moment): number {
  let n = 0;
  for (const g of groupsWith(moment, (name) => bodyReads.has(name)))
    if (!g.stack.frames.some((f) => f.function === readLoop)) n += g.count;
  return n;
}

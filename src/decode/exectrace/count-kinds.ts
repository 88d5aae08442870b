// Counts by event number → counts by kind, under the names of golang.org/x/exp/trace.
import { kindOf } from './wire-events.ts';

/** Events by kind, from counts by event number. */
export function kindsOf(counts: Uint32Array): { events: number; kinds: Record<string, number> } {
  const kinds: Record<string, number> = {};
  let events = 0;
  for (let type = 0; type < 256; type++) {
    if (counts[type] === 0) continue;
    const kind = kindOf(type);
    kinds[kind] = (kinds[kind] ?? 0) + counts[type];
    events += counts[type];
  }
  return { events, kinds };
}

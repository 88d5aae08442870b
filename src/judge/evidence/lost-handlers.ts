// HTTP handlers that wait for others in the process while nobody waits for them any more.
import type { GroupFacts } from '../../analyse/runtime/facts.ts';
import type { Primitive } from '../../model/primitive.ts';
import { type EvidenceMaker, goroutines } from '../evidence-maker.ts';
import { isHeldUp } from '../lock-primitives.ts';
import { leastMoments } from './over-time.ts';

/** One or two may be between the end of their client and their own. */
const leastLost = 3;
/** What a client gives up on is slow; what then goes on for two minutes more is stuck. */
const leastHeldSeconds = 120;

/**
 * Waits that only others in the process end. A select, and a plain receive, may be the wait for the end of a connection that
 * the handler has taken over, or of a request whose body it never read: then net/http does not watch the client either.
 */
function isHeld(primitive: Primitive): boolean {
  return isHeldUp(primitive) || primitive === 'sync.Cond.Wait' || primitive === 'sync.WaitGroup.Wait';
}

/** Counts without ids: fewer may be others at each moment. */
const leastCounted = 10;

/** For how long (seconds) there have been as many, where the form has no ids. */
function countedSeconds({ series, group }: Pick<GroupFacts, 'series' | 'group'>): number {
  if (!series || group.ids !== undefined || group.count < leastCounted || series.counts.length < leastMoments) return 0;
  let from = series.counts.length - 1;
  while (from > 0 && series.counts[from - 1] >= leastCounted) from--;
  return series.times[series.times.length - 1] - series.times[from];
}

/** Handlers without a client that have been held for minutes, however many there are and whether more come or not. */
export const lostHandlers: EvidenceMaker = (f, epoch) => {
  const { clients, group, minutes, persistence, connectionKin } = f;
  if (!clients || connectionKin || !isHeld(group.primitive)) return [];
  if (clients.gone < leastLost || clients.gone * 2 < clients.handlers) return [];
  const held = Math.max(
    (minutes?.max ?? 0) * 60,
    persistence?.longestSeconds ?? 0,
    epoch.timed ? countedSeconds(f) : 0,
  );
  if (held < leastHeldSeconds) return [];
  return [
    {
      kind: 'orphan',
      class: 'strong',
      for: 'leak',
      text: `${goroutines(clients.gone)} serve HTTP requests whose clients have gone, and stand in ${group.primitive} for up to ${Math.round(held / 60)} min: nobody has woken them`,
      numbers: { handlers: clients.handlers, gone: clients.gone, seconds: Math.round(held) },
    },
  ];
};

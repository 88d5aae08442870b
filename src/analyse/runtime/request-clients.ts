// Which HTTP/1 handlers still have their client on the line: net/http reads ahead in a goroutine of its own while a
// handler runs (startBackgroundRead in net/http/server.go, since Go 1.8); it ends when the client goes.
import { hasId, sortedDistinct } from '../../base/sorted-ids.ts';
import type { Moment, MomentGroup } from '../../model/history.ts';

export interface RequestClients {
  /** Handlers of the group. */
  readonly handlers: number;
  /**
   * Those without a reader: the client has gone, or the handler took the connection over or did not read the body. In
   * forms without ids at least so many.
   */
  readonly gone: number;
}

/** Who has a client: ids of handlers, or how many in a form without ids. */
export type ConnectedHandlers = Float64Array | number;

const serve = 'net/http.(*conn).serve';
const handler = 'net/http.serverHandler.ServeHTTP';
/** Root of the goroutine that reads ahead for a handler. */
export const backgroundRead = 'net/http.(*connReader).backgroundRead';

/** The handlers whose connection is being read ahead; undefined when the moment does not tell. */
export function findConnectedHandlers(moment: Moment): ConnectedHandlers | undefined {
  if (!moment.complete) return undefined;
  const ids: number[] = [];
  let known = false;
  let readers = 0;
  let handlers = 0;
  for (const group of moment.groups.values()) {
    if (group.creatorIds && group.creatorIds.length > 0) known = true;
    // The handler that takes this very profile has no reader: it may have asked to close.
    if (isHandler(group) && group.role !== 'self') handlers += group.count;
    if (group.stack.frames.at(-1)?.function !== backgroundRead) continue;
    readers += group.count;
    for (const id of group.creatorIds ?? []) ids.push(id);
  }
  if (moment.hasIds && known) return sortedDistinct(ids);
  return handlers > 0 && !moment.hasIds ? readers : undefined;
}

/** The clients of a group of handlers; undefined for any other group, or where they are not known. */
export function deriveRequestClients(
  group: MomentGroup,
  connected: ConnectedHandlers | undefined,
): RequestClients | undefined {
  if (connected === undefined || !isHandler(group)) return undefined;
  if (typeof connected === 'number') return { handlers: group.count, gone: Math.max(0, group.count - connected) };
  if (!group.ids) return undefined;
  let gone = 0;
  for (const id of group.ids) if (!hasId(connected, id)) gone++;
  return { handlers: group.ids.length, gone };
}

function isHandler({ stack: { frames } }: MomentGroup): boolean {
  return frames.at(-1)?.function === serve && frames.some((f) => f.function === handler);
}

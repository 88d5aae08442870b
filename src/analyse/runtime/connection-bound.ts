// Which groups exist once per accepted connection: a server's own loop, or goroutines whose number follows one.

import { correlation } from '../../base/statistics.ts';
import { isClientSide } from '../../knowledge/client-packages.ts';
import type { GroupSeries, Moment, MomentGroup } from '../../model/history.ts';
import { groupsWith } from './frame-index.ts';

/**
 * Frames of a server that accepts connections, or the streams of one that carries many (yamux, smux, QUIC); goroutines
 * born from such a loop serve one each.
 */
const acceptFrame = /\.[aA]ccept(TCP|Unix|Stream|UniStream)?(WithContext|Context)?$/;
/** Frames of reading from a peer; such a goroutine is at a connection. */
const connectionRead = /^(net\.\(\*conn\)\.Read|crypto\/tls\.\(\*Conn\)\.Read|net\.\(\*(TCP|Unix|UDP)Conn\)\.\w+)$/;

export interface ConnectionFacts {
  /** Parked in a read from a connection, in no package that only ever dials. */
  readonly readsConnection: boolean;
  /** Born by a goroutine that stands in Accept now. */
  readonly bornByAcceptLoop: boolean;
  /** One of its creators has been seen in Accept, wherever its go statement is. */
  readonly bornByAcceptor: boolean;
}

/** Facts on one group; `acceptors` are the goroutines that stand in Accept, with the functions on their stacks. */
export function deriveConnectionFacts(
  group: MomentGroup,
  acceptors: ReadonlyMap<number, ReadonlySet<string>>,
): ConnectionFacts {
  const readsConnection =
    group.primitive === 'IO wait' &&
    group.stack.frames.some((f) => connectionRead.test(f.function)) &&
    !group.stack.frames.some((f) => isClientSide(f.function));
  const creators = group.creatorIds ?? new Float64Array();
  // The go statement must stand in the loop that accepts: main may start workers first and serve afterwards.
  const birth = group.stack.createdBy?.function ?? '';
  const bornByAcceptLoop = creators.length > 0 && creators.every((id) => acceptors.get(id)?.has(birth) ?? false);
  const bornByAcceptor = creators.some((id) => acceptors.has(id));
  return { readsConnection, bornByAcceptLoop, bornByAcceptor };
}

/** Adds the goroutines of the moment that stand in Accept, each with the functions on its stack. */
export function findAcceptors(moment: Moment, into: Map<number, ReadonlySet<string>>): void {
  for (const g of groupsWith(moment, (name) => acceptFrame.test(name))) {
    if (!g.ids) continue;
    const functions = new Set(g.stack.frames.map((f) => f.function));
    for (const id of g.ids) into.set(id, functions);
  }
}

/**
 * Whether a series goes with another one for one: it rose and fell with it, each step a whole multiple (1 to 3) of the
 * other's within 15 %, over a change of at least ten.
 */
export function followsOneToOne(series: GroupSeries, other: readonly number[]): boolean {
  const range = (v: readonly number[]) => Math.max(...v) - Math.min(...v);
  const [a, b] = [range(series.counts), range(other)];
  if (a < 10 || b < 10) return false;
  const ratio = a / b;
  const whole = [1, 2, 3, 1 / 2].some((w) => Math.abs(ratio / w - 1) <= 0.15);
  return whole && correlation(series.counts, other) >= 0.97;
}

/** DESIGN §5: fewer snapshots cannot show a trend. */
const leastForDistance = 6;
/** Fewer steps cannot show that two series move together. */
const leastSteps = 8;

/**
 * Whether a series moves in step with another one: their changes from moment to moment go together (r >= 0.9), not only
 * the two ramps, which any two do. Steps must differ: two straight lines tell nothing.
 */
export function movesInStep(series: GroupSeries, other: readonly number[]): boolean {
  const steps = (v: readonly number[]) => v.slice(1).map((x, i) => x - v[i]);
  const [a, b] = [steps(series.counts), steps(other)];
  if (a.length < leastSteps || Math.max(...series.counts) - Math.min(...series.counts) < 10) return false;
  if (new Set(a).size < 3 || new Set(b).size < 3) return false;
  return correlation(a, b) >= 0.9;
}

/** Whether two series differ by the same number throughout, give or take one, over a change of at least ten. */
export function keepsDistance(series: GroupSeries, other: readonly number[]): boolean {
  const { counts } = series;
  if (counts.length < leastForDistance || Math.max(...counts) - Math.min(...counts) < 10) return false;
  const distance = counts.map((c, i) => c - other[i]);
  return Math.max(...distance) - Math.min(...distance) <= 2;
}

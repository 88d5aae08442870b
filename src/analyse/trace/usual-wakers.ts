// Who woke others at the same place within the trace: whoever should have woken those that are still there.
import type { Frame } from '../../model/stack.ts';
import type { TraceFacts, WakeVia } from '../../model/trace-result.ts';

export interface UsualWaker {
  /** The function that woke; `<none>`: a timer, the network or the runtime. */
  readonly function: string;
  readonly count: number;
  /** How, when all wakes of this kind of goroutine were alike. */
  readonly via?: WakeVia;
}

const notWaiters = ['runtime.', 'sync.', 'internal/'];

/** Most frequent first. `frames` is the stack of those that wait, leaf first; `start` their start function. */
export function deriveUsualWakers(facts: TraceFacts, frames: readonly Frame[], start: string): UsualWaker[] {
  const site = frames.find((f) => !notWaiters.some((p) => f.function.startsWith(p)))?.function;
  if (!site) return [];
  const counts = new Map<string, number>();
  for (const edge of facts.siteEdges)
    if (edge.waitSite === site) counts.set(edge.wakeSite, (counts.get(edge.wakeSite) ?? 0) + edge.count);
  const vias = new Set(facts.edges.filter((e) => e.wakee === start).map((e) => e.via));
  const [via] = vias;
  return [...counts]
    .map(([name, count]) => ({ function: name, count, ...(vias.size === 1 && via ? { via } : {}) }))
    .sort((a, b) => b.count - a.count || (a.function < b.function ? -1 : 1));
}

// What the program itself wrote into the trace: tasks, regions, logs, labels; and CPU samples.
import type { TraceSink } from '../../model/trace-events.ts';
import type { RegionFacts, TaskFacts } from '../../model/trace-result.ts';
import { Durations } from './durations.ts';

interface Sum {
  count: number;
  readonly durations: Durations;
  open: number;
}

export class Annotations {
  logs = 0;
  samples = 0;
  readonly labels: Record<string, number> = Object.create(null);
  private readonly tasks = new Map<string, Sum>();
  private readonly openTasks = new Map<number, { name: string; at: number }>();
  private readonly regions = new Map<string, Sum>();
  /** Open regions of the goroutine in a slot, innermost last. */
  private readonly openRegions = new Map<number, { name: string; at: number }[]>();

  get sink(): TraceSink {
    return {
      task: (t, begin, _g, task, _parent, name) => {
        if (begin) {
          begun(this.tasks, name);
          this.openTasks.set(task, { name, at: t });
          return;
        }
        const open = this.openTasks.get(task);
        if (!open) return;
        ended(this.tasks, open.name, t - open.at);
        this.openTasks.delete(task);
      },
      region: (t, begin, g, _task, name) => {
        let open = this.openRegions.get(g);
        if (begin) {
          begun(this.regions, name);
          if (!open) {
            open = [];
            this.openRegions.set(g, open);
          }
          open.push({ name, at: t });
          return;
        }
        const inner = open?.pop();
        if (inner) ended(this.regions, name, t - inner.at);
      },
      goDestroy: (_t, g) => {
        if (this.openRegions.size > 0) this.openRegions.delete(g);
      },
      log: () => {
        this.logs++;
      },
      label: (_t, _g, text) => {
        this.labels[text] = (this.labels[text] ?? 0) + 1;
      },
      sample: () => {
        this.samples++;
      },
    };
  }

  taskList(): TaskFacts[] {
    return listOf(this.tasks);
  }

  regionList(): RegionFacts[] {
    return listOf(this.regions);
  }
}

function begun(sums: Map<string, Sum>, name: string): void {
  let sum = sums.get(name);
  if (!sum) {
    sum = { count: 0, durations: new Durations(false), open: 0 };
    sums.set(name, sum);
  }
  sum.count++;
  sum.open++;
}

function ended(sums: Map<string, Sum>, name: string, ns: number): void {
  const sum = sums.get(name);
  if (!sum) return;
  sum.open--;
  sum.durations.add(ns);
}

/** By name: begun in the trace, of them still open (or dropped with their goroutine), and how long the others took. */
function listOf(sums: Map<string, Sum>): TaskFacts[] {
  return [...sums]
    .map(([name, { count, open, durations }]) => ({ name, count, open, durationNs: durations.percentiles() }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

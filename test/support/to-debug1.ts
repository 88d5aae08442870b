// The debug=1 text of a decoded debug=0 profile, as runtime/pprof prints it: leading runtime frames are hidden.
import type { Snapshot } from '../../src/model/snapshot.ts';
import { countGoroutines } from '../../src/model/snapshot.ts';

/** Source: runtime/pprof/pprof.go@go1.26.8 printCountProfile, printStackRecord. */
const hidden = /^(runtime\.|internal\/runtime\/)/;

/** The text; program counters are made up, one for each function and line. */
export function toDebug1(snapshot: Snapshot): string {
  const { rows, stacks, labelSets } = snapshot;
  const lines = [`${snapshot.profile} profile: total ${countGoroutines(snapshot)}`];
  const counters = new Map<string, number>();
  const countOf = (row: number) => rows.count?.[row] ?? 1;
  const order = Array.from({ length: rows.length }, (_, i) => i).sort((a, b) => countOf(b) - countOf(a));
  for (const row of order) {
    const { frames } = stacks[rows.stack[row]];
    const pcs = frames.map((f) => {
      const place = `${f.function}:${f.line}`;
      if (!counters.has(place)) counters.set(place, 0x400000 + counters.size * 16);
      return `0x${(counters.get(place) as number).toString(16)}`;
    });
    lines.push(`${countOf(row)} @ ${pcs.join(' ')}`);
    const labels = Object.entries(labelSets[rows.labels?.[row] ?? 0] ?? {});
    if (labels.length > 0)
      lines.push(`# labels: {${labels.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join(', ')}}`);
    const first = frames.findIndex((f) => !hidden.test(f.function));
    for (let i = Math.max(0, first); i < frames.length; i++)
      lines.push(`#\t${pcs[i]}\t${frames[i].function}+0x10\t${frames[i].file}:${frames[i].line}`);
    lines.push('');
  }
  return `${lines.join('\n')}\n`;
}

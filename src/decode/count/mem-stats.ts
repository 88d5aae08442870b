// Makes a metrics sample of the `# runtime.MemStats` trailer of a debug=1 heap profile.
import type { Provenance } from '../../model/capture.ts';
import type { MetricsSample } from '../../model/profile.ts';

/** `# Key = value` pairs as metrics; `# Stack = inuse / sys` gives its first number, lists (PauseNs) are left out. */
export function memStatsSample(stats: ReadonlyMap<string, string>, provenance: Provenance): MetricsSample {
  const number = (key: string): number | undefined => {
    const text = stats.get(key)?.split(' / ')[0];
    if (text === undefined || text === '' || !Number.isFinite(Number(text))) return undefined;
    return Number(text);
  };
  const used = new Set(['HeapAlloc', 'HeapInuse', 'Stack', 'Sys', 'NumGC']);
  const other: [string, number][] = [];
  for (const key of stats.keys()) {
    const value = number(key);
    if (value !== undefined && !used.has(key)) other.push([`memstats.${key}`, value]);
  }
  return {
    provenance,
    ...(provenance.takenAt === undefined ? {} : { takenAt: provenance.takenAt }),
    ...present('heapAllocBytes', number('HeapAlloc')),
    ...present('heapInuseBytes', number('HeapInuse')),
    ...present('stackInuseBytes', number('Stack')),
    ...present('sysBytes', number('Sys')),
    ...present('gcCycles', number('NumGC')),
    other: Object.fromEntries(other),
  };
}

function present<K extends string>(key: K, value: number | undefined): { [P in K]?: number } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: number };
}

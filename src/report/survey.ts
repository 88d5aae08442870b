// What a run looked at, in numbers: goroutines of the newest moment, moments, span, Go versions.
import type { RunResult, SourceInfo } from '../model/run-result.ts';

export interface Survey {
  /** Goroutines of the newest moment, over all targets; absent when no source counts them. */
  readonly goroutines?: number;
  readonly moments?: number;
  /** Between the first and the last moment, ms. */
  readonly spanMs?: number;
  readonly goVersions: readonly string[];
  readonly targets: readonly string[];
}

function newestGoroutines(sources: readonly SourceInfo[]): number | undefined {
  const newest = new Map<string, SourceInfo>();
  for (const source of sources) {
    if (source.goroutines === undefined || source.profile === 'goroutineleak') continue;
    const key = source.target ?? '';
    const other = newest.get(key);
    if (!other || (source.takenAt ?? '') >= (other.takenAt ?? '')) newest.set(key, source);
  }
  if (newest.size === 0) return undefined;
  let total = 0;
  for (const source of newest.values()) total += source.goroutines ?? 0;
  return total;
}

/** Reads `targets` first, then what the sources say of themselves. */
export function surveyRun(result: RunResult): Survey {
  const targets = result.targets ?? [];
  // A moment that holds a leak profile alone counts no goroutines; what the sources say is better then.
  const counted = targets.every((t) => t.goroutinesLast) ? targets : [];
  const times = targets
    .flatMap((t) => [t.firstAt, t.lastAt])
    .flatMap((t) => (t === undefined ? [] : [Date.parse(t)]))
    .filter((t) => Number.isFinite(t));
  const moments = targets.length > 0 ? Math.max(...targets.map((t) => t.moments)) : undefined;
  const span = times.length > 1 ? Math.max(...times) - Math.min(...times) : 0;
  return {
    goroutines:
      counted.length > 0 ? counted.reduce((n, t) => n + (t.goroutinesLast ?? 0), 0) : newestGoroutines(result.sources),
    moments: moments ?? (result.limits.includes('one-moment') ? 1 : undefined),
    spanMs: span > 0 ? span : undefined,
    goVersions: [...new Set(result.sources.flatMap((s) => (s.goVersion ? [s.goVersion] : [])))],
    targets:
      targets.length > 0
        ? targets.map((t) => t.name).filter((name) => name !== '')
        : [...new Set(result.sources.flatMap((s) => (s.target ? [s.target] : [])))],
  };
}

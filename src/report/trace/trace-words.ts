// How times, shares and places of a trace are written. The clock of a trace has steps of 64 ns: three digits are enough.
import { neutralise } from '../../base/neutralise.ts';
import type { Frame } from '../../model/stack.ts';

/** `64 ns`, `1.28 µs`, `46.7 ms`, `1.73 s`; `-` for a time that did not come. */
export function formatNs(ns: number): string {
  if (ns < 0) return '-';
  if (ns < 1000) return `${Math.round(ns)} ns`;
  const [value, unit] = ns < 1e6 ? [ns / 1e3, 'µs'] : ns < 1e9 ? [ns / 1e6, 'ms'] : [ns / 1e9, 's'];
  return `${value >= 100 ? Math.round(value) : value.toPrecision(3)} ${unit}`;
}

/** `3.15 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const [value, unit] =
    bytes < 1024 ** 2
      ? [bytes / 1024, 'KiB']
      : bytes < 1024 ** 3
        ? [bytes / 1024 ** 2, 'MiB']
        : [bytes / 1024 ** 3, 'GiB'];
  return `${value >= 100 ? Math.round(value) : value.toPrecision(3)} ${unit}`;
}

/** `12.3 %`. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 2 : 1)} %`;
}

/** `main.worker (app/pool.go:88)`. */
export function formatPlace(frame: Frame | undefined): string {
  if (!frame) return '';
  const file = frame.file?.split('/').slice(-2).join('/');
  return neutralise(file ? `${frame.function} (${file}:${frame.line ?? 0})` : frame.function);
}

/** A name of the trace, safe to print; goroutines that never showed one are called that. */
export function formatName(name: string): string {
  return name === '' ? '(unnamed, since before the trace)' : neutralise(name);
}

/** What a goroutine waits for, in words. */
export function formatReason(reason: string, inferred?: string): string {
  if (reason === '') return 'coroutine switch';
  if (reason === '?') return inferred ? `${neutralise(inferred)} (by its frames)` : '? (since before the trace)';
  return neutralise(reason);
}

/** Columns two blanks apart; those named in `right` are set to the right. */
export function tableLines(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, [...cell].length);
  }
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const blanks = ' '.repeat(widths[i] - [...cell].length);
        return right.includes(i) ? blanks + cell : cell + blanks;
      })
      .join('  ')
      .trimEnd(),
  );
}

// One line of progress on stderr, only on a terminal and only once the work has lasted 300 ms.
import { monotonicMs } from './clock.ts';

export interface Progress {
  /** Replaces the line. */
  show(text: string): void;
  /** Takes the line away before anything else is written. */
  clear(): void;
}

const patienceMs = 300;
const everyMs = 100;

/** `quiet` or a piped stderr gives one that says nothing. */
export function newProgress(quiet: boolean): Progress {
  const { stderr } = process;
  if (quiet || stderr.isTTY !== true) return { show() {}, clear() {} };
  const started = monotonicMs();
  let last = 0;
  let shown = false;
  return {
    show(text) {
      const now = monotonicMs();
      if (now - started < patienceMs || now - last < everyMs) return;
      last = now;
      shown = true;
      stderr.write(`\r\u001b[K${text.slice(0, (stderr.columns ?? 80) - 1)}`);
    },
    clear() {
      if (shown) stderr.write('\r\u001b[K');
      shown = false;
    },
  };
}

/** `41 MiB`, for progress only. */
export function shortBytes(bytes: number): string {
  return bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} KiB` : `${Math.round(bytes / 1024 ** 2)} MiB`;
}

/** `4m 20s`. */
export function shortTime(ms: number): string {
  const s = Math.round(ms / 1000);
  return s < 60 ? `${s}s` : `${Math.floor(s / 60)}m ${s % 60}s`;
}

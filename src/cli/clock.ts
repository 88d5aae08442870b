// The real clock, passed into the pipeline so that tests can pass another.
import type { Clock } from '../pipeline/climb-ladder.ts';

/** Milliseconds since some moment before the start of the process; never falls. (`performance` would load 12 modules.) */
export const monotonicMs = (): number => process.uptime() * 1000;

export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise<void>((resolve) => {
      if (ms <= 0 || signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener('abort', done, { once: true });
    }),
};

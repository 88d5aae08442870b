// What a full dump costs the service, from measurements: how long it takes and for how long the world stands still.

/** [goroutines, wall ms, longest freeze ms] of debug=2; go1.19.8, 2 cores, reference/goroutine-dumps.md §5. */
const measured: readonly (readonly [number, number, number])[] = [
  [1_000, 16, 0.8],
  [10_000, 531, 268],
  [100_000, 8_200, 1_480],
  [1_000_000, 58_000, 9_100],
];

/** Expected ms of a debug=2 for so many goroutines; between the measured points by straight lines in log-log. */
export function expectedDumpCost(goroutines: number): { readonly wallMs: number; readonly pauseMs: number } {
  if (goroutines <= measured[0][0]) return { wallMs: measured[0][1], pauseMs: measured[0][2] };
  let i = 1;
  while (i < measured.length - 1 && measured[i][0] < goroutines) i++;
  const [n0, wall0, pause0] = measured[i - 1];
  const [n1, wall1, pause1] = measured[i];
  const share = Math.log(goroutines / n0) / Math.log(n1 / n0);
  return { wallMs: wall0 * (wall1 / wall0) ** share, pauseMs: pause0 * (pause1 / pause0) ** share };
}

/** `1.5 s`, `270 ms`. */
export function formatPause(ms: number): string {
  return ms >= 950 ? `${Math.round(ms / 100) / 10} s` : `${Math.max(1, Math.round(ms / 10) * 10 || Math.round(ms))} ms`;
}

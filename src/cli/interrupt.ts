// Ctrl-C: the first one asks the run to end with what it knows, the second ends the process at once.

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Takes the handlers off again. */
  release(): void;
}

/** Listens for SIGINT and SIGTERM. The handler only sets a flag; the run looks at it. */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    if (process.stderr.isTTY)
      process.stderr.write('\nparkwatch: ending with what is known; Ctrl-C again ends at once\n');
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    release() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

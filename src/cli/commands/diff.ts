// Runs `diff` on two sources of any kind and prints what changed.
import { exitCodes } from '../../pipeline/exit-code.ts';
import { runDiff } from '../../pipeline/run-diff.ts';
import { renderDiff, renderDiffJson } from '../../report/render-diff.ts';
import { type GatherFlags, gather } from '../gather.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { textOptions, writeOut } from '../print-result.ts';
import { UsageError } from '../usage-error.ts';

export interface DiffFlags extends GatherFlags {
  readonly tolerance: string;
  readonly mainModule?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** Returns the exit code; throws `UsageError`. */
export async function runDiffCommand(before: string, after: string, flags: DiffFlags): Promise<number> {
  const tolerance = parseTolerance(flags.tolerance);
  const interrupt = listenForInterrupt();
  try {
    // A comparison of counts: the leak profile and its garbage collection add nothing.
    const gentle = { ...flags, leakGc: false };
    const a = await gather([before], gentle, interrupt.signal);
    const b = await gather([after], gentle, interrupt.signal);
    const result = runDiff(
      { name: before, decoded: a.decoded },
      { name: after, decoded: b.decoded },
      { tolerance, mainModule: flags.mainModule, problems: [...a.problems, ...b.problems] },
    );
    await writeOut(flags.json ? renderDiffJson(result) : renderDiff(result, textOptions({ verbose: flags.verbose })));
    return a.interrupted || b.interrupted ? exitCodes.interrupted : result.exitCode;
  } finally {
    interrupt.release();
  }
}

/** `10,10%`, `50`, `20%`; what is not given stays at its default. */
export function parseTolerance(text: string): { goroutines: number; percent: number } {
  const tolerance = { goroutines: 10, percent: 10 };
  for (const part of text.split(',')) {
    const match = /^\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(part);
    if (!match) throw new UsageError(`--tolerance ${text} cannot be read; write 10, 20% or 10,20%`);
    if (match[2]) tolerance.percent = Number(match[1]);
    else tolerance.goroutines = Number(match[1]);
  }
  return tolerance;
}

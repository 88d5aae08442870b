// Runs `check` on files, folders, bundles, standard input and live services, and prints the result.
import { exitCodes, type FailOn } from '../../pipeline/exit-code.ts';
import { judgeDecoded } from '../../pipeline/run-check.ts';
import { parseDuration } from '../duration.ts';
import { type GatherFlags, gather } from '../gather.ts';
import { findIgnoreFile, readIgnoreFile } from '../ignore-file.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { type OutputFlags, planOutput } from '../output.ts';
import { UsageError } from '../usage-error.ts';

export interface CheckFlags extends GatherFlags, OutputFlags {
  readonly failOn: string;
  readonly age: string;
  readonly all?: boolean;
  readonly sameMoment?: boolean;
  readonly mainModule?: string;
  /** A path; `--no-ignore` makes it false. */
  readonly ignoreFile?: string;
  readonly ignore?: boolean;
  /** Folder of the program's Go source. */
  readonly source?: string;
}

/** Returns the exit code; throws `UsageError`. */
export async function runCheckCommand(sources: readonly string[], flags: CheckFlags): Promise<number> {
  const ageSeconds = parseDuration(flags.age);
  if (ageSeconds === undefined) throw new UsageError(`--age ${flags.age} is no duration; write 90s, 10m or 2h`);
  if (!['leak', 'suspect', 'note'].includes(flags.failOn))
    throw new UsageError(`--fail-on ${flags.failOn} is none of leak, suspect, note`);
  const output = planOutput(flags);
  const ignoreFile = flags.ignore === false ? undefined : (flags.ignoreFile ?? findIgnoreFile(process.cwd()));
  const ignores = ignoreFile === undefined ? undefined : await readIgnoreFile(ignoreFile, Date.now());
  const interrupt = listenForInterrupt();
  try {
    const gathered = await gather(sources, { ...flags, traces: true }, interrupt.signal);
    const judged = judgeDecoded(gathered.decoded, {
      failOn: flags.failOn as FailOn,
      ageSeconds,
      groups: true,
      sameMoment: flags.sameMoment,
      mainModule: flags.mainModule,
      problems: [...gathered.problems, ...(ignores?.problems ?? [])],
      ignores: ignores?.rules,
      source: flags.source === undefined ? undefined : (await import('../source-join.ts')).openSourceJoin(flags.source),
      limits: gathered.limits,
      next: gathered.next,
    });
    const exitCode = gathered.interrupted
      ? exitCodes.interrupted
      : gathered.timedOut && judged.findings.length === 0
        ? exitCodes.timeLimit
        : judged.exitCode;
    const result = { ...judged, exitCode };
    await output.write(result);
    return exitCode;
  } finally {
    interrupt.release();
  }
}

// Where results go: one form on standard output (or `--output`), and any number of others into files.
import { writeFileSync } from 'node:fs';
import type { RunResult } from '../model/run-result.ts';
import { formats, isFormat, printResult, writeOut } from './print-result.ts';
import { suggest } from './suggest.ts';
import { UsageError } from './usage-error.ts';

export interface OutputFlags {
  readonly json?: boolean;
  readonly format?: string;
  readonly output?: readonly string[];
  readonly verbose?: boolean;
  readonly all?: boolean;
  readonly sarif?: string;
  readonly junit?: string;
  readonly markdown?: string;
  readonly html?: string;
  readonly ndjson?: string;
}

export interface OutputPlan {
  /** Writes all forms; the groups of the result stand in those that draw them, in the others with `--all` only. */
  write(result: RunResult): Promise<void>;
}

const byEnding: Readonly<Record<string, string>> = {
  json: 'json',
  ndjson: 'ndjson',
  sarif: 'sarif',
  xml: 'junit',
  md: 'markdown',
  html: 'html',
  htm: 'html',
  txt: 'text',
};

/** The files and the form of standard output that the flags ask for; throws `UsageError` for a form that is not known. */
export function planFiles(flags: OutputFlags): {
  readonly files: readonly { readonly file: string; readonly format: string }[];
  readonly toStdout: string | undefined;
} {
  const stdout = flags.json ? 'json' : flags.format;
  if (stdout !== undefined && !isFormat(stdout))
    throw new UsageError(
      `--format ${stdout} is not known${suggest(stdout, formats)}; it is one of ${formats.join(', ')}`,
    );
  const files: { file: string; format: string }[] = [];
  for (const file of flags.output ?? [])
    files.push({ file, format: stdout ?? byEnding[file.split('.').at(-1) ?? ''] ?? 'text' });
  for (const format of ['sarif', 'junit', 'markdown', 'html', 'ndjson'] as const) {
    const file = flags[format];
    if (file !== undefined) files.push({ file, format });
  }
  return { files, toStdout: (flags.output ?? []).length === 0 ? (stdout ?? 'text') : undefined };
}

/** Reads the flags before any work is done; throws `UsageError`. */
export function planOutput(flags: OutputFlags): OutputPlan {
  const { files, toStdout } = planFiles(flags);
  const { verbose, all } = flags;
  const drawsGroups = toStdout === 'html' || files.some((f) => f.format === 'html');
  return {
    async write(given) {
      const bare = all || drawsGroups ? given : { ...given, groups: undefined };
      const resultFor = (format: string) => (format === 'text' ? given : bare);
      for (const { file, format } of files) {
        const text = await printResult(resultFor(format), format, { verbose, all, file: true });
        if (file === '-') await writeOut(text);
        else
          try {
            writeFileSync(file, text);
          } catch (error) {
            throw new UsageError(`${file} cannot be written: ${(error as Error).message}`);
          }
      }
      if (toStdout) await writeOut(await printResult(resultFor(toStdout), toStdout, { verbose, all }));
    },
  };
}

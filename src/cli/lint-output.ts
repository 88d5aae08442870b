// Where a lint result goes, and in which forms; the counterpart of output.ts.
import { writeFileSync } from 'node:fs';
import type { LintResult } from '../model/lint-result.ts';
import { type OutputFlags, planFiles } from './output.ts';
import { type PrintOptions, printResult, textOptions, writeOut } from './print-result.ts';
import { UsageError } from './usage-error.ts';

/** Reads the flags before any work is done; throws `UsageError` for a form that is not known. */
export function planLintOutput(flags: OutputFlags): (result: LintResult) => Promise<void> {
  const { files, toStdout } = planFiles(flags);
  return async (result) => {
    for (const { file, format } of files) {
      const text = await printLint(result, format, { verbose: flags.verbose, file: true });
      if (file === '-') await writeOut(text);
      else
        try {
          writeFileSync(file, text);
        } catch (error) {
          throw new UsageError(`${file} cannot be written: ${(error as Error).message}`);
        }
    }
    if (toStdout) {
      const text = await printLint(result, toStdout, { verbose: flags.verbose });
      if (text !== '') await writeOut(text);
    }
  };
}

async function printLint(result: LintResult, format: string, options: PrintOptions): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('../report/lint/render-lint-text.ts')).renderLintText(result, textOptions(options));
    case 'json':
      return (await import('../report/lint/render-lint-json.ts')).renderLintJson(result);
    case 'ndjson':
      return [...(await import('../report/lint/render-lint-json.ts')).renderLintNdjson(result)].join('');
    case 'sarif':
      return (await import('../report/lint/render-lint-sarif.ts')).renderLintSarif(result);
    default: {
      const { lintAsRun } = await import('../report/lint/lint-as-run.ts');
      return printResult(lintAsRun(result), format, options);
    }
  }
}

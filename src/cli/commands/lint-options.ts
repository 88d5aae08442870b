// `parkwatch lint`: its flags and help. The work is in lint.ts, loaded when called.
import type { Command } from 'commander';
import { addOutputFlags, many } from '../output-flags.ts';

/** Adds the command; `setExit` receives the exit code of the run. */
export function addLintCommand(program: Command, setExit: (code: number) => void): void {
  const command = program
    .command('lint')
    .description('goroutine and context leaks in Go source; needs no Go toolchain and no tree that builds')
    .argument('[packages...]', 'packages as `go` names them: ./..., a folder, an import path, files; default ./...');
  addOutputFlags(command, 'findings')
    .option('--level <level>', 'the lowest level that is shown: leak, suspect or note', 'suspect')
    .option('--fail-on <level>', 'exit 1 from this level on: leak, suspect or note', 'leak')
    .option('--rules <ids>', 'only these rules, by id or name, separated by commas; -ID leaves one out')
    .option('--trial', 'run the rules on trial, too; they never change the exit code')
    .option('--tags <list>', 'build tags, separated by commas')
    .option('--tests <bool>', 'read test files', 'true')
    .option('--go <version>', 'language version, e.g. 1.22, instead of what go.mod says')
    .option('--stdin-filename <file>', 'standard input stands for this file; only its findings are shown')
    .option('--with <dump>', 'a dump, profile or bundle: say which findings it shows; may be repeated', many)
    .option('--fix [which]', 'apply safe fixes to the files; --fix=all also those that need a look')
    .option('--baseline <file>', 'leave out what stands in this file')
    .option('--write-baseline <file>', 'write the findings into such a file')
    .option('--new-from <rev>', 'only findings on lines that changed since this git revision')
    .option('--ignore-file <file>', 'what to ignore (default: the nearest .parkwatch.yml from here upward)')
    .option('--no-ignore', 'honour no ignore file')
    .option('--stats', 'time and findings per rule')
    .option('-v, --verbose', 'all steps, whole diffs, every problem')
    .option('--no-cache', 'work everything out anew; PARKWATCH_CACHE names the folder of results')
    .option('-q, --quiet', 'no progress')
    .addHelpText(
      'after',
      `
Examples:
  $ parkwatch lint ./...
  $ parkwatch lint ./server --rules GL003,CX002 --level note --sarif lint.sarif`,
    )
    .action(async (packages: string[], options) => {
      const { runLintCommand } = await import('./lint.ts');
      setExit(await runLintCommand(packages, options));
    });
}

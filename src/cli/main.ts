// The command line: one file per command, loaded only when it is called, so that a small check starts fast.
import { Command } from 'commander';
import { version } from '../pipeline/version.ts';
import { addCaptureCommand } from './commands/capture-options.ts';
import { addCheckCommand } from './commands/check-options.ts';
import { addCompletionCommand } from './commands/completion-options.ts';
import { addDiffCommand } from './commands/diff-options.ts';
import { addExplainCommand } from './commands/explain-options.ts';
import { addLintCommand } from './commands/lint-options.ts';
import { addShowCommand } from './commands/show-options.ts';
import { addTraceCommand } from './commands/trace-options.ts';
import { UsageError } from './usage-error.ts';

const commands = new Map([
  ['check', addCheckCommand],
  ['diff', addDiffCommand],
  ['show', addShowCommand],
  ['capture', addCaptureCommand],
  ['trace', addTraceCommand],
  ['lint', addLintCommand],
  ['explain', addExplainCommand],
  ['completion', addCompletionCommand],
]);

/** The command that is called; all of them where their names are asked for, by help, a slip or completion. */
function commandsFor(name: string | undefined) {
  const called = name === 'completion' ? undefined : commands.get(name ?? '');
  return called ? [called] : commands.values();
}

/** Runs the command line; returns the exit code and never throws for bad use. */
export async function main(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command('parkwatch');
  const setExit = (code: number) => {
    exitCode = code;
  };
  program
    .description('Finds goroutine leaks and context-cancel leaks in Go services, and names its evidence.')
    .version(version)
    .showHelpAfterError('(see parkwatch --help)')
    .exitOverride();
  for (const add of commandsFor(argv[0])) add(program, setExit);
  for (const command of program.commands) command.showHelpAfterError(helpHint(command.name()));
  surviveClosedPipe();
  try {
    await program.parseAsync(['node', 'parkwatch', ...argv]);
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (code.startsWith('commander.')) return (error as { exitCode: number }).exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) {
      process.stderr.write(`parkwatch ${argv[0]}: ${error.message}\n`);
      return 2;
    }
    throw error;
  }
  return exitCode;
}

/** Where the examples of a command stand; those that read a file also read standard input. */
const helpHint = (command: string): string =>
  ['check', 'show'].includes(command)
    ? `(see parkwatch ${command} --help; parkwatch ${command} - reads standard input)`
    : `(see parkwatch ${command} --help)`;

/** `parkwatch … | head` closes our output early: that is no failure of ours. */
function surviveClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
}

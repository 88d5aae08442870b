// `parkwatch explain`: its flags and help. The work is in explain.ts, loaded when called.
import type { Command } from 'commander';

/** Adds the command; `setExit` receives the exit code of the run. */
export function addExplainCommand(program: Command, setExit: (code: number) => void): void {
  program
    .command('explain')
    .description(
      'a wait reason, state, goroutine header, cause, rule, verdict, problem code, form, word of a trace or Go version',
    )
    .argument('<word...>', 'what to explain; several words are one')
    .option('--json', 'print the explanation as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ parkwatch explain select no cases
  $ parkwatch explain GL003`,
    )
    .action(async (words: string[], options) => {
      const { runExplainCommand } = await import('./explain.ts');
      setExit(await runExplainCommand(words.join(' '), options));
    });
}

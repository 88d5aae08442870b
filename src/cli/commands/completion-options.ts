// `parkwatch completion`: its help. The scripts are made in completion.ts from the commands themselves.
import type { Command } from 'commander';

/** Adds the command; `setExit` receives the exit code of the run. */
export function addCompletionCommand(program: Command, setExit: (code: number) => void): void {
  program
    .command('completion')
    .description('a completion script for a shell')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText(
      'after',
      `
Examples:
  $ parkwatch completion bash > ~/.local/share/bash-completion/completions/parkwatch
  $ parkwatch completion fish > ~/.config/fish/completions/parkwatch.fish`,
    )
    .action(async (shell: string) => {
      const { runCompletionCommand } = await import('./completion.ts');
      setExit(runCompletionCommand(shell, program));
    });
}

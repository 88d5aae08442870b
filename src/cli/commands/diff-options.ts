// `parkwatch diff`: its flags and help. The work is in diff.ts, loaded when called.
import type { Command } from 'commander';
import { addLiveFlags } from '../live-flags.ts';

/** Adds the command; `setExit` receives the exit code of the run. */
export function addDiffCommand(program: Command, setExit: (code: number) => void): void {
  const command = program
    .command('diff')
    .description('what grew, appeared, went and stayed between two moments; two builds may be compared')
    .argument('<before>', 'file, bundle, URL or host:port')
    .argument('<after>', 'the same, later')
    .option('--tolerance <n[,p%]>', 'growth counts above this many goroutines and this share', '10,10%')
    .option('--main-module <path>', "the program's own module, e.g. example.com/shop")
    .option('--json', 'print the result as JSON')
    .option('-v, --verbose', 'every group')
    .option('-q, --quiet', 'no progress');
  addLiveFlags(command);
  command
    .addHelpText(
      'after',
      `
Examples:
  $ parkwatch diff before.pb.gz after.pb.gz --tolerance 50,20%
  $ parkwatch diff baseline.tgz localhost:6060 --json`,
    )
    .action(async (before: string, after: string, options) => {
      const { runDiffCommand } = await import('./diff.ts');
      setExit(await runDiffCommand(before, after, options));
    });
}

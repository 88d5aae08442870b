// `parkwatch capture`: its flags and help. The work is in capture.ts, loaded when called.
import type { Command } from 'commander';
import { addLiveFlags } from '../live-flags.ts';
import { addLadderFlags } from './check-options.ts';

/** Adds the command; `setExit` receives the exit code of the run. */
export function addCaptureCommand(program: Command, setExit: (code: number) => void): void {
  const command = program
    .command('capture')
    .description('everything a live service offers, in one bundle that `check` reads')
    .argument('<target>', 'URL or host:port')
    .option('-o, --output <path>', 'a .tgz file, or a folder (default parkwatch-TARGET-TIME.tgz)')
    .option('--redact', 'take label values and argument words out')
    .option('--seconds <n>', 'also an execution trace of so many seconds')
    .option('--json', 'print the manifest')
    .option('-q, --quiet', 'no progress');
  addLadderFlags(command);
  addLiveFlags(command);
  command
    .addHelpText(
      'after',
      `
Examples:
  $ parkwatch capture localhost:6060 -o case.tgz && parkwatch check case.tgz
  $ parkwatch capture https://pay.internal:8443/debug/pprof/ --bearer-file token --redact --for 5m`,
    )
    .action(async (target: string, options) => {
      const { runCaptureCommand } = await import('./capture.ts');
      setExit(await runCaptureCommand(target, options));
    });
}

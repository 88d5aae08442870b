// `parkwatch check`: its flags and help. The work is in check.ts, loaded when called.
import type { Command } from 'commander';
import { addLiveFlags } from '../live-flags.ts';
import { addOutputFlags } from '../output-flags.ts';

/** Flags that say how a live service is photographed; `check` and `show` share them. */
export function addLadderFlags(command: Command): void {
  command
    .option('--for <duration>', 'live: watch this long and take a series')
    .option('--every <duration>', 'live: time between two moments of the series (default 15s)')
    .option('--budget <duration>', 'live: time for all captures of one moment (default 20s)')
    .option('--max-goroutines <n>', 'live: no full dump above this many goroutines (default 10000)')
    .option('--no-leak-gc', "live: leave out the runtime's leak profile, which costs a garbage collection");
}

/** Adds the command; `setExit` receives the exit code of the run. */
export function addCheckCommand(program: Command, setExit: (code: number) => void): void {
  const command = program
    .command('check')
    .description('one diagnosis of dumps, profiles, traces, crash logs, test logs, bundles or a live service')
    .argument(
      '<source...>',
      'files, folders, .tgz bundles, `-`, URLs or host:port; several are snapshots of one target in time order',
    );
  addOutputFlags(command, 'findings and groups')
    .option('--fail-on <level>', 'exit 1 from this level on: leak, suspect or note', 'leak')
    .option('--age <duration>', 'a goroutine at one place for longer is old', '10m')
    .option('--all', 'every group, also the healthy ones')
    .option('--same-moment', 'all sources were taken at one moment')
    .option('--target <name>', 'all sources are of this one target')
    .option('--main-module <path>', "the program's own module, e.g. example.com/shop")
    .option('--source <dir>', 'the Go source of the program: names causes and fixes by the code at each site')
    .option('--ignore-file <file>', 'what to ignore (default: the nearest .parkwatch.yml from here upward)')
    .option('--no-ignore', 'honour no ignore file')
    .option('-v, --verbose', 'all stacks and all evidence')
    .option('-q, --quiet', 'no progress');
  addLadderFlags(command);
  addLiveFlags(command);
  command
    .addHelpText(
      'after',
      `
Examples:
  $ parkwatch check localhost:6060 --for 5m --every 15s
  $ parkwatch check dump.txt leak.pb.gz --same-moment --html report.html
  $ kill -QUIT PID; parkwatch check service.log   # no pprof: ends the service, its log has the dump`,
    )
    .action(async (sources: string[], options) => {
      const { runCheckCommand } = await import('./check.ts');
      setExit(await runCheckCommand(sources, options));
    });
}

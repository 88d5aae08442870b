// `parkwatch show`: its flags and help. The work is in show.ts, loaded when called.
import type { Command } from 'commander';
import { addLiveFlags } from '../live-flags.ts';

/** Adds the command; `setExit` receives the exit code of the run. */
export function addShowCommand(program: Command, setExit: (code: number) => void): void {
  const command = program
    .command('show')
    .description('every group of a dump or profile, sorted and folded')
    .argument('<source...>', 'file, bundle, `-`, URL or host:port')
    .option('--by <what>', 'group by stack, park, birth or label:KEY', 'stack')
    .option('--where <expression>', 'only goroutines for which this holds')
    .option('--goroutines', 'one entry a goroutine')
    .option('--flame <file>', 'write a flame graph, .svg or .html')
    .option('--folded', 'print folded stacks, as flamegraph.pl reads them')
    .option('--main-module <path>', "the program's own module, e.g. example.com/shop")
    .option('--json', 'print the result as JSON')
    .option('-v, --verbose', 'whole stacks, full names, ids')
    .option('-q, --quiet', 'no progress');
  addLiveFlags(command);
  command
    .addHelpText(
      'after',
      `
Fields of --where: func, file (any frame), park, user, birth, primitive, reason, state, label.KEY (texts: == != =~ !~);
wait (minutes, or 90s 10m 2h), id, creator, depth (numbers: == != < <= > >=); leaked, locked. Join with && || ! ( ).

Examples:
  $ parkwatch show dump.txt --where 'wait > 10 && primitive == "select" && func =~ "net/http"'
  $ parkwatch show localhost:6060 --by label:tenant --flame tenants.html`,
    )
    .action(async (sources: string[], options) => {
      const { runShowCommand } = await import('./show.ts');
      setExit(await runShowCommand(sources, options));
    });
}

// `parkwatch trace`: its flags and help. The work is in trace.ts, loaded when called.
import type { Command } from 'commander';
import { addLiveFlags } from '../live-flags.ts';

/** Adds the command; `setExit` receives the exit code of the run. */
export function addTraceCommand(program: Command, setExit: (code: number) => void): void {
  const command = program
    .command('trace')
    .description('an execution trace: who wakes whom, who cancelled whom, what is still blocked')
    .argument('<view-or-source...>', 'perhaps a view, then a trace: a file, a bundle, - or host:port')
    .option('--json', 'print the result as JSON')
    .option('-o, --output <file>', 'write there; the ending chooses the form: .json .dot .html .svg .pb.gz .folded')
    .option('--limit <n>', 'rows and trees that a text view shows, 0 for all', '20')
    .option('--from <time>', 'only from this time of the trace on, e.g. 250ms or 1.5s')
    .option('--to <time>', 'only up to this time')
    .option('--dot', 'graph: print DOT for Graphviz')
    .option('--by <nodes>', 'graph: start or birth, what the nodes are', 'start')
    .option('--threshold-ms <ms>', 'graph: only edges with at least so much blocked time')
    .option('--focus <function>', 'graph: only edges from or to functions whose name holds this')
    .option('--fail-over <ms>', 'graph, diff: exit 1 when one edge of the program blocked longer')
    .option('--baseline <trace>', 'sched, gc: compare with a trace of the same program when it was well')
    .option('--where <expression>', 'events: only those for which it holds')
    .option('--as <form>', 'export: pprof, folded or perfetto', 'pprof')
    .option('--time <kind>', 'export: sync, net, syscall, sched or block, the time that is counted', 'sync')
    .option('--seconds <n>', 'live: length of the trace (default 5)')
    .option('--flight <path>', 'live: what a flight recorder of the service holds, e.g. /debug/flight')
    .option('--keep <file>', 'live: also keep the bytes of the trace')
    .option('--fail-on <level>', 'exit 1 from this level on: leak, suspect or note (a sign of sickness)', 'leak')
    .option('-q, --quiet', 'no progress');
  addLiveFlags(command);
  command
    .addHelpText(
      'after',
      `
Views
  overview     what one should know first (also without a view)
  graph        who wakes whom, how often, and how long was waited
  cancels      who called cancel, which goroutines it woke, in order, with delays
  blocked      who is blocked when the trace ends, since when, and which go statements grew
  gc           collections, assists, stops of the world
  sched        waits for a processor, run queue, waiters by place
  goroutines   time by start function       syscalls   by calling function
  tasks        what the program annotated   regions    likewise
  timeline     every goroutine over time, by group or processor: -o timeline.html, or --json
  events       every event as a line of JSON, with --where 'kind == "GoBlock" && func =~ "worker"'
  export       --as pprof --time sync -o sync.pb.gz; --as folded; --as perfetto
  diff A B     what got slower to be woken, new edges, new blockers

Examples:
  $ parkwatch trace cancels localhost:6060 --seconds 5
  $ parkwatch trace graph trace.out --threshold-ms 10 --dot | dot -Tsvg > wakes.svg`,
    )
    .action(async (args: string[], options) => {
      const { runTraceCommand } = await import('./trace.ts');
      setExit(await runTraceCommand(args, options));
    });
}

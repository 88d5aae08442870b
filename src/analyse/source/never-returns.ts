// Calls after which nothing happens any more: the process ends, the goroutine ends, the test ends.
import type { CallOperation, FlowGraph } from '../../model/source-function.ts';

/** Functions of the standard library that do not come back, read in Go 1.27 (os, runtime, syscall, log, testing): all that
 * are exported. Their bodies are not read for this question. */
const exits = new Map<string, 'exit' | 'panic'>([
  ['os.Exit', 'exit'],
  ['syscall.Exit', 'exit'],
  ['runtime.Goexit', 'exit'],
  ['log.Panic', 'panic'],
  ['log.Panicf', 'panic'],
  ['log.Panicln', 'panic'],
  ['log.Logger.Panic', 'panic'],
  ['log.Logger.Panicf', 'panic'],
  ['log.Logger.Panicln', 'panic'],
  ['testing.Main', 'exit'],
]);

/** Every logger names them so (log, klog, logrus, zap, testing); one that came back would only make a rule silent. */
const fatalName = /(^|[./])(Fatal|Fatalf|Fatalln|Fatalw|FatalDepth|Exit|Exitf|FailNow|Skip|Skipf|SkipNow)$/;

/** How the call ends its path; undefined when it comes back or that is not known. */
export function endOfCall(call: CallOperation): 'panic' | 'exit' | undefined {
  const { callee } = call;
  if (callee.kind === 'builtin') return callee.name === 'panic' ? 'panic' : undefined;
  return endOfName(callee.name);
}

const endsByName = new Map<string, 'panic' | 'exit' | undefined>(exits);

/** The same by the name of what is called, `os.Exit` or `log.Logger.Panic`. */
export function endOfName(name: string): 'panic' | 'exit' | undefined {
  const known = endsByName.get(name);
  if (known !== undefined || endsByName.has(name)) return known;
  const end = fatalName.test(name) ? 'exit' : undefined;
  endsByName.set(name, end);
  return end;
}

/** True when no path of a function leads to a return. */
export function neverReturns(graph: FlowGraph): boolean {
  const seen = new Set<number>([0]);
  const open = [0];
  while (open.length > 0) {
    const block = graph.blocks[open.pop() as number];
    if (!block) return false;
    if (block.end === 'return') return false;
    for (const edge of block.edges)
      if (!seen.has(edge.to)) {
        seen.add(edge.to);
        open.push(edge.to);
      }
  }
  return graph.blocks.length > 0;
}

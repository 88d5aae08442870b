// Problems of reading an execution trace.
import { pagesOf } from './problem-page.ts';

const whole =
  'The whole generations before it are read; what else could be put in order is counted in `salvaged` alone.';

export const traceProblems = pagesOf('exectrace', [
  [
    'not-a-trace',
    'not an execution trace',
    'The bytes do not begin with `go 1.NN trace`.',
    'Take one: curl -o trace.out "http://HOST:6060/debug/pprof/trace?seconds=5", or go test -trace trace.out.',
  ],
  [
    'v1',
    'a trace in the format of Go 1.21 or older',
    'Go 1.22 replaced the format, and nothing here reads the old one.',
    'Build the program with Go 1.22 or later and take the trace again; go tool trace of any Go opens the old file.',
  ],
  [
    'newer-version',
    'a header that is newer than what is known',
    'It was read by the rules of the newest version that is known; events that came later are left out with the rest of their batch.',
    'Look for a newer Parkwatch.',
  ],
  [
    'truncated',
    'the trace is cut',
    `It ends within a generation: trace.Stop was not called, the copy broke off, or a cap was reached. ${whole}`,
    'Take the trace again and let trace.Stop or WriteTo return before the file is closed.',
  ],
  [
    'broken-batch',
    'something else stands where a batch should begin',
    `The bytes are damaged there, or a program printed into the file. ${whole}`,
    'See that nothing else writes to the file of the trace, and take it again.',
  ],
  [
    'broken-generation',
    'a generation that cannot be read',
    `Its tables or its limits are damaged. ${whole}`,
    'Take the trace again.',
  ],
  [
    'broken-order',
    'an event that cannot happen in this state',
    `Events contradict one another, so the file is damaged. ${whole}`,
    'Take the trace again; if it happens again with the same Go version, please report it.',
  ],
  [
    'cannot-advance',
    'no event can come next',
    `Each thread waits for an event of another one, so some are missing. ${whole}`,
    'Take the trace again.',
  ],
  [
    'missing-table',
    'a text or stack that is not in the file',
    `An event names a string or stack that its generation does not have. ${whole}`,
    'Take the trace again.',
  ],
  [
    'damaged-batch',
    'the rest of a batch was left out',
    'It holds an event that does not exist, or runs over its end; its goroutines may look older than they are.',
    'Take the trace again.',
  ],
]);

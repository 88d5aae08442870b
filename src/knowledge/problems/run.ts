// Problems of the run itself: rules, reports, usage.
import { pagesOf } from './problem-page.ts';

export const runProblems = [
  ...pagesOf('run', [
    [
      'outside-trace',
      'the trace ends before the time that was asked for',
      'Nothing of the trace lies in the window of --from and --to.',
      'parkwatch trace FILE says how long it is; times count from its first event.',
    ],
    [
      'trace-not-joined',
      'dump and trace do not fit together',
      'They share too few goroutine ids, or the same ids began in other functions: they are of two processes, or of two runs of one. Each is judged alone.',
      'Take both from one process: curl "http://HOST:6060/debug/pprof/trace?seconds=5" and then goroutine?debug=2.',
    ],
    [
      'interrupted',
      'interrupted',
      'You stopped it; what was known by then is printed, and marked as partial.',
      'Run it again for the rest.',
    ],
    [
      'ignore-expired',
      'an ignore entry has expired',
      'The day in its `until` has passed; what it took out is reported again.',
      'Look at the finding again; then fix it, or give the entry a new day and reason.',
    ],
    [
      'ignore-exceeded',
      'more goroutines than an ignore entry allows',
      'Its `max` is passed, so what was meant to be bounded grows; everything that fits is reported.',
      'Find out why there are more; raise `max` only if they are all meant to be there.',
    ],
    [
      'budget',
      'the time budget is used up',
      'Further rungs of the ladder were left out; the result says which.',
      'Give it more: --budget 60s',
      'reserved',
    ],
    [
      'no-target',
      'nothing to read',
      'No source was given, or none could be read.',
      'parkwatch check --help shows two examples.',
      'reserved',
    ],
  ]),
  ...pagesOf('judge', [
    [
      'rule-failed',
      'a rule failed',
      'A bug of Parkwatch in one rule; the others have run. Its cause is missing from this result.',
      'Please report it, with the stack that is named.',
    ],
  ]),
  ...pagesOf('report', [
    [
      'too-many-results',
      'more results than the format takes',
      'SARIF and annotations have limits; the worst come first and the rest is counted.',
      'Use --json for all of them.',
    ],
  ]),
  ...pagesOf('source', [
    [
      'no-package',
      'no Go package of this name',
      'A pattern fits no folder with Go files, and no package of the build list has this import path.',
      'Name a folder (./server), ./... for all, or an import path of this module or its dependencies.',
    ],
    [
      'unreadable',
      'a folder that cannot be listed',
      'The system refused to list it; what lies in it was not linted.',
      'Look at its permissions: ls -ld FOLDER',
    ],
    [
      'syntax',
      'a Go file with a syntax error',
      'The declaration that is named was left out (of a function with a broken body only the body); the rest of the file was read.',
      'Look at the line that is named: gofmt -l FILE',
    ],
    [
      'too-deep',
      'Go code nested too deep',
      'An expression, type or statement is nested 5,000 levels deep or more. The declaration around it was left out.',
      'If the file is generated, leave it out.',
    ],
    [
      'too-large',
      'a Go file that is too large',
      'More than 128 MiB, or 4 GiB with its tokens and nodes: nothing of the file was read.',
      'If the file is generated, leave it out or split it.',
    ],
    [
      'mismatch',
      'source and stack do not fit',
      'The line of the stack holds no such operation: the source is of another version. It is not used as evidence.',
      'Check out the commit that was built.',
    ],
  ]),
  ...pagesOf('cli', [
    [
      'usage',
      'the command is not understood',
      'A flag or argument is unknown, missing or does not fit.',
      'parkwatch COMMAND --help',
      'reserved',
    ],
    [
      'bad-config',
      'the configuration cannot be read',
      'The file is no YAML of the expected shape; the line stands in the message.',
      'Correct the line.',
      'reserved',
    ],
  ]),
];

// The words of verdicts (DESIGN §5) explained: every verdict, class, kind of evidence, reason of a group, limit of a
// run and form. The records are total: a new word of the model does not compile until it is explained here.
// One thing: tables of texts.
import type { Form } from '../model/capture.ts';
import type { EvidenceClass, EvidenceKind, GroupWhy, RunLimit, Verdict } from '../model/verdict.ts';

export interface Word {
  readonly meaning: string;
  /** When it is given. */
  readonly when: string;
  /** What the reader can do. */
  readonly next: string;
}

type Row = readonly [meaning: string, when: string, next: string];

function words<K extends string>(rows: Readonly<Record<K, Row>>): Readonly<Record<K, Word>> {
  return Object.fromEntries(
    Object.entries<Row>(rows).map(([key, [meaning, when, next]]) => [key, { meaning, when, next }]),
  ) as Record<K, Word>;
}

export const verdictWords: Readonly<Record<Verdict, Word>> = words({
  leak: [
    'Goroutines are left behind for good, and the evidence says so.',
    'Any certain row; growth with decoupled; ratchet with decoupled; a known leak that grows; growth of the same ids; growth at a place that the source rules name; nobody left to wake it, with a second sign.',
    'Read cause and fix of the finding; exit code 1.',
  ],
  suspect: [
    'A strong sign, or two supporting ones of different kinds, but no proof.',
    'One strong row alone, or two supporting rows of different kinds, or strong rows below a server connection.',
    'Take a series: parkwatch check host:6060 --for 5m --every 15s',
  ],
  'cannot-tell': [
    'The input does not allow an answer; this is not a clean bill.',
    'The input is incomplete, or nothing in it was usable.',
    'Look at the limits and problems: each says what is missing and how to get it.',
  ],
  clean: [
    'No sign of a leak in what was seen.',
    'Every group is explained by an against-row, or six and more moments over the age threshold show nothing. A single dump without signs is clean with the limit one-moment.',
    'Look at what was not visible; take a series to be sure of growth.',
  ],
});

export const classWords: Readonly<Record<EvidenceClass, Word>> = words({
  certain: ['Proof by itself.', 'The runtime proved it, or the language forbids that anything wakes it.', 'Act on it.'],
  strong: [
    'Two fitting ones make a leak; one alone makes a suspect.',
    'Measured over time, or a rule at the very operation.',
    'Look for a second, independent sign.',
  ],
  supporting: [
    'Fits a leak, and other things too.',
    'Age, numbers at one place, a rule nearby.',
    'Two of different kinds make a suspect.',
  ],
  against: [
    'Explains the group without a leak; cancels the rows that it explains.',
    'Pools, connections, known loops, no growth, progress.',
    'parkwatch explain verdicts shows what each one cancels.',
  ],
});

export const evidenceWords: Readonly<Record<EvidenceKind, Word & { readonly class: string }>> = (() => {
  const table: Readonly<Record<EvidenceKind, readonly [cls: string, ...Row]>> = {
    'runtime-proof': [
      'certain',
      'The runtime’s leak detector found that nobody can wake these goroutines.',
      'The exact group is in the goroutineleak profile or marked (leaked); never main, never a record without frames.',
      'Fix it. No mark proves nothing: the detector saw 4 of 27 real leaks wholly.',
    ],
    'runtime-deadlock': [
      'certain',
      'The runtime ended the program because nothing could go on.',
      '`all goroutines are asleep - deadlock!` or a synctest deadlock.',
      'Read the crash page: it names who waits for whom.',
    ],
    'by-definition': [
      'certain',
      'It waits on something that nothing can ever wake.',
      'A nil channel, an empty select, or a context that nobody can cancel. Once in the process, started by main or init, it is only a suspect.',
      'Fix it, or return instead of waiting for ever.',
    ],
    'wait-cycle': [
      'certain or strong',
      'Goroutines wait for each other in a circle.',
      'Certain when pointers show who holds which lock; strong by stacks alone.',
      'Take the locks in one order, or never twice.',
    ],
    growth: [
      'strong',
      'The group grows over the series, more than chance would do.',
      'At least 6 moments; one-sided Mann–Kendall, corrected over all groups (Benjamini–Hochberg); a gain of 10 goroutines and 20 % (Theil–Sen); births exceed deaths where ids exist.',
      'Look at what starts them; compare with the load.',
    ],
    decoupled: [
      'strong',
      'It grows while what could explain it does not.',
      'Regressed on open connections, requests in flight, pools and subscriptions of the same moments.',
      'With growth or ratchet it is a leak.',
    ],
    ratchet: [
      'strong',
      'Each burst leaves a higher floor behind.',
      'At least 3 bursts, and a higher floor after a burst no larger than an earlier one.',
      'Look at the work of the bursts.',
    ],
    immortal: [
      'strong',
      'The same goroutines stand at the same place longer than the age threshold, while the service worked.',
      'The same ids over more than --age (10 minutes), born after warm-up.',
      'Look at what each one waits for.',
    ],
    'nobody-left': [
      'strong',
      'No other goroutine is left that could wake it.',
      'Nobody else is running, runnable, sleeping, in IO wait or in a system call but the runtime’s own.',
      'The process is wedged: find the first that should have moved.',
    ],
    orphan: [
      'strong or supporting',
      'Whoever started it has ended, and it waits on something only that one or its peers could provide.',
      'The creator is gone; strong for a channel operation seen twice by id with no peer elsewhere.',
      'Look at how the starting function can return before this one ends.',
    ],
    'unread-body': [
      'strong',
      'An HTTP connection waits for somebody to read or close a response body, and nobody does.',
      'persistConn.readLoop in select with nobody in persistConn.Read on the same connection, twice.',
      'Close response bodies (RS003).',
    ],
    accrual: [
      'strong',
      'They were started one by one over the whole life of the process, and are all there.',
      'One dump with ids of a process that is at least 3 minutes old: 20 or more at one place, their ids spread evenly from the first goroutines to the newest, not born as its connections are, and some of them young: where all have waited for minutes in which more would have come, whatever started them has stopped. Pools lie at the beginning, requests and sessions near the end.',
      'Look for what should end them; a second dump, minutes later, tells whether any of them does end.',
    ],
    'pile-up': [
      'strong',
      'Many goroutines wait at one lock or channel.',
      'At least 10 at one pointer, else at one site, named with the root blocker; fewer at a lock for longer than the age threshold.',
      'Look at the root blocker, not at the queue.',
    ],
    'known-leak': [
      'strong',
      'It looks like a documented leak of a library.',
      'A signature of knowledge/known-leaks, at a version that has it and in numbers that one healthy instance has not.',
      'Read the issue that is named; update, or use the library as the fix says.',
    ],
    'test-leak': [
      'strong',
      'A test left it behind.',
      'goleak reported it, or it was left when a test binary timed out.',
      'Stop it in t.Cleanup.',
    ],
    source: [
      'strong or supporting',
      'A source rule says the same at the same place.',
      'Strong: a leak-level rule at the very operation and function; supporting: any other rule there.',
      'The finding shows the path in the source.',
    ],
    trace: [
      'strong or supporting',
      'An execution trace of the same process shows it blocked while more of its kind were started.',
      'Not woken during the trace while its birth site kept creating; strong when ten and more are blocked at its end and the site grew over three generations, or made twenty and more of which none ended, half of them standing still, and no older ones of its kind ended as fast.',
      'Take dumps a few minutes apart.',
    ],
    age: [
      'supporting',
      'The dump shows it waiting for long.',
      'Wait minutes above the threshold. The runtime dates a wait by the GC cycle before: it may be too high by one GC interval, or missing.',
      'Take a second dump: the same id at the same place is sure.',
    ],
    concentration: [
      'supporting',
      'Very many of all goroutines stand at one place.',
      'At least 100 goroutines and 30 % of the process at one park site.',
      'Compare with the load at that moment.',
    ],
    plateau: [
      'against',
      'It does not grow.',
      'Flat since the first moment, back to the old floor after a burst, or flat after an equal burst. Cancels growth, ratchet, immortal and age. A large group whose creator has ended stays a suspect.',
      'Nothing, unless the number itself is too high.',
    ],
    coupled: [
      'against',
      'It moves with the traffic.',
      'Follows a group that measures load. Cancels decoupled, and caps at suspect.',
      'Compare at a moment of low load.',
    ],
    'connection-bound': [
      'against',
      'Each one belongs to a connection of a client.',
      'Its root, or the chain of its creators, is the loop of a server for one connection. Caps at suspect; only certain rows lift it.',
      'Count the open connections: ss -tn state established.',
    ],
    'idle-pool': [
      'against',
      'It waits for its next use in a pool.',
      'A signature of a pooled worker or connection; holds for 180 s after a burst.',
      'Look at the size of the pool, if there are too many.',
    ],
    'known-benign': [
      'against',
      'It is known to wait like this by design.',
      'A signature of knowledge/signatures. Cancels concentration, age and immortal; never growth with decoupled.',
      'Nothing, unless it grows.',
    ],
    'lifetime-singleton': [
      'against',
      'There is one for the life of the process, a client or a server.',
      'A signature of knowledge/signatures. Cancels concentration, age and immortal; never growth with decoupled.',
      'If there are many: somebody makes many clients.',
    ],
    progress: [
      'against',
      'It was woken between the moments.',
      'Its stack, or the time of its wait, changed. Cancels age and immortal only: a ticking loop per request makes progress and leaks.',
      'Look at the growth instead.',
    ],
  };
  return Object.fromEntries(
    Object.entries(table).map(([key, [cls, meaning, when, next]]) => [key, { class: cls, meaning, when, next }]),
  ) as Record<EvidenceKind, Word & { readonly class: string }>;
})();

export const whyWords: Readonly<Record<GroupWhy, Word>> = words({
  runtime: [
    'It belongs to the runtime, or is the main goroutine.',
    'Root runtime.main, main.main or a system goroutine.',
    'Nothing.',
  ],
  self: ['It takes the dump or the profile.', 'Its frames are those of pprof.', 'Nothing.'],
  'one-moment': [
    'It was seen at one moment only, so nothing can be said of growth or age.',
    'A single dump or profile.',
    'parkwatch check host:6060 --for 5m',
  ],
  'no-sign': ['Nothing speaks for a leak.', 'Enough moments, and no row.', 'Nothing.'],
  'idle-pool': ['It waits for its next use in a pool.', 'See the evidence of that name.', 'Nothing.'],
  'known-benign': ['It waits by design.', 'See the evidence of that name.', 'Nothing.'],
  'lifetime-singleton': [
    'It lives as long as the process, a client or a server.',
    'See the evidence of that name.',
    'Nothing.',
  ],
  'connection-bound': ['It belongs to a connection of a client.', 'See the evidence of that name.', 'Nothing.'],
  plateau: ['It does not grow.', 'See the evidence of that name.', 'Nothing.'],
  coupled: ['It moves with the traffic.', 'See the evidence of that name.', 'Nothing.'],
  progress: ['It is woken again and again.', 'See the evidence of that name.', 'Nothing.'],
  'unknown-side': [
    'It grows with connections, and nothing tells whether peers or this process opens them.',
    'It reads from a connection of unknown side, its starters have ended, hardly any have ended themselves, and nothing else explains the growth.',
    'Compare with the number of clients: ss -tn state established. If the process dials them, a Close is missing.',
  ],
  'open-streams': [
    'It handles streams, which grow, and nothing tells whether their clients are still there.',
    'Handlers of RPCs or HTTP/2 requests in a select of their own, with no other sign than growth.',
    'Compare with the number of clients. A handler whose select has no case for the stream’s context outlives its client.',
  ],
  'few-rises': [
    'Its count rose in a few goes, and without ids nothing tells new goroutines from old ones.',
    'A series of profiles (debug=0 or 1), three rises or fewer: workers that were set up anew look like workers left behind.',
    'Take debug=2, or watch for longer.',
  ],
  sleepers: [
    'Sleepers grow, and without ids nothing tells whether they end when they wake.',
    'A series of profiles (debug=0 or 1) that is shorter than the age threshold, with no other sign than growth.',
    'Take debug=2, or watch for longer than they sleep.',
  ],
  'small-rise': [
    'It rose by a few goroutines to the very end, and none of them ended.',
    'Six moments or more, five rises or more and no fall, too few for `growth`, and nothing explains it.',
    'Watch for longer: a set that fills up stops, a leak does not.',
  ],
  finding: ['A finding was made of it.', 'Its verdict is leak or suspect.', 'Read the finding.'],
  incomplete: ['The input does not show enough of it.', 'The source was cut or failed.', 'Take the capture again.'],
  ignored: [
    'The ignore file takes it out.',
    'An entry of .parkwatch.yml matches, and has not expired.',
    'Look at the reason in that file.',
  ],
});

export const limitWords: Readonly<Record<RunLimit, Word>> = words({
  'one-moment': [
    'Growth, age and identity over time are not visible.',
    'A single moment was given.',
    'parkwatch check host:6060 --for 5m --every 15s',
  ],
  'few-moments': ['Growth cannot be tested.', 'Fewer than six moments.', 'Take at least six moments.'],
  'short-series': [
    'Nothing can be old enough.',
    'The series is shorter than the age threshold.',
    'Watch for longer than --age, or lower it.',
  ],
  'trace-window': [
    'Slow growth, and goroutines that blocked before the recording began.',
    'Execution traces alone were given.',
    'parkwatch check host:6060 --for 5m --every 15s, or give a dump of the same process beside the trace',
  ],
  truncated: [
    'Goroutines are missing at the end.',
    'The dump was cut at 64 MiB or inside a record.',
    'Take debug=0 as well: parkwatch capture host:6060',
  ],
  sampled: [
    'Only a sample of the goroutines is there.',
    'A profile of some and not all.',
    'Take the goroutine profile.',
  ],
  'single-goroutine': [
    'Only the failing goroutine is there.',
    'GOTRACEBACK=single, the default for panics.',
    'Run with GOTRACEBACK=all.',
  ],
  'bubble-only': ['Only the goroutines of the bubble are there.', 'A synctest deadlock prints no others.', 'Nothing.'],
  'leaked-only': [
    'Only what the runtime proves is there.',
    'A goroutineleak profile in debug=0 or 1.',
    'Take the goroutine profile as well.',
  ],
  delta: [
    'A difference of two moments, no state.',
    'The profile was taken with ?seconds=N.',
    'Take it without seconds.',
  ],
  'hidden-frames': [
    'Send, receive and select look alike.',
    'debug=1 hides the runtime’s frames.',
    'Take debug=0 or debug=2.',
  ],
  'no-ids': ['Nothing can be followed by identity.', 'Profiles have no goroutine ids.', 'Take debug=2 as well.'],
  'depth-limited': [
    'Deep stacks are cut at the root.',
    'Profiles hold 32 frames up to Go 1.22, 128 from 1.23.',
    'GODEBUG=profstackdepth=256 from Go 1.23.',
  ],
  filtered: [
    'Only some goroutines were printed.',
    'goleak and the like print what they report; a text without the main goroutine is a part that was copied out.',
    'Give the whole dump, not a part of it.',
  ],
  'no-leak-profile': [
    'The runtime’s own proof is missing.',
    'Before Go 1.26, or 1.26 without GOEXPERIMENT=goroutineleakprofile.',
    'Build with Go 1.27.',
  ],
  'empty-profile': [
    'A profile without samples proves nothing.',
    'Zero goroutines were listed.',
    'Check that the profile was taken after the load.',
  ],
  'stale-count': [
    'The number on the index page says nothing.',
    'The count of goroutineleak is that of the last time it was taken.',
    'Take the profile itself.',
  ],
  'wrong-content': [
    'An answer was not what was asked for.',
    'A 404 text or a web page in the place of a profile.',
    'Check address and path.',
  ],
  'debug2-skipped': [
    'No ids and no wait times.',
    'There are more goroutines than --max-goroutines; a full dump would stop the service for long.',
    'Raise --max-goroutines if the pause may be.',
  ],
  'no-goroutines': [
    'There was nothing to judge.',
    'No usable goroutine in any source.',
    'parkwatch explain forms lists what is read.',
  ],
  interrupted: ['This is what was known by then.', 'The run was stopped.', 'Run it again.'],
  'decode-problems': ['Some records could not be read.', 'The problems name them.', 'Look at the problems.'],
  'unknown-side': [
    'What grows are connections of which nothing tells who opened them.',
    'Readers of connections grow, hardly any end, and neither a listener, a library nor their starters say which end of them this process is.',
    'Watch for longer, until clients leave; compare with ss -tn state established; with --for the count falls when clients go.',
  ],
  'open-streams': [
    'What grows are handlers of streams.',
    'They wait in a select of their own, and nothing in a dump tells whether their clients are still on the line.',
    'Watch for longer, until clients leave, or compare with the number of clients.',
  ],
  'few-rises': [
    'What grows did so in a few goes, and a profile has no ids.',
    'Without ids workers that were set up anew, or that come in batches, look like workers left behind.',
    'Take debug=2 (parkwatch check host:6060 --for 5m takes it where it is cheap), or watch for longer.',
  ],
  sleepers: [
    'What grows are goroutines that sleep, seen without ids.',
    'They wake by themselves; a count does not tell whether they then end or sleep again.',
    'Take debug=2 (parkwatch check host:6060 --for 5m takes it where it is cheap), or watch for longer than they sleep.',
  ],
  'small-rise': [
    'Something rose by a few goroutines to the very end, and none of them ended.',
    'Fewer than ten: a leak of a few an hour looks so, and so does a set of workers that fills up slowly.',
    'Watch for longer: what fills up stops, a leak does not.',
  ],
  'trace-not-joined': [
    'A trace was given beside dumps, and it says nothing of them.',
    'Fewer than three goroutine ids in common, or fewer than 80 % of them with the same start function.',
    'Take both from one process, the dump with debug=2, while or soon after the trace is taken.',
  ],
});

export const formWords: Readonly<Record<Form, Word>> = words({
  dump: [
    'Text of all goroutines with ids, states and minutes.',
    'debug=2, runtime.Stack, a log with such text in it. Go 1.5 to 1.27.',
    'curl -o dump.txt http://host:6060/debug/pprof/goroutine?debug=2',
  ],
  crash: [
    'A crash log: panic, fatal error or SIGQUIT with its stacks.',
    'Standard error of a process that died.',
    'kill -QUIT PID, with GOTRACEBACK=all for panics.',
  ],
  debug1: ['Text of stacks with counts.', 'debug=1: no ids, no states, runtime frames hidden.', 'Better take debug=0.'],
  pprof: [
    'The binary profile: stacks with counts, all frames.',
    'debug=0, the best form to tell what blocks, and the cheapest for the service.',
    'curl -o g.pb.gz http://host:6060/debug/pprof/goroutine',
  ],
  bundle: [
    'Captures of one target with their times.',
    'A folder or .tgz with manifest.json.',
    'parkwatch capture host:6060 -o case.tgz',
  ],
  gotest: [
    'Output of go test, plain or -json.',
    'Panics, time-outs, goleak failures and dumps in it are read.',
    'go test -json ./... | parkwatch check -',
  ],
  trace: [
    'An execution trace, Go 1.22 to 1.27.',
    'runtime/trace, /debug/pprof/trace, flight recorder.',
    'parkwatch trace FILE',
  ],
  source: ['Go source.', 'Modules, vendor folders.', 'parkwatch lint ./...'],
  metrics: [
    'Goroutine and memory counts.',
    '/metrics in the Prometheus text format, or /debug/vars.',
    'curl http://host:9090/metrics',
  ],
});

/** What cancels what, and what makes a leak: the verdict table of DESIGN §5 in words, for `explain verdicts`. */
export const combinationWords: readonly (readonly [string, string])[] = [
  ['leak', 'any certain row'],
  ['leak', 'growth + decoupled'],
  ['leak', 'ratchet + decoupled'],
  ['leak', 'known-leak + growth'],
  ['leak', 'known-leak + ratchet'],
  ['leak', 'known-leak + decoupled'],
  ['leak', 'growth + immortal'],
  ['leak', 'growth + source'],
  ['leak', 'nobody-left + orphan'],
  ['leak', 'nobody-left + wait-cycle'],
  ['leak', 'nobody-left + test-leak'],
  ['leak', 'nobody-left + source'],
  ['suspect', 'any other strong row'],
  ['suspect', 'two supporting rows of different kinds'],
];

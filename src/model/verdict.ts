// Verdicts and the evidence that carries them (DESIGN §5). Closed lists: a new kind is added here first.

export const verdicts = ['leak', 'suspect', 'cannot-tell', 'clean'] as const;
/** Worst first: the run's verdict is the first of these that any finding has. */
export type Verdict = (typeof verdicts)[number];

export const evidenceKinds = [
  'runtime-proof',
  'runtime-deadlock',
  'by-definition',
  'wait-cycle',
  'growth',
  'decoupled',
  'ratchet',
  'immortal',
  'nobody-left',
  'orphan',
  'unread-body',
  'accrual',
  'pile-up',
  'known-leak',
  'test-leak',
  'source',
  'trace',
  'age',
  'concentration',
  'plateau',
  'coupled',
  'connection-bound',
  'idle-pool',
  'known-benign',
  'lifetime-singleton',
  'progress',
] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

export type EvidenceClass = 'certain' | 'strong' | 'supporting' | 'against';

export interface Evidence {
  readonly kind: EvidenceKind;
  readonly class: EvidenceClass;
  /** Which verdict it speaks for. */
  readonly for: 'leak' | 'clean';
  /** One sentence with the numbers in it. */
  readonly text: string;
  /** Where it was seen: a source name, or `series` for several. */
  readonly source?: string;
  readonly numbers?: Readonly<Record<string, number>>;
  /** False when another row cancelled it; it is still shown. */
  readonly counts?: boolean;
  /**
   * An against-row that takes others away but does not by itself explain the group; growth that is too short to make a
   * leak.
   */
  readonly weak?: boolean;
  /** Why it does not count, e.g. `cancelled by plateau`. */
  readonly cancelledBy?: EvidenceKind;
}

/** Why a group has its verdict when no finding was made of it. */
export const groupWhys = [
  'runtime',
  'self',
  'one-moment',
  'no-sign',
  'idle-pool',
  'known-benign',
  'lifetime-singleton',
  'connection-bound',
  'plateau',
  'coupled',
  'progress',
  'finding',
  'incomplete',
  'unknown-side', // grows with connections of which nothing tells who opened them
  'open-streams', // handlers of streams that grow; nothing tells whether their clients are still there
  'few-rises', // counts without ids that rose in a few goes: set up anew, or left behind
  'sleepers', // sleepers that grow, without ids: they wake by themselves, and may end then
  'small-rise', // rose by a few to the very end and none ended: a slow leak, or a set that fills up
  'ignored',
] as const;
export type GroupWhy = (typeof groupWhys)[number];

/** What the run could not see; stands beside its verdict. */
export const runLimits = [
  'one-moment', // a single snapshot: growth, age and identity over time are not visible
  'few-moments', // fewer than six snapshots: growth cannot be tested
  'short-series', // the series is shorter than the age threshold
  'trace-window', // a trace alone: only what ran while it was recorded is in it
  'truncated',
  'sampled',
  'single-goroutine',
  'bubble-only',
  'leaked-only',
  'delta',
  'hidden-frames',
  'no-ids',
  'depth-limited',
  'filtered',
  'no-leak-profile', // the runtime's proof was not available
  'empty-profile', // zero samples: never a proof of health
  'stale-count', // the count on the pprof index page says nothing until the profile is taken
  'wrong-content', // the answer was not what was asked for (404 text, HTML)
  'unknown-side', // what grows are connections, and nothing tells whether peers or this process opens them
  'open-streams', // what grows are handlers of streams, and nothing tells whether their clients are still there
  'few-rises', // what grows are counts without ids that rose in a few goes
  'sleepers', // what grows are sleepers, seen without ids and not for long
  'small-rise', // something rose by a few goroutines to the very end, too few to tell from a set that fills up
  'debug2-skipped', // too many goroutines for a full dump
  'no-goroutines', // nothing usable at all
  'interrupted',
  'decode-problems',
  'trace-not-joined', // a trace beside dumps of another process: it says nothing of them
] as const;
export type RunLimit = (typeof runLimits)[number];

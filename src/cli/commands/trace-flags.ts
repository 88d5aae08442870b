// The flags and arguments of `trace` → what is wanted. Throws `UsageError` before anything is read.
import { existsSync } from 'node:fs';
import type { TimeWindow } from '../../analyse/trace/time-window.ts';
import { traceViews } from '../../model/trace-result.ts';
import type { FailOn } from '../../pipeline/exit-code.ts';
import type { LiveFlags } from '../live-flags.ts';
import { suggest } from '../suggest.ts';
import { UsageError } from '../usage-error.ts';

export interface TraceFlags extends LiveFlags {
  readonly json?: boolean;
  readonly dot?: boolean;
  readonly output?: string;
  readonly limit: string;
  readonly from?: string;
  readonly to?: string;
  readonly by: string;
  readonly thresholdMs?: string;
  readonly focus?: string;
  readonly failOver?: string;
  readonly baseline?: string;
  readonly where?: string;
  readonly as: string;
  readonly time: string;
  readonly seconds?: string;
  readonly flight?: string;
  readonly keep?: string;
  readonly failOn: string;
  readonly quiet?: boolean;
}

export const traceWords = [...traceViews, 'timeline', 'events', 'export', 'diff'] as const;
export type TraceWord = (typeof traceWords)[number];

export interface TraceWish {
  readonly word: TraceWord;
  /** One, but two for `diff`. */
  readonly sources: readonly string[];
  readonly failOn: FailOn;
  readonly limit: number;
  readonly window?: TimeWindow;
  readonly by: 'start' | 'birth';
  readonly thresholdNs: number;
  readonly failOverNs?: number;
  readonly seconds: number;
}

/** What the command line asks for. */
export function readTraceWish(args: readonly string[], flags: TraceFlags): TraceWish {
  const { word, sources } = readArguments(args);
  if (!['leak', 'suspect', 'note'].includes(flags.failOn))
    throw new UsageError(`--fail-on ${flags.failOn} is none of leak, suspect, note`);
  if (flags.by !== 'start' && flags.by !== 'birth') throw new UsageError(`--by ${flags.by} is neither start nor birth`);
  if (!/^\d+$/.test(flags.limit)) throw new UsageError(`--limit ${flags.limit} is no whole number`);
  for (const [flag, given, words] of [
    ['--where', flags.where, ['events']],
    ['--baseline', flags.baseline, ['sched', 'gc', 'overview']],
    ['--fail-over', flags.failOver, ['graph', 'diff']],
    ['--dot', flags.dot, ['graph']],
  ] as const)
    if (given !== undefined && !(words as readonly string[]).includes(word))
      throw new UsageError(`${flag} belongs to ${words.join(' and ')}, not to ${word}`);
  const seconds = flags.seconds === undefined ? 5 : Number(flags.seconds);
  if (!(seconds > 0 && seconds <= maxSeconds))
    throw new UsageError(`--seconds ${flags.seconds} is no length of a trace; write 0.5 to ${maxSeconds}`);
  const window = readWindow(flags);
  const failOverNs = readMs(flags.failOver, '--fail-over');
  return {
    word,
    sources,
    failOn: flags.failOn as FailOn,
    limit: Number(flags.limit),
    ...(window ? { window } : {}),
    by: flags.by,
    thresholdNs: readMs(flags.thresholdMs, '--threshold-ms') ?? 0,
    ...(failOverNs === undefined ? {} : { failOverNs }),
    seconds,
  };
}

/** A busy service writes 10 MB a second (reference/execution-traces.md §5): more is not wanted by accident. */
const maxSeconds = 300;

function readArguments(args: readonly string[]): { word: TraceWord; sources: readonly string[] } {
  const isWord = (text: string): text is TraceWord => (traceWords as readonly string[]).includes(text);
  const [first, ...rest] = args;
  if (args.length === 1) {
    if (!isWord(first) || existsSync(first)) return { word: 'overview', sources: args };
    throw new UsageError(
      first === 'diff'
        ? 'trace diff needs two traces'
        : `trace ${first} needs a trace: a file, a bundle, - or host:port`,
    );
  }
  if (!isWord(first))
    throw new UsageError(`${first} is no view${suggest(first, traceWords)}; there are ${traceWords.join(', ')}`);
  const most = first === 'diff' ? 2 : 1;
  if (rest.length < most) throw new UsageError('trace diff needs two traces, the earlier first');
  if (rest.length > most)
    throw new UsageError(
      `${most === 1 ? 'one trace at a time' : 'two traces'}; ${rest.slice(most).join(' ')} is too much`,
    );
  return { word: first, sources: rest };
}

function readMs(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  const ms = Number(text);
  if (text.trim() === '' || !(ms >= 0)) throw new UsageError(`${flag} ${text} is no number of milliseconds`);
  return ms * 1e6;
}

function readWindow(flags: TraceFlags): TimeWindow | undefined {
  if (flags.from === undefined && flags.to === undefined) return undefined;
  const fromNs = readTime(flags.from, '--from') ?? 0;
  const toNs = readTime(flags.to, '--to') ?? Number.POSITIVE_INFINITY;
  if (toNs <= fromNs) throw new UsageError('--to must be later than --from');
  return { fromNs, toNs };
}

const unitNs: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9 };

/** ns of `250ms`, `1.5s`, `12us`. */
function readTime(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|m)$/.exec(text);
  if (!match) throw new UsageError(`${flag} ${text} is no time of the trace; write 250ms or 1.5s`);
  return Number(match[1]) * unitNs[match[2]];
}

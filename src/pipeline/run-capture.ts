// A live target → a bundle: every form that the service offers, cheapest first, with the time and cost of each.
import { type BundleManifest, bundleSchema } from '../collect/bundle.ts';
import type { BundleWriter } from '../collect/bundle-writer.ts';
import type { LiveCapture, LiveTarget } from '../collect/live/live-target.ts';
import { type RedactableForm, redactCapture } from '../collect/redact/redact-capture.ts';
import { redactCommandLine } from '../collect/redact/redact-text.ts';
import type { ProcessInfo } from '../model/capture.ts';
import type { Problem } from '../model/problem.ts';
import { countGoroutines } from '../model/snapshot.ts';
import type { Clock } from './climb-ladder.ts';
import { decodeCapture } from './decode-capture.ts';
import { expectedDumpCost, formatPause } from './dump-cost.ts';

export interface CaptureOptions {
  /** ms for one moment. */
  readonly budgetMs: number;
  readonly maxGoroutines: number;
  readonly leakProfile: boolean;
  readonly redact: boolean;
  /** Also an execution trace of so many seconds. */
  readonly traceSeconds?: number;
  readonly forMs?: number;
  readonly everyMs?: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly onStep?: (text: string) => void;
}

export interface CaptureResult {
  readonly manifest: BundleManifest;
  readonly problems: readonly Problem[];
  readonly interrupted: boolean;
}

type Entry = BundleManifest['captures'][number];

interface Wanted {
  readonly profile: string;
  readonly debug: number;
  readonly ending: string;
  /** Stops the world for every goroutine. */
  readonly dump?: boolean;
  readonly leak?: boolean;
  /** Only with the last moment of a series. */
  readonly once?: boolean;
}

const wanted: readonly Wanted[] = [
  { profile: 'goroutine', debug: 0, ending: 'pb.gz' },
  { profile: 'goroutine', debug: 1, ending: 'txt', once: true },
  { profile: 'goroutine', debug: 2, ending: 'txt', dump: true },
  { profile: 'threadcreate', debug: 0, ending: 'pb.gz', once: true },
  { profile: 'heap', debug: 0, ending: 'pb.gz', once: true },
  { profile: 'mutex', debug: 0, ending: 'pb.gz', once: true },
  { profile: 'block', debug: 0, ending: 'pb.gz', once: true },
  // After the plain dump: what it marks leaked loses its wait minutes.
  { profile: 'goroutineleak', debug: 0, ending: 'pb.gz', leak: true, once: true },
  { profile: 'goroutineleak', debug: 2, ending: 'txt', leak: true, dump: true, once: true },
];

/** Takes everything and writes it to `writer`; what failed stands in `problems`. Throws only what the writer throws. */
export async function runCapture(
  target: LiveTarget,
  writer: BundleWriter,
  options: CaptureOptions,
): Promise<CaptureResult> {
  const { clock, signal } = options;
  const captures: Entry[] = [];
  const problems: Problem[] = [];
  let process: ProcessInfo = {};
  const started = clock.now();
  const everyMs = Math.max(1, options.everyMs ?? 15_000);
  const moments = options.forMs === undefined ? 1 : Math.floor(options.forMs / everyMs) + 1;
  const note = (code: string, message: string) => {
    if (!problems.some((p) => p.code === code && p.message === message))
      problems.push({ code, message, source: target.name });
  };
  const keep = async (taken: LiveCapture, file: string, form: string, kind: RedactableForm | undefined) => {
    let { bytes } = taken;
    if (options.redact && kind) {
      try {
        bytes = redactCapture(bytes, kind);
      } catch (error) {
        note(codeOf(error), `${file} was left out: it cannot be redacted (${(error as Error).message})`);
        return;
      }
    }
    await writer.add(file, bytes, taken.takenAt);
    const { provenance } = taken.capture;
    captures.push({
      file,
      profile: provenance.profile,
      form,
      takenAt: new Date(taken.takenAt).toISOString(),
      tookMs: taken.tookMs,
      bytes: bytes.length,
      status: provenance.status,
    });
  };
  const attempt = async <T>(work: () => Promise<T>, offered: boolean): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      const code = codeOf(error);
      const absent = code === 'collect/profile-unknown' || code === 'collect/no-pprof';
      if (code !== 'run/interrupted' && !(absent && !offered)) note(code, (error as Error).message);
      return undefined;
    }
  };

  for (let i = 0; i < moments; i++) {
    if (i > 0) await clock.sleep(started + i * everyMs - clock.now(), signal);
    if (signal?.aborted) break;
    const last = i === moments - 1;
    const folder = moments === 1 ? '' : `${String(i + 1).padStart(4, '0')}/`;
    const ends = clock.now() + options.budgetMs;
    const within = () => ({ withinMs: Math.max(1, ends - clock.now()), signal });
    let goroutines = 0;
    let gone = false;
    for (const want of wanted) {
      if (signal?.aborted || (want.once && !last) || (want.leak && !options.leakProfile)) continue;
      const cost = expectedDumpCost(goroutines);
      if (want.dump && goroutines > options.maxGoroutines) {
        note(
          'live/debug2-skipped',
          `${goroutines} goroutines are more than --max-goroutines ${options.maxGoroutines}: a full dump would stop the service for about ${formatPause(cost.pauseMs)} at a time, so none was taken`,
        );
        continue;
      }
      if (clock.now() >= ends) {
        note('live/budget-spent', `${want.profile} debug=${want.debug} was not taken: --budget is spent`);
        continue;
      }
      options.onStep?.(`${target.name}  ${folder}${want.profile} debug=${want.debug}`);
      const first = want.profile === 'goroutine' && want.debug === 0;
      const taken = await attempt(() => target.collectProfile(want.profile, want.debug, within()), first);
      if (!taken) {
        if (first) gone = true;
        if (gone) break;
        continue;
      }
      if (first) goroutines = await countOf(taken);
      await keep(taken, `${folder}${want.profile}.debug${want.debug}.${want.ending}`, `debug${want.debug}`, 'profile');
    }
    if (gone && i === 0) break;
    if (gone) continue;
    for (const kind of ['metrics', 'vars'] as const) {
      const taken = signal?.aborted ? undefined : await attempt(() => target.collectMetrics(kind, within()), false);
      if (!taken) continue;
      process = { ...process, ...(await processOf(taken)) };
      await keep(taken, `${folder}${kind === 'metrics' ? 'metrics.txt' : 'vars.json'}`, 'metrics', kind);
    }
    if (process.commandLine === undefined) {
      const commandLine = await attempt(() => target.collectCommandLine(within()), false);
      if (commandLine) process = { ...process, commandLine };
    }
    if (last && options.traceSeconds !== undefined && !signal?.aborted) await captureTrace(options.traceSeconds);
  }

  if (options.redact && process.commandLine !== undefined)
    process = { ...process, commandLine: redactCommandLine(process.commandLine) };
  const manifest: BundleManifest = { schema: bundleSchema, target: { name: target.name, ...process }, captures };
  await writer.finish(manifest, clock.now());
  return { manifest, problems, interrupted: signal?.aborted === true };

  async function captureTrace(seconds: number): Promise<void> {
    if (options.redact) {
      note('collect/not-redactable', 'no trace was taken: --redact cannot take the texts out of one');
      return;
    }
    options.onStep?.(`${target.name}  trace of ${seconds} s`);
    const withinMs = seconds * 1000 + options.budgetMs;
    const taken = await attempt(
      () => target.collectProfile('trace', 0, { withinMs, signal, query: `seconds=${seconds}` }),
      true,
    );
    if (taken) await keep(taken, 'trace.out', 'trace', undefined);
  }
}

async function countOf(taken: LiveCapture): Promise<number> {
  const decoded = await decodeCapture(taken.capture);
  return decoded.snapshots.reduce((n, s) => n + countGoroutines(s), 0);
}

async function processOf(taken: LiveCapture): Promise<ProcessInfo> {
  const { metrics } = await decodeCapture(taken.capture);
  const found: ProcessInfo = {
    commandLine: metrics.find((m) => m.commandLine)?.commandLine,
    startedAt: metrics.find((m) => m.startedAt !== undefined)?.startedAt,
    goVersion: metrics.find((m) => m.goVersion)?.goVersion,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && code.includes('/') ? code : 'collect/failed';
}

// A live Go process behind its pprof handlers: takes single captures from it. Which ones, and when, decides the pipeline.
import type { ByteSource, Capture, ProcessInfo } from '../../model/capture.ts';
import { memorySource, plainSource } from '../byte-source.ts';
import { type GetOptions, type HttpAnswer, newHttpClient } from './http-client.ts';
import { AnswerError, assertAnswer } from './judge-answer.ts';
import type { LiveOptions } from './live-options.ts';
import { parseTargetAddress } from './target-address.ts';

/** One taken capture with what it cost; its bytes are dropped once `capture.open()` has been read. */
export interface LiveCapture {
  readonly capture: Capture;
  readonly bytes: Uint8Array;
  readonly tookMs: number;
  readonly takenAt: number;
}

export interface LiveTarget {
  readonly name: string;
  /** True when the argument names one profile, so that there is no ladder to climb. */
  readonly single: boolean;
  /** A pprof profile, e.g. `goroutine` with debug 2. Throws `CollectError`. */
  collectProfile(
    profile: string,
    debug: number,
    options?: GetOptions & { readonly query?: string },
  ): Promise<LiveCapture>;
  /** What the URL names, when `single`. */
  collectSingle(options?: GetOptions): Promise<LiveCapture>;
  /**
   * An execution trace: of so many seconds from now on, or what lies at `path` (a flight recorder); without either what
   * the URL names. What came before an answer broke off can be read; then `read` throws why. Throws `CollectError`.
   */
  collectTrace(what: TraceRequest | undefined, options?: GetOptions): Promise<ByteSource>;
  /** `/metrics` or `/debug/vars`, when the service answers there with what it should be; else undefined. */
  collectMetrics(kind: 'metrics' | 'vars', options?: GetOptions): Promise<LiveCapture | undefined>;
  /** Command line from `/debug/pprof/cmdline`; undefined when it does not answer. */
  collectCommandLine(options?: GetOptions): Promise<string | undefined>;
  close(): Promise<void>;
}

export type TraceRequest = { readonly seconds: number } | { readonly path: string };

/** Opens nothing yet; the first request connects. `now` is the clock (ms since 1970). Throws for a bad address. */
export function openLiveTarget(argument: string, options: LiveOptions, now: () => number): LiveTarget {
  const address = parseTargetAddress(argument, options.pathPrefix);
  const { name, origin, prefix, single } = address;
  const client = newHttpClient(origin, name, { ...options, basicAuth: options.basicAuth ?? address.basicAuth });
  const take = async (path: string, profile: string, get: GetOptions | undefined): Promise<LiveCapture> => {
    const asked = now();
    const answer = await client.get(path, get);
    assertAnswer(answer, name, path.replace(/\?.*/, ''), profile);
    return toCapture(answer, captureName(name, path), name, profile, asked);
  };
  const tryTake = async (path: string, fits: (answer: HttpAnswer) => boolean, get: GetOptions | undefined) => {
    const asked = now();
    const answer = await client.get(path, get);
    return answer.status === 200 && fits(answer)
      ? toCapture(answer, captureName(name, path), name, undefined, asked)
      : undefined;
  };
  return {
    name,
    single: single !== undefined,
    collectProfile: (profile, debug, get) => {
      const query = [debug === 0 ? '' : `debug=${debug}`, get?.query ?? ''].filter((q) => q !== '').join('&');
      return take(`${prefix}${profile}${query ? `?${query}` : ''}`, profile, get);
    },
    collectSingle: (get) => take(single ?? prefix, profileOf(single ?? ''), get),
    collectTrace: async (what, get) => {
      const path =
        what === undefined
          ? (single ?? prefix)
          : 'path' in what
            ? rooted(what.path)
            : `${prefix}trace?seconds=${what.seconds}`;
      const patienceMs = 1000 * (what === undefined ? secondsIn(path) : 'seconds' in what ? what.seconds : 0);
      const answer = await client.get(path, { ...get, patienceMs, keepStart: true });
      const asked = what !== undefined && 'path' in what ? 'flight' : 'trace';
      assertAnswer(answer, name, path.replace(/\?.*/, ''), asked);
      return breakingOff(await plainSource(memorySource(answer.body), captureName(name, path)), answer.broken);
    },
    collectMetrics: (kind, get) =>
      kind === 'metrics'
        ? tryTake('/metrics', (a) => /^(#|[a-zA-Z_:][\w:]*[ {])/.test(head(a)), get)
        : tryTake(varsPath(prefix), (a) => /^\s*\{/.test(head(a)), get),
    collectCommandLine: async (get) => {
      const answer = await client.get(`${prefix}cmdline`, get);
      if (answer.status !== 200 || /^\s*</.test(head(answer))) return undefined;
      return new TextDecoder().decode(answer.body).split('\0').join(' ').trim() || undefined;
    },
    close: () => client.close(),
  };
}

/** `localhost:6060/debug/pprof/goroutine?debug=2`: target and path, no credentials. */
function captureName(target: string, path: string): string {
  if (target.endsWith(path)) return target;
  return `${target.replace(/^([a-z]+:\/\/[^/]+|[^/]+).*$/, '$1')}${path}`;
}

function rooted(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

function secondsIn(path: string): number {
  const seconds = Number(new URL(path, 'http://host').searchParams.get('seconds') ?? 1);
  return seconds > 0 ? Math.min(seconds, 3600) : 0;
}

/** The bytes, and then the error. */
function breakingOff(source: ByteSource, broken: Error | undefined): ByteSource {
  if (!broken) return source;
  return {
    async read(into, offset, length) {
      const n = await source.read(into, offset, length);
      if (n === 0) throw broken;
      return n;
    },
    close: () => source.close(),
  };
}

/** expvar stands beside the pprof handlers: /debug/pprof/ → /debug/vars. */
function varsPath(prefix: string): string {
  return prefix.endsWith('/pprof/') ? `${prefix.slice(0, -'pprof/'.length)}vars` : '/debug/vars';
}

function profileOf(path: string): string {
  return path.replace(/\?.*/, '').split('/').at(-1) ?? '';
}

function head(answer: HttpAnswer): string {
  return new TextDecoder().decode(answer.body.subarray(0, 256));
}

function toCapture(
  answer: HttpAnswer,
  name: string,
  target: string,
  profile: string | undefined,
  asked: number,
): LiveCapture {
  const provenance = {
    name,
    target,
    takenAt: asked,
    tookMs: Math.round(answer.tookMs),
    profile,
    status: answer.status,
    contentType: answer.headers['content-type'],
  };
  return {
    capture: { provenance, open: () => plainSource(memorySource(answer.body), name) },
    bytes: answer.body,
    tookMs: provenance.tookMs,
    takenAt: asked,
  };
}

/** The same capture with what is known of its process. */
export function withProcess(taken: LiveCapture, process: ProcessInfo | undefined): LiveCapture {
  if (!process) return taken;
  return { ...taken, capture: { ...taken.capture, provenance: { ...taken.capture.provenance, process } } };
}

/** Commands that would help after this error. */
export function adviceOf(error: unknown): readonly string[] {
  return error instanceof AnswerError ? error.next : [];
}

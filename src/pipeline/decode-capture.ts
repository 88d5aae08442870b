// One capture → everything it holds: opens it, looks at the first bytes, and feeds the decoder that they ask for.
import { decodeCountText } from '../decode/count/decode-count-text.ts';
import { newDumpDecoder } from '../decode/dump/decode-dump.ts';
import { decodeIndexPage } from '../decode/metrics/decode-index-page.ts';
import { decodeMetricsJson } from '../decode/metrics/decode-metrics-json.ts';
import { decodePrometheusText } from '../decode/metrics/decode-prometheus-text.ts';
import { decodeHeaderless, decodePasted } from '../decode/pasted/decode-pasted.ts';
import { decodePprof } from '../decode/pprof/decode-pprof.ts';
import { type SniffedKind, sniff } from '../decode/sniff.ts';
import type { ByteSource, Capture, Form, Provenance } from '../model/capture.ts';
import { type Decoded, emptyDecoded } from '../model/decoded.ts';
import { DecodeError, type Problem, quoteOf } from '../model/problem.ts';

/** Profiles and metrics are read whole; a goroutine profile of a million goroutines is below 10 MB. */
const maxWhole = 512 * 1024 ** 2;
const headSize = 64 * 1024;
const chunk = 512 * 1024;
const breathBytes = 32 * 1024 ** 2;

export interface DecodeOptions {
  /** Functions whose first argument words are kept; of a small source every function may be worth it. */
  readonly pointersOf?: (functionName: string, small: boolean) => boolean;
  /** Execution traces are walked and kept as facts; without it they are refused with advice. */
  readonly traces?: boolean;
  /** Called with the bytes read so far. */
  readonly onProgress?: (bytes: number) => void;
  /** Asked between chunks; true ends reading with what is known. */
  readonly stopped?: () => boolean;
}

/** Everything the capture holds; never throws for bad input: what failed stands in `problems`. */
export async function decodeCapture(capture: Capture, options: DecodeOptions = {}): Promise<Decoded> {
  const decoded = await decodeOpened(capture, options);
  return { ...decoded, name: capture.provenance.name };
}

async function decodeOpened(capture: Capture, options: DecodeOptions): Promise<Decoded> {
  const { provenance } = capture;
  let source: ByteSource | undefined;
  try {
    const opened = capture.open();
    source = opened instanceof Promise ? await opened : opened;
    const head = await readHead(source);
    const { kind, why } = sniff(head, provenance);
    if (kind === 'dump' || kind === 'gotest-json' || kind === 'unknown')
      return await decodeStream(
        head,
        source,
        provenance,
        options,
        kind,
        head.length < headSize || isSmall(capture.size),
      );
    if (kind === 'exectrace' && options.traces) {
      const { decodeTraceCapture } = await import('./decode-trace.ts');
      const opened = behind(head, source);
      source = undefined;
      return await decodeTraceCapture({ ...capture, open: () => opened }, options);
    }
    const { bytes, problem } = await readRest(head, source, options);
    const decoded = decodeWhole(kind, bytes, provenance, why);
    return problem ? { ...decoded, problems: [...decoded.problems, problem] } : decoded;
  } catch (error) {
    return { ...emptyDecoded('dump', 0), problems: [asProblem(error, provenance)] };
  } finally {
    source?.close();
  }
}

/** A source whose first bytes have been read already, from its beginning again. */
function behind(head: Uint8Array, source: ByteSource): ByteSource {
  let at = 0;
  return {
    ...source,
    read(into, offset, length) {
      if (at === head.length) return source.read(into, offset, length);
      const part = head.subarray(at, at + length);
      into.set(part, offset);
      at += part.length;
      return part.length;
    },
    close: () => source.close(),
  };
}

/** Below this a source is small, even if it is compressed tenfold: reading arguments costs time in large dumps. */
function isSmall(size: number | undefined): boolean {
  return size !== undefined && size < 1024 ** 2;
}

function asProblem(error: unknown, provenance: Provenance): Problem {
  const code = (error as { code?: unknown }).code;
  const named =
    error instanceof DecodeError || (error instanceof Error && typeof code === 'string' && code.includes('/'));
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: named ? (code as string) : 'collect/read-failed',
    message: named ? message : `reading ${provenance.name} failed: ${message}`,
    source: provenance.name,
  };
}

async function readHead(source: ByteSource): Promise<Uint8Array> {
  const head = new Uint8Array(headSize);
  let length = 0;
  while (length < headSize) {
    const n = source.read(head, length, headSize - length);
    const got = n instanceof Promise ? await n : n;
    if (got === 0) break;
    length += got;
  }
  return head.subarray(0, length);
}

async function decodeStream(
  head: Uint8Array,
  source: ByteSource,
  provenance: Provenance,
  options: DecodeOptions,
  kind: SniffedKind,
  small: boolean,
): Promise<Decoded> {
  const { pointersOf } = options;
  const decoder = newDumpDecoder(provenance, {
    pointersOf: pointersOf && ((name) => pointersOf(name, small)),
    form: kind === 'gotest-json' ? 'gotest' : undefined,
  });
  const room = decoder.reserve(head.length);
  room.set(head);
  decoder.commit(head.length);
  let total = head.length;
  let breath = total;
  const problems: Problem[] = [];
  try {
    for (;;) {
      const into = decoder.reserve(chunk);
      const n = source.read(into, 0, into.length);
      const got = n instanceof Promise ? await n : n;
      if (got === 0) break;
      decoder.commit(got);
      total += got;
      options.onProgress?.(total);
      // Files answer at once, so nothing else would run: let a signal or a timer in now and then.
      if (total - breath >= breathBytes) {
        breath = total;
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      if (options.stopped?.()) {
        problems.push({
          code: 'run/interrupted',
          message: `reading ${provenance.name} was stopped after ${total} bytes`,
          source: provenance.name,
        });
        break;
      }
    }
  } catch (error) {
    // The part before the damage is good.
    problems.push(asProblem(error, provenance));
  }
  const decoded = decoder.end();
  const empty = decoded.snapshots.length + decoded.crashes.length + decoded.races.length + decoded.tests.length === 0;
  if (empty && kind === 'unknown')
    problems.push({
      code: 'decode/nothing-known',
      message: `${provenance.name} holds no goroutine dump, profile, crash or metrics that this reads`,
      source: provenance.name,
      quote: quoteOf(printable(head)),
    });
  return problems.length > 0 ? { ...decoded, problems: [...decoded.problems, ...problems] } : decoded;
}

function printable(head: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(head.subarray(0, 200));
  return (text.split('\n', 1)[0] ?? '').replace(/[\u0000-\u001f\u007f-\u009f]/g, '·');
}

async function readRest(
  head: Uint8Array,
  source: ByteSource,
  options: DecodeOptions,
): Promise<{ bytes: Uint8Array; problem?: Problem }> {
  if (head.length < headSize) return { bytes: head };
  const parts = [head];
  let total = head.length;
  let problem: Problem | undefined;
  try {
    for (;;) {
      const part = new Uint8Array(chunk);
      const n = await source.read(part, 0, part.length);
      if (n === 0) break;
      parts.push(part.subarray(0, n));
      total += n;
      options.onProgress?.(total);
      if (total > maxWhole) {
        problem = { code: 'collect/too-large', message: `only the first ${total} bytes were read` };
        break;
      }
    }
  } catch (error) {
    problem = asProblem(error, { name: '' });
  }
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, problem };
}

/** Kinds that hold nothing about goroutines, with what to do about it. */
const refusals: Partial<Record<SniffedKind, readonly [string, string]>> = {
  html: ['collect/html-instead', 'is a web page, not a profile'],
  'not-found-text': ['collect/not-found', 'is the text of a 404 answer, not a profile'],
  exectrace: ['decode/trace-here', 'is an execution trace; `parkwatch trace` reads those'],
  'exectrace-v1': ['decode/trace-v1', 'is an execution trace of Go 1.21 or older, which nothing here reads'],
  'go-source': ['decode/source-here', 'is Go source; `parkwatch lint` reads that'],
  'json-result': ['decode/result-here', "is a result of Parkwatch's own, not a capture"],
  panicparse: ['decode/panicparse-here', 'is what panicparse printed; give the dump that it was made from'],
  zip: ['decode/zip-here', 'is a zip archive; unpack it, or use a .tgz bundle'],
  tar: ['decode/tar-here', 'is a tar archive without the ending .tar or .tgz; rename it'],
  empty: ['decode/empty', 'holds no bytes'],
};

function decodeWhole(kind: SniffedKind, bytes: Uint8Array, provenance: Provenance, why: string): Decoded {
  switch (kind) {
    case 'pprof':
      return decodePprof(bytes, provenance);
    case 'debug1':
      return decodeCountText(bytes, provenance);
    case 'delve':
    case 'grouped':
      return decodePasted(kind, bytes, provenance);
    case 'headerless':
      return decodeHeaderless(bytes, provenance);
    case 'metrics-prometheus':
      return decodePrometheusText(bytes, provenance);
    case 'metrics-json':
      return decodeMetricsJson(bytes, provenance);
    case 'html': {
      const index = decodeIndexPage(bytes, provenance);
      if (index.metrics.length > 0) return index;
      break;
    }
    default:
  }
  const [code, text] = refusals[kind] ?? ['decode/nothing-known', `is of no form that this reads (${why})`];
  const form: Form = kind === 'exectrace' ? 'trace' : kind === 'go-source' ? 'source' : 'dump';
  return {
    ...emptyDecoded(form, bytes.length),
    problems: [{ code, message: `${provenance.name} ${text}`, source: provenance.name }],
  };
}

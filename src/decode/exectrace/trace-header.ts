// The first 16 bytes of an execution trace: `go 1.NN trace` and three zero bytes. 1.24 writes 1.23, and 1.27 writes 1.26.
import { DecodeError } from '../../model/problem.ts';
import { knownVersions, type TraceVersion } from './wire-events.ts';

export const traceHeaderBytes = 16;

export interface TraceHeader {
  /** Without the zero bytes. */
  readonly text: string;
  /** By whose rules it is read. */
  readonly version: TraceVersion;
  /** What to say when the header is newer than what is known, or lies between known ones. */
  readonly newer?: string;
}

/**
 * Reads the header. Throws `DecodeError`: `exectrace/v1` for Go 1.11–1.21, whose format is another one,
 * `exectrace/not-a-trace` for anything else, `exectrace/truncated` when the header itself is cut.
 */
export function parseTraceHeader(bytes: Uint8Array): TraceHeader {
  const text = String.fromCharCode(...bytes);
  const match = /^go 1\.(\d+) trace\0\0\0/.exec(text);
  if (!match) {
    if (bytes.length < traceHeaderBytes && 'go 1.26 trace\0\0\0'.startsWith(text.slice(0, 5)))
      throw new DecodeError('exectrace/truncated', 'the trace ends within its header', bytes.length);
    throw new DecodeError('exectrace/not-a-trace', 'not an execution trace: it does not begin with "go 1.NN trace"', 0);
  }
  const number = Number(match[1]);
  const shown = `go 1.${match[1]} trace`;
  if (number < 22)
    throw new DecodeError(
      'exectrace/v1',
      `a trace in the format of Go 1.${number}, which Go 1.22 replaced; take it with Go 1.22 or later, or open it with go tool trace`,
      0,
    );
  let version: TraceVersion = 22;
  for (const known of knownVersions) if (known <= number) version = known;
  if (number === version) return { text: shown, version };
  const newest = knownVersions[knownVersions.length - 1];
  const why = number > newest ? 'which is newer than what this knows' : 'which no release of Go writes';
  return { text: shown, version, newer: `the header says Go 1.${number}, ${why}; read as 1.${version}` };
}

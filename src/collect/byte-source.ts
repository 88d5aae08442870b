// Byte sources over files, memory and streams; compressed ones are opened by their first bytes.
import { closeSync, openSync, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { ByteSource } from '../model/capture.ts';
import { CollectError } from './collect-error.ts';
import { gunzipWhole } from './gunzip-whole.ts';

/** More than this out of one compressed source is refused: a dump ends at 64 MiB, a bundle of them well below this. */
export const maxDecompressed = 2 * 1024 ** 3;
/** More than this many bytes out of one byte in is a bomb once the output is large (gzip's limit is 1032). */
const maxRatio = 1000;
const ratioFrom = 256 * 1024 ** 2;

/** Plain file, read synchronously straight into the caller's memory (a stream costs more than the parsing). */
export function fileSource(path: string): ByteSource {
  const fd = openSync(path, 'r');
  let open = true;
  return {
    read(into, offset, length) {
      return readSync(fd, into, offset, length, null);
    },
    close() {
      if (open) closeSync(fd);
      open = false;
    },
  };
}

/** Bytes that are in memory already. */
export function memorySource(bytes: Uint8Array): ByteSource {
  let at = 0;
  return {
    read(into, offset, length) {
      const n = Math.min(length, bytes.length - at);
      into.set(bytes.subarray(at, at + n), offset);
      at += n;
      return n;
    },
    close() {},
  };
}

/** A node stream as a byte source; `limit` bytes at most, then a `CollectError`. */
export function streamSource(stream: Readable, limit: number, name: string): ByteSource {
  const iterator = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let rest: Uint8Array | undefined;
  let total = 0;
  return {
    async read(into, offset, length) {
      while (!rest || rest.length === 0) {
        const next = await iterator.next();
        if (next.done) return 0;
        rest = next.value;
        total += rest.length;
        if (total > limit)
          throw new CollectError(
            'collect/too-large',
            `${name} is larger than ${limit} bytes once decompressed; nothing after that was read`,
          );
      }
      const n = Math.min(length, rest.length);
      into.set(rest.subarray(0, n), offset);
      rest = rest.subarray(n);
      return n;
    },
    close() {
      stream.destroy();
    },
  };
}

/** What the first bytes say about compression. */
export function compressionOf(head: Uint8Array): 'gzip' | 'zstd' | undefined {
  if (head.length >= 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) return 'gzip';
  if (head.length >= 4 && head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return 'zstd';
  return undefined;
}

/**
 * The plain bytes of a source: looks at its start, decompresses gzip and zstd (also gzip in gzip, as curl saves it),
 * and leaves everything else as it is. Errors of a damaged archive come out of `read` after the good part.
 */
export async function plainSource(source: ByteSource, name: string): Promise<ByteSource> {
  let current = source;
  for (let depth = 0; depth < 3; depth++) {
    const head = new Uint8Array(65_536);
    let length = 0;
    while (length < 4) {
      const n = await current.read(head, length, head.length - length);
      if (n === 0) break;
      length += n;
    }
    const start = head.subarray(0, length);
    const kind = compressionOf(start);
    if (!kind) return withHead(start, current);
    const begun = kind === 'gzip' ? await readUpTo(current, start, wholeLimit) : { bytes: start, ended: false };
    const plain = begun.ended ? gunzipWhole(begun.bytes) : undefined;
    if (plain) current.close();
    current = plain ? memorySource(plain) : decompressed(withHead(begun.bytes, current), kind, name);
  }
  throw new CollectError('collect/gzip-bomb', `${name} is compressed more than three times over`);
}

/** Compressed sources up to this size are unpacked in one call. */
const wholeLimit = 1024 ** 2;

/** What comes after `start`, up to `limit` bytes in all, and whether that is the end of the source. */
async function readUpTo(
  source: ByteSource,
  start: Uint8Array,
  limit: number,
): Promise<{ readonly bytes: Uint8Array; readonly ended: boolean }> {
  const parts = [start];
  let length = start.length;
  while (length <= limit) {
    const part = new Uint8Array(65_536);
    const n = await source.read(part, 0, part.length);
    if (n === 0) return { bytes: join(parts, length), ended: true };
    parts.push(part.subarray(0, n));
    length += n;
  }
  return { bytes: join(parts, length), ended: false };
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1) return parts[0];
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function withHead(head: Uint8Array, rest: ByteSource): ByteSource {
  let at = 0;
  return {
    read(into, offset, length) {
      if (at >= head.length) return rest.read(into, offset, length);
      const n = Math.min(length, head.length - at);
      into.set(head.subarray(at, at + n), offset);
      at += n;
      return n;
    },
    close() {
      rest.close();
    },
  };
}

function decompressed(source: ByteSource, kind: 'gzip' | 'zstd', name: string): ByteSource {
  // Loading it costs a start 4 ms, and most inputs are plain.
  const zlib = process.getBuiltinModule('node:zlib');
  const stream = kind === 'gzip' ? zlib.createGunzip() : zlib.createZstdDecompress();
  let fed = 0;
  let got = 0;
  let failure: Error | undefined;
  const pump = async () => {
    const buffer = new Uint8Array(65_536);
    for (;;) {
      const n = await source.read(buffer, 0, buffer.length);
      if (n === 0) break;
      fed += n;
      if (!stream.write(buffer.slice(0, n))) await new Promise((resolve) => stream.once('drain', resolve));
      if (stream.destroyed) return;
    }
    stream.end();
  };
  pump().catch((error) => stream.destroy(error));
  stream.on('error', (error) => {
    failure = error;
  });
  const inner = streamSource(stream, maxDecompressed, name);
  return {
    async read(into, offset, length) {
      let n = 0;
      try {
        n = await inner.read(into, offset, length);
      } catch (error) {
        if (error instanceof CollectError) throw error;
        const text = failure?.message ?? String(error);
        throw new CollectError(
          'collect/damaged-archive',
          `${name}: the ${kind} data is cut or damaged (${text}); what came before it was read`,
        );
      }
      got += n;
      if (got > ratioFrom && got > fed * maxRatio)
        throw new CollectError('collect/gzip-bomb', `${name}: ${fed} bytes became more than ${got}; reading stopped`);
      return n;
    },
    close() {
      stream.destroy();
      source.close();
    },
  };
}

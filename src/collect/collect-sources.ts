// Source arguments → captures: a file, `-`, a folder, a bundle. Live targets are in live/.
import { createReadStream, fstatSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { ByteSource, Capture } from '../model/capture.ts';
import { collectFolder, collectTar } from './bundle.ts';
import { fileSource, plainSource, streamSource } from './byte-source.ts';
import { CollectError } from './collect-error.ts';
import { pipeSource } from './pipe-source.ts';

/** Whether a source argument names a live process: a URL, or `host:port` that is no file. */
export function isLiveTarget(argument: string): boolean {
  if (/^https?:\/\//.test(argument)) return true;
  if (exists(argument)) return false;
  return /^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9_.-]*):\d{1,5}(\/.*)?$/.test(argument);
}

/**
 * The captures of one file, folder, bundle or standard input; `signal` ends the reading of what is not a plain file.
 * Throws `CollectError`.
 */
export async function collectSource(
  argument: string,
  signal?: AbortSignal,
  options: { /** Of a bundle, its execution traces. */ readonly traces?: boolean } = {},
): Promise<Capture[]> {
  if (argument === '-' && process.stdin.isTTY)
    throw new CollectError(
      'collect/stdin-terminal',
      'standard input is a terminal: pipe a dump into it, e.g. curl -s host:6060/debug/pprof/goroutine?debug=2 | parkwatch check -',
    );
  if (argument === '-')
    return [
      {
        provenance: { name: 'standard input' },
        open: () => plainSource(standardInput(signal), 'standard input'),
      },
    ];
  let info: ReturnType<typeof statSync>;
  try {
    info = statSync(argument);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EACCES')
      throw new CollectError('collect/unreadable-file', `${argument} may not be read by this user`, error);
    throw new CollectError(
      'collect/no-such-file',
      `${argument} is neither a file nor a folder here, and no host:port`,
      error,
    );
  }
  // A pipe may be silent for long; read through the event loop, so that Ctrl-C gets in.
  if (info.isFIFO() || info.isCharacterDevice() || info.isSocket())
    return [
      {
        provenance: { name: argument },
        open: () => plainSource(waitingSource(createReadStream(argument), argument, signal), argument),
      },
    ];
  if (info.isDirectory()) return collectFolder(argument, argument, options.traces);
  if (/\.(tgz|tar\.gz|tar|tar\.zst)$/.test(argument))
    return collectTar(await plainSource(openFile(argument), argument), argument, options.traces);
  return [{ provenance: { name: argument }, size: info.size, open: () => plainSource(openFile(argument), argument) }];
}

/** A pipe or a socket is read into one buffer; a file or a device as node does it. */
function standardInput(signal: AbortSignal | undefined): ByteSource {
  const info = fstatSync(0);
  if (info.isFIFO() || info.isSocket()) return pipeSource(0, signal);
  return waitingSource(process.stdin, 'standard input', signal);
}

/** A stream as a source that ends quietly when the signal is aborted. */
function waitingSource(stream: Readable, name: string, signal: AbortSignal | undefined): ByteSource {
  const stop = () => stream.destroy();
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  const inner = streamSource(stream, Number.POSITIVE_INFINITY, name);
  return {
    async read(into, offset, length) {
      try {
        return await inner.read(into, offset, length);
      } catch (error) {
        if (signal?.aborted) return 0;
        throw error;
      }
    },
    close() {
      signal?.removeEventListener('abort', stop);
      inner.close();
    },
  };
}

function openFile(path: string): ByteSource {
  try {
    return fileSource(path);
  } catch (error) {
    throw new CollectError('collect/unreadable-file', `${path} cannot be opened: ${(error as Error).message}`, error);
  }
}

function exists(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}

// Standard input that is a pipe or a socket, read into one buffer that is used again and again: a stream makes a new
// one of 64 KiB for every read, and a dump has a thousand of them.
import type { Socket } from 'node:net';
import type { ByteSource } from '../model/capture.ts';

/** A pipe of Linux hands out at most 64 KiB a read; a socket may have more. */
const bufferSize = 256 * 1024;

/**
 * The bytes of a pipe or socket by its descriptor, read through the event loop, so that a silent one can be given up:
 * `signal` and `close` end it. An answer holds what several reads of one turn of the loop brought.
 */
export function pipeSource(fd: number, signal?: AbortSignal): ByteSource {
  const { Socket: NewSocket } = process.getBuiltinModule('node:net');
  let target: Uint8Array | undefined;
  let filled = 0;
  let rest: Uint8Array | undefined;
  let answer: ((n: number) => void) | undefined;
  let refuse: ((error: unknown) => void) | undefined;
  let failure: Error | undefined;
  let ended = false;
  let planned = false;

  const flush = () => {
    planned = false;
    if (!answer || (filled === 0 && !ended && !failure)) return;
    const [give, fail] = [answer, refuse];
    answer = undefined;
    target = undefined;
    if (filled === 0 && failure && !signal?.aborted) fail?.(failure);
    else give(filled);
  };
  const plan = () => {
    if (!planned) setImmediate(flush);
    planned = true;
  };
  /** Takes what there is room for; false when there is none for the rest. */
  const take = (bytes: Uint8Array): boolean => {
    const n = target ? Math.min(bytes.length, target.length - filled) : 0;
    target?.set(bytes.subarray(0, n), filled);
    filled += n;
    if (n > 0) plan();
    if (n === bytes.length) return target !== undefined && filled < target.length;
    // The buffer is written to only after the next `resume`.
    rest = bytes.subarray(n);
    return false;
  };
  const onread = {
    buffer: new Uint8Array(bufferSize),
    callback: (n: number, buffer: Uint8Array) => take(buffer.subarray(0, n)),
  };
  const socket: Socket = new NewSocket({ fd, readable: true, writable: false, onread });
  const end = () => {
    ended = true;
    plan();
  };
  const stop = () => socket.destroy();
  socket.on('end', end);
  socket.on('close', end);
  socket.on('error', (error) => {
    failure = error;
    end();
  });
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });

  return {
    read(into, offset, length) {
      target = into.subarray(offset, offset + length);
      filled = 0;
      const kept = rest;
      rest = undefined;
      if (kept && !take(kept)) {
        target = undefined;
        return filled;
      }
      return new Promise<number>((resolve, reject) => {
        answer = resolve;
        refuse = reject;
        if (ended || filled > 0) plan();
        if (!ended) socket.resume();
      });
    },
    close() {
      signal?.removeEventListener('abort', stop);
      stop();
    },
  };
}

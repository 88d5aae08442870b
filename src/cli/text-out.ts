// Long output that is written as it is made: each write waits until it is out, so that memory stays bounded however slow
// the reader is, and a reader that has gone away (`| head`) is known at once.
import { closeSync, openSync, writeSync } from 'node:fs';
import { UsageError } from './usage-error.ts';

export interface TextOut {
  write(text: string): void;
  /** Whoever read us has gone away; nothing more is written. */
  closed(): boolean;
  close(): void;
}

/** Standard output, or a file. Throws `UsageError` when the file cannot be written. */
export function openTextOut(file: string | undefined): TextOut {
  const own = file !== undefined && file !== '-';
  let fd = 1;
  if (own)
    try {
      fd = openSync(file, 'w');
    } catch (error) {
      throw new UsageError(`${file} cannot be written: ${(error as Error).message}`);
    }
  let gone = false;
  return {
    write(text) {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length && !gone; ) {
        try {
          at += writeSync(fd, bytes, at);
        } catch (error) {
          const { code } = error as NodeJS.ErrnoException;
          if (code === 'EPIPE') gone = true;
          else if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
          else throw error;
        }
      }
    },
    closed: () => gone,
    close() {
      if (own) closeSync(fd);
    },
  };
}

// Writes a Parkwatch bundle (DESIGN §7) piece by piece: a folder, or a .tgz whose manifest comes last.
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { BundleManifest } from './bundle.ts';
import { CollectError } from './collect-error.ts';

export interface BundleWriter {
  /** `file` is a path inside the bundle. */
  add(file: string, bytes: Uint8Array, takenAt: number): Promise<void>;
  /** Writes the manifest and closes; resolves when everything is on disk. */
  finish(manifest: BundleManifest, at: number): Promise<void>;
}

/** A folder unless `path` ends in .tgz or .tar.gz. Throws `CollectError` when it cannot be written. */
export function newBundleWriter(path: string): BundleWriter {
  return /\.(tgz|tar\.gz)$/.test(path) ? newTarWriter(path) : newFolderWriter(path);
}

function newFolderWriter(folder: string): BundleWriter {
  const write = (file: string, bytes: Uint8Array | string) => {
    const to = join(folder, file);
    try {
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, bytes);
    } catch (error) {
      throw unwritable(to, error);
    }
  };
  return {
    async add(file, bytes) {
      write(file, bytes);
    },
    async finish(manifest) {
      write('manifest.json', text(manifest));
    },
  };
}

function newTarWriter(path: string): BundleWriter {
  const tar = pack();
  const done = pipeline(tar, createGzip(), createWriteStream(path));
  let failure: unknown;
  done.catch((error) => {
    failure = error;
  });
  const add = (name: string, bytes: Uint8Array, at: number) =>
    new Promise<void>((resolve, reject) => {
      if (failure) return reject(unwritable(path, failure));
      tar.entry({ name, size: bytes.length, mtime: new Date(at) }, Buffer.from(bytes), (error) =>
        error ? reject(unwritable(path, failure ?? error)) : resolve(),
      );
    });
  return {
    add,
    async finish(manifest, at) {
      await add('manifest.json', new TextEncoder().encode(text(manifest)), at);
      tar.finalize();
      try {
        await done;
      } catch (error) {
        throw unwritable(path, error);
      }
    },
  };
}

const text = (manifest: BundleManifest): string => `${JSON.stringify(manifest, null, 2)}\n`;

function unwritable(path: string, error: unknown): CollectError {
  return new CollectError('collect/unwritable-file', `${path} cannot be written: ${(error as Error).message}`, error);
}

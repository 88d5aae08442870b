// Folders and files of Go source as a tool without a toolchain needs them: read only, each asked for once, never blocking
// on what is no regular file.
import { closeSync, fstatSync, lstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link-to-folder' | 'other';
}

export type FolderListing =
  | { readonly kind: 'listed'; readonly entries: readonly FolderEntry[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly why: string };

export type FileContent =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable' | 'too-large'; readonly why: string };

/** Go's own compiler stops far below: nothing that a person or a generator of sense writes is larger. */
export const maxSourceBytes = 256 * 1024 * 1024;

/** Files up to a quarter of it are read into blocks of this size, one behind the other: memory of its own for each costs more than
 * reading it (218 files of nats-server: 71 ms, so 20). */
const BLOCK_BYTES = 4 * 1024 * 1024;

export class Disk {
  #block = new Uint8Array(0);
  #used = 0;
  readonly #listings = new Map<string, FolderListing>();
  readonly #overlay: ReadonlyMap<string, Uint8Array>;

  /** `overlay`: contents that stand for files (an editor's buffer), by absolute path. */
  constructor(overlay: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#overlay = overlay;
  }

  /** What a folder holds, sorted by name. Links to files count as files, links to folders are told apart. */
  list(folder: string): FolderListing {
    let listing = this.#listings.get(folder);
    if (!listing) this.#listings.set(folder, (listing = this.#read(folder)));
    return listing;
  }

  /** The bytes of a regular file. */
  read(file: string): FileContent {
    const laid = this.#overlay.get(file);
    if (laid) return { kind: 'read', bytes: laid };
    try {
      const info = statSync(file);
      if (!info.isFile()) return { kind: 'unreadable', why: 'not a regular file' };
      if (info.size > maxSourceBytes) return { kind: 'too-large', why: `${info.size} bytes` };
      return { kind: 'read', bytes: this.#readAll(file) };
    } catch (error) {
      return failureOf(error);
    }
  }

  #readAll(file: string): Uint8Array {
    const descriptor = openSync(file, 'r');
    try {
      const { size } = fstatSync(descriptor);
      const bytes = this.#room(size);
      let length = 0;
      while (length < size) {
        const read = readSync(descriptor, bytes, length, size - length, null);
        if (read === 0) break;
        length += read;
      }
      return length === size ? bytes : bytes.subarray(0, length);
    } finally {
      closeSync(descriptor);
    }
  }

  #room(size: number): Uint8Array {
    if (size > BLOCK_BYTES / 4) return Buffer.allocUnsafeSlow(size);
    if (this.#used + size > this.#block.length) {
      this.#block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
      this.#used = 0;
    }
    const bytes = this.#block.subarray(this.#used, this.#used + size);
    this.#used += size;
    return bytes;
  }

  /** The text of a small file; undefined when it cannot be read. */
  text(file: string): string | undefined {
    const content = this.read(file);
    return content.kind === 'read' ? new TextDecoder().decode(content.bytes) : undefined;
  }

  isFolder(path: string): boolean {
    try {
      return statSync(path).isDirectory();
    } catch {
      return false;
    }
  }

  isFile(path: string): boolean {
    if (this.#overlay.has(path)) return true;
    try {
      return statSync(path).isFile();
    } catch {
      return false;
    }
  }

  /** Names of the files of the overlay that lie in a folder. */
  #laidIn(folder: string): string[] {
    if (this.#overlay.size === 0) return [];
    return [...this.#overlay.keys()]
      .filter((path) => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/'))
      .map((path) => path.slice(folder.length + 1));
  }

  #read(folder: string): FolderListing {
    try {
      const entries: FolderEntry[] = [];
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        let kind: FolderEntry['kind'] = entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other';
        if (entry.isSymbolicLink()) {
          const path = join(folder, entry.name);
          try {
            const info = statSync(path);
            kind = info.isDirectory() ? 'link-to-folder' : info.isFile() ? 'file' : 'other';
          } catch {
            // A link to nowhere, or one of a cycle.
            kind = 'other';
          }
        }
        entries.push({ name: entry.name, kind });
      }
      for (const name of this.#laidIn(folder))
        if (!entries.some((e) => e.name === name)) entries.push({ name, kind: 'file' });
      entries.sort((a, b) => (a.name < b.name ? -1 : 1));
      return { kind: 'listed', entries };
    } catch (error) {
      const failure = failureOf(error);
      // A new file in a new folder, which the editor has not written yet.
      const laid = failure.kind === 'absent' ? this.#laidIn(folder) : [];
      if (laid.length > 0) return { kind: 'listed', entries: laid.map((name) => ({ name, kind: 'file' })) };
      return failure.kind === 'absent' || (failure.kind === 'unreadable' && isNoFolder(folder))
        ? { kind: 'absent' }
        : { kind: 'unreadable', why: failure.kind === 'unreadable' ? failure.why : 'cannot be read' };
    }
  }
}

function isNoFolder(path: string): boolean {
  try {
    return !lstatSync(path).isDirectory();
  } catch {
    return false;
  }
}

function failureOf(error: unknown): { kind: 'absent' } | { kind: 'unreadable'; why: string } {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT') return { kind: 'absent' };
  const words: Record<string, string> = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ELOOP: 'too many symbolic links',
    ENOTDIR: 'not a folder',
    EISDIR: 'a folder',
  };
  return { kind: 'unreadable', why: words[code] ?? (code || String(error)) };
}

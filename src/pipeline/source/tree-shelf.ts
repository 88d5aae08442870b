// Syntax trees are kept while they are used and fit; the others are parsed anew when they are asked for again. The same bytes give
// the same nodes and, from one decoder, the same names.
import type { GoDecoder } from '../../decode/gosource/decode-go.ts';
import type { GoFile } from '../../model/go-syntax.ts';
import type { FileOutline, SourceFile } from '../../model/source-package.ts';

/** Bytes of trees that are kept: those of some 15 MB of source. */
const MOST_BYTES = 48 << 20;
/** What is left after a clearing. */
const KEPT_BYTES = 24 << 20;

/** All that is known of a file without its tree. */
export type FileFacts = Omit<SourceFile, 'tree' | 'source' | 'outline'>;

/** A file whose tree comes and goes. While it is there it is a plain property: that is read many million times. */
export class ShelvedFile implements SourceFile {
  readonly path: string;
  readonly source: Uint8Array;
  readonly outline: FileOutline;
  readonly goVersion: string;
  readonly isTest: boolean;
  readonly isTestCode: boolean;
  readonly isGenerated: boolean;
  readonly #shelf: TreeShelf;

  constructor(shelf: TreeShelf, facts: FileFacts, source: Uint8Array, outline: FileOutline, tree: GoFile | undefined) {
    this.path = facts.path;
    this.goVersion = facts.goVersion;
    this.isTest = facts.isTest;
    this.isTestCode = facts.isTestCode;
    this.isGenerated = facts.isGenerated;
    this.source = source;
    this.outline = outline;
    this.#shelf = shelf;
    if (tree) this.#keep(tree);
  }

  get tree(): GoFile {
    return this.#keep(this.#shelf.decoder.decode(this.source, this.path));
  }

  #keep(tree: GoFile): GoFile {
    // The property stands before the accessor of the class until it is deleted.
    Object.defineProperty(this, 'tree', { value: tree, configurable: true, enumerable: true, writable: false });
    this.#shelf.add(this, tree.kind.buffer.byteLength + tree.comments.byteLength);
    return tree;
  }

  drop(): void {
    delete (this as { tree?: GoFile }).tree;
  }
}

/** The trees of one thread. */
export class TreeShelf {
  readonly decoder: GoDecoder;
  /** Those that are there, in the order in which they were parsed, with their bytes. */
  readonly #kept = new Map<ShelvedFile, number>();
  /** Those of them that most likely nobody asks for any more. */
  readonly #done = new Set<ShelvedFile>();
  #bytes = 0;

  constructor(decoder: GoDecoder) {
    this.decoder = decoder;
  }

  add(file: ShelvedFile, bytes: number): void {
    this.#kept.set(file, bytes);
    this.#bytes += bytes;
  }

  /** Says that the files of a package were judged: their trees go first. */
  finish(files: readonly SourceFile[]): void {
    for (const file of files) if (file instanceof ShelvedFile && this.#kept.has(file)) this.#done.add(file);
  }

  /** Drops trees when there are too many. To be called when nobody holds one. */
  clear(most = MOST_BYTES, kept = KEPT_BYTES): void {
    if (this.#bytes <= most) return;
    for (const files of [this.#done, this.#kept.keys()])
      for (const file of files) {
        if (this.#bytes <= kept) return;
        this.#bytes -= this.#kept.get(file) ?? 0;
        this.#kept.delete(file);
        this.#done.delete(file);
        file.drop();
      }
  }
}

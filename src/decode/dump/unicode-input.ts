// The first bytes of a text file: byte order marks of UTF-8 and UTF-16, and UTF-16 made into UTF-8 piece by piece.

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** What the first bytes say, with the length of the mark; undefined while two bytes are needed and one is there. */
export function sniffEncoding(bytes: Uint8Array, ended: boolean): { encoding: Encoding; mark: number } | undefined {
  const [a, b, c] = bytes;
  if (bytes.length >= 2 && a === 0xff && b === 0xfe) return { encoding: 'utf-16le', mark: 2 };
  if (bytes.length >= 2 && a === 0xfe && b === 0xff) return { encoding: 'utf-16be', mark: 2 };
  if (bytes.length >= 3 && a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', mark: 3 };
  if (ended || bytes.length >= 3) return { encoding: 'utf-8', mark: 0 };
  if (bytes.length === 0 || a === 0xff || a === 0xfe || (a === 0xef && (bytes.length < 2 || b === 0xbb)))
    return undefined;
  return { encoding: 'utf-8', mark: 0 };
}

/** Turns UTF-16 into UTF-8; a half character at the end of a piece waits for the next. */
export class Utf16Input {
  private readonly decoder: TextDecoder;
  private readonly encoder = new TextEncoder();

  constructor(encoding: 'utf-16le' | 'utf-16be') {
    this.decoder = new TextDecoder(encoding, { ignoreBOM: true });
  }

  /** UTF-8 of the piece. */
  convert(bytes: Uint8Array): Uint8Array {
    return this.encoder.encode(this.decoder.decode(bytes, { stream: true }));
  }

  /** UTF-8 of what was left over. */
  end(): Uint8Array {
    return this.encoder.encode(this.decoder.decode());
  }
}

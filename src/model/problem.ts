// What was wrong with an input or a run. Bad input is not an exception: decoders return problems beside values.

/** One thing that went wrong, with the place where it did. */
export interface Problem {
  /** `room/slug`, for instance `dump/truncated`; every code has a page in `knowledge/problems`. */
  readonly code: string;
  /** What failed and why, one sentence. */
  readonly message: string;
  /** Name of the source as the user gave it. */
  readonly source?: string;
  /** 1-based line of the text input. */
  readonly line?: number;
  /** Byte offset in the (decompressed) input. */
  readonly offset?: number;
  /** At most 160 characters of the offending text. */
  readonly quote?: string;
  /** How many times the same problem occurred, when it is counted instead of repeated. */
  readonly count?: number;
}

/** Thrown by a decoder only when the bytes are not of its format at all. */
export class DecodeError extends Error {
  readonly code: string;
  readonly offset: number | undefined;
  constructor(code: string, message: string, offset?: number) {
    super(message);
    this.name = 'DecodeError';
    this.code = code;
    this.offset = offset;
  }
}

/** Cuts a quotation to 160 characters so that a hostile line cannot flood a report. */
export function quoteOf(text: string): string {
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}

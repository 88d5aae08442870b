// Frames and stacks as decoders deliver them: names as `go tool pprof` writes them, leaf first.

export interface Frame {
  /** Full symbol with type arguments as `[...]` and `%2e` decoded, e.g. `net/http.(*conn).serve`. */
  readonly function: string;
  readonly file?: string;
  /** 1-based; absent when the form has none. */
  readonly line?: number;
}

export interface Stack {
  /** Leaf first; every frame that the form shows, runtime frames included. */
  readonly frames: readonly Frame[];
  /** The function that ran the `go` statement, with the place of the statement. Text forms only. */
  readonly createdBy?: Frame;
  /** Index of the first frame after the cut, when the runtime elided frames in the middle. */
  readonly elidedAt?: number;
  /** The record had no frames that could be read ("stack unavailable", a sample without locations). */
  readonly unavailable?: boolean;
}

/** Sorted by key. */
export type Labels = Readonly<Record<string, string>>;

// What the fuzzer needs of a decoder.

export interface FuzzTarget {
  /** Real inputs, plain. */
  readonly seeds: () => readonly Uint8Array[];
  /** Words of the format, to be spliced in. */
  readonly words: readonly string[];
  /** Decodes the input; throws when anything is wrong with what came out. Errors of the format are no fault. */
  readonly run: (input: Uint8Array) => void | Promise<void>;
}

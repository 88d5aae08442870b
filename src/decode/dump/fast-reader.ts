// What the two fast readers of plain records have in common: the WASM kernel and its TypeScript twin.
// Both read a window of bytes, number each distinct header tail, frame and stack, and leave fixed-size records behind.

/** Why a reader stopped: the window holds no whole record any more, the next record is not plain, or the batch is full. */
export type Stop = 'more' | 'odd' | 'full';

/** Records of one batch at most. */
export const BATCH = 2048;

/** Bytes behind the window's capacity that a reader may overwrite and read. */
export const PADDING = 64;

/**
 * A plain record, the only thing a fast reader takes:
 *
 *     goroutine 18 [chan receive, 2 minutes]:      id, tail
 *     main.(*Pool).run(0xc000010000, {0x1, 0x2})   function text up to the last "("
 *     \t/a/pool.go:88 +0x20                        place text up to " +0x"
 *     created by main.main in goroutine 1          function text, creator id
 *     \t/a/main.go:5 +0x10
 *     (empty line)
 *
 * No control character but the line ends and the tab before a place. What the texts mean is decided elsewhere.
 */
export interface FastReader {
  /** The bytes to read from; take it anew after `room` and `read`, memory may have moved. */
  readonly window: Uint8Array;
  /** How many bytes of the window may be filled. */
  readonly capacity: number;
  /** Makes the window at least `capacity` long; its bytes stay. */
  room(capacity: number): void;
  /** Reads records in `[from, to)` of the window; returns the offset of the first byte that was not taken. */
  read(from: number, to: number): number;
  readonly stop: Stop;
  /** Records of the last `read`; the columns below hold one value each. */
  readonly count: number;
  readonly ids: Float64Array;
  /** 0 where none was shown. */
  readonly creators: Float64Array;
  /** Number of the header's text after `[`; 0 when it was not numbered (labels) and must be read from the window. */
  readonly tails: Uint32Array;
  readonly stacks: Uint32Array;
  /** Lines of the record, the empty one included. */
  readonly lines: Uint32Array;
  /** Where the header begins in the window. */
  readonly offsets: Uint32Array;
  /** Text between `[` and `]:` of a numbered tail. */
  tailText(tail: number): Uint8Array;
  /** Creator frame (0 = none) and then the frames of a stack, leaf first, as numbers for `frameText`. */
  stackWords(stack: number): Uint32Array;
  /** Function text and place text of a frame. */
  frameText(frame: number): { readonly functionText: Uint8Array; readonly placeText: Uint8Array };
  /** Gives its memory back; the reader must not be used afterwards. */
  release(): void;
}

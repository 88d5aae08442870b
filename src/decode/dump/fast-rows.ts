// Carries the records of a fast reader into the tables: each distinct tail, frame and stack is understood once, with
// the careful reader's own parsers; what they do not take for plain makes the record odd, and it is read again by lines.
import type { FastReader } from './fast-reader.ts';
import { type FrameTable, firstArgument, isFunctionLine, leadingBlanks, placeColon, placeEnd } from './parse-frame.ts';
import { parseHeader } from './parse-header.ts';
import type { DumpTables } from './tables.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** Tails with labels kept by text; above it the memory is given up and begun anew. */
const LABELLED_KEPT = 4096;
const UNKNOWN = 0;
const REFUSED = -1;

/** A header's tail with its state and labels as numbers of the tables. */
interface Head {
  readonly state: number;
  readonly minutes: number;
  readonly labels: number;
}

export class FastRows {
  private readonly reader: FastReader;
  private readonly tables: DumpTables;
  private readonly frames: FrameTable;
  /** By number of the reader: number of the tables + 1, UNKNOWN or REFUSED. */
  private stackNumbers = new Int32Array(1 << 10);
  private frameNumbers = new Int32Array(1 << 10);
  private readonly heads: (Head | null | undefined)[] = [];
  private readonly labelled = new Map<string, Head | null>();
  private readonly taken: Head[] = [];

  /** `frames` is the careful reader's table: both must know the same symbols at the same point of the text. */
  constructor(reader: FastReader, tables: DumpTables, frames: FrameTable) {
    this.reader = reader;
    this.tables = tables;
    this.frames = frames;
  }

  /** How many of the records just read are plain from the first on; the one after them is for the careful reader. */
  check(): number {
    const { reader } = this;
    const { count, ids, stacks, tails } = reader;
    for (let i = 0; i < count; i++) {
      const head = tails[i] === 0 ? this.labelledHead(reader.offsets[i]) : this.head(tails[i]);
      if (!head) return i;
      this.taken[i] = head;
      const stack = stacks[i];
      if (stack >= this.stackNumbers.length) this.stackNumbers = widened(this.stackNumbers, stack);
      if (this.stackNumbers[stack] === UNKNOWN) this.stackNumbers[stack] = this.stack(stack);
      if (this.stackNumbers[stack] === REFUSED || !this.tables.noteId(ids[i])) return i;
    }
    return count;
  }

  /** Lines of the first `count` records. */
  linesOf(count: number): number {
    const { lines } = this.reader;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += lines[i];
    return sum;
  }

  /** Appends the first `count` records, the first of which begins at `line`; returns the line behind the last. */
  append(count: number, line: number): number {
    const { reader, taken, stackNumbers } = this;
    const { ids, creators, stacks, lines } = reader;
    const { rows } = this.tables;
    rows.reserve(count);
    let row = rows.length;
    const { id, creator, line: lineColumn, stack, state, minutes } = rows;
    for (let i = 0; i < count; i++, row++) {
      const head = taken[i];
      id[row] = ids[i];
      creator[row] = creators[i];
      lineColumn[row] = line;
      line += lines[i];
      const number = stackNumbers[stacks[i]] - 1;
      stack[row] = number;
      state[row] = head.state;
      minutes[row] = head.minutes;
      if (head.labels > 0) rows.withLabels()[row] = head.labels;
      const depths = this.tables.stacks.depths(number);
      if (depths) this.pointers(row, reader.offsets[i], depths);
    }
    rows.length = row;
    return line;
  }

  private head(tail: number): Head | null {
    const known = this.heads[tail];
    if (known !== undefined) return known;
    return (this.heads[tail] = this.understand(`${decoder.decode(this.reader.tailText(tail))}]:`));
  }

  /** The head of a record whose tail the reader left alone: labels, mostly, one text a request. */
  private labelledHead(offset: number): Head | null {
    const { window } = this.reader;
    const open = window.indexOf(0x5b, offset);
    const text = decoder.decode(window.subarray(open + 1, window.indexOf(0x0a, open)));
    let head = this.labelled.get(text);
    if (head === undefined) {
      head = this.understand(text);
      if (this.labelled.size === LABELLED_KEPT) this.labelled.clear();
      this.labelled.set(text, head);
    }
    return head;
  }

  private understand(text: string): Head | null {
    const header = parseHeader(`goroutine 1 [${text}`);
    if (!header || header.doubtful || header.cut) return null;
    return {
      state: this.tables.state(header.state),
      minutes: header.minutes,
      labels: header.labels ? this.tables.labels(header.labels) : 0,
    };
  }

  private stack(number: number): number {
    const words = this.reader.stackWords(number);
    const frames = new Uint32Array(words.length - 1);
    for (let i = 1; i < words.length; i++) {
      const frame = this.frame(words[i]);
      if (frame === REFUSED) return REFUSED;
      frames[i - 1] = frame - 1;
    }
    const creator = words[0] === 0 ? 0 : this.frame(words[0]);
    if (creator === REFUSED) return REFUSED;
    return this.tables.stacks.stack({ frames, creator: creator - 1 }) + 1;
  }

  private frame(number: number): number {
    if (number >= this.frameNumbers.length) this.frameNumbers = widened(this.frameNumbers, number);
    const known = this.frameNumbers[number];
    if (known !== UNKNOWN) return known;
    const { functionText, placeText } = this.reader.frameText(number);
    const symbol = decoder.decode(functionText);
    const place = decoder.decode(placeText);
    // A stack that a program printed of itself (runtime/debug.Stack) is no part of the dump: the scanner decides on it.
    const plain =
      symbol !== 'runtime/debug.Stack' &&
      isFunctionLine(`${symbol}()`, symbol.length) &&
      leadingBlanks(place) === 0 &&
      placeEnd(place) === place.length &&
      placeColon(place, 0, place.length) > 0;
    return (this.frameNumbers[number] = plain
      ? this.tables.stacks.frame(this.frames.frame(symbol, place)) + 1
      : REFUSED);
  }

  /** Walks the record once more, no further than the last wanted frame, for the first words of the calls. */
  private pointers(row: number, offset: number, depths: readonly number[]): void {
    const { window } = this.reader;
    let at = window.indexOf(0x0a, offset) + 1;
    let depth = 0;
    for (const wanted of depths) {
      for (; depth < wanted; depth++) at = window.indexOf(0x0a, window.indexOf(0x0a, at) + 1) + 1;
      const end = window.indexOf(0x0a, at);
      const open = window.lastIndexOf(0x28, end);
      this.tables.pointer(row, depth, firstArgument(decoder.decode(window.subarray(open, end)), 0));
    }
  }
}

function widened(column: Int32Array<ArrayBuffer>, index: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(Math.max(column.length * 2, index + 1));
  grown.set(column);
  return grown;
}

// Reads one goroutine record, line by line, into a ParsedGoroutine: header, frames, elided marks, creator, ancestors.
import type { Frame } from '../../model/stack.ts';
import { parseCreatedBy } from './parse-created-by.ts';
import {
  argumentsOpen,
  FrameTable,
  firstArgument,
  isFunctionLine,
  isOffset,
  leadingBlanks,
  placeColon,
  placeEnd,
} from './parse-frame.ts';
import { type Header, parseHeader } from './parse-header.ts';
import type { ParsedGoroutine } from './parsed.ts';

/** What a record says to a line. */
export const foreign = 0;
export const taken = 1;
/** No line of a record by itself; it is the name of a C function if the next line is its place (`file:line pc=0x…`). */
export const maybeName = 2;

/** What the runtime parks in has a caller, so no stack ends there. */
const parks = /^runtime\.(gopark|goparkunlock|netpollblock|selectgo|block|chan(recv|send)[12]?|semacquire1?)$/;

/** A record that is being read. One instance is used again and again. */
export class RecordReader {
  private readonly table: FrameTable;
  private header: Header | undefined;
  private headerLine = 0;
  private frames: Frame[] = [];
  private words: number[] = [];
  /** Symbol whose place is still to come; '' = none. */
  private symbol = '';
  private word = Number.NaN;
  private bareName = '';
  private creatorSymbol = '';
  private creatorPlaceDue = false;
  private creatorMayBeCut = false;
  private createdBy: Frame | undefined;
  private creator = 0;
  private elidedAt = -1;
  private unavailable = false;
  private ancestors = false;
  private damaged = false;
  /** The last line was a place without ` +0x…`: if the text was cut there, its number may be too short. */
  private lastPlaceOpen = false;
  /** The name that `maybeName` was said to has become a frame. */
  nameUsed = false;

  constructor(table: FrameTable) {
    this.table = table;
  }

  get open(): boolean {
    return this.header !== undefined;
  }

  get line(): number {
    return this.headerLine;
  }

  get doubtful(): boolean {
    return this.header?.doubtful === true && this.frames.length === 0 && this.symbol === '';
  }

  get id(): number {
    return this.header?.id ?? Number.NaN;
  }

  /** Nothing but ancestors can follow: the creator and its place have been read. */
  get whole(): boolean {
    return this.createdBy !== undefined && !this.creatorPlaceDue;
  }

  /** No line has been read after the header. */
  get fresh(): boolean {
    return this.frames.length === 0 && this.symbol === '' && this.creatorSymbol === '' && !this.unavailable;
  }

  start(header: Header, line: number): void {
    this.header = header;
    this.headerLine = line;
    this.frames = [];
    this.words = [];
    this.symbol = this.bareName = this.creatorSymbol = '';
    this.createdBy = undefined;
    this.creator = 0;
    this.elidedAt = -1;
    this.creatorPlaceDue = this.creatorMayBeCut = this.unavailable = this.ancestors = this.damaged = false;
    this.lastPlaceOpen = this.nameUsed = false;
  }

  /** Gives a better header to a record that has only been announced (goleak prints both). */
  replaceHeader(header: Header): void {
    this.header = header;
  }

  /**
   * Reads one line (no line break); says whether it belongs to the record. `strict`: it may still bear a prefix, so a
   * place must be indented.
   */
  take(text: string, strict = false): number {
    this.nameUsed = false;
    const c = text.charCodeAt(0);
    if (c === 9 || c === 0x20) return this.takeIndented(text);
    if (text.charCodeAt(text.length - 1) === 0x29 && this.takeFunction(text)) return taken;
    if (c === 0x63 && this.takeCreatedBy(text)) return taken;
    if (c === 0x2e && this.takeElided(text)) return taken;
    if (c === 0x5b && /^\[originating from goroutine \d+\]:?/.test(text)) {
      this.settle();
      this.ancestors = true;
      return taken;
    }
    if (c === 0x6e && text.startsWith('non-Go function') && !this.whole) return this.takeNonGo(text);
    if (strict) return foreign;
    if ((this.symbol !== '' || this.creatorPlaceDue) && !text.includes('\t') && this.takePlace(text, 0)) return taken;
    if (isRuntimeNoise(text)) return taken;
    if (this.whole || !/^[\w$~:<>.,*&@ ]{1,300}$/.test(text)) return foreign;
    this.bareName = text;
    return maybeName;
  }

  private takeIndented(text: string): number {
    const from = leadingBlanks(text);
    if (this.symbol !== '' || this.creatorPlaceDue) {
      if (this.takePlace(text, from)) return taken;
    }
    if (this.bareName !== '') {
      const name = this.bareName;
      this.bareName = '';
      if (text.includes('pc=0x', from)) {
        this.settle();
        const end = placeEnd(text);
        const colon = placeColon(text, from, end);
        const frame = colon < 0 ? this.table.bareFrame(name) : this.table.frame(name, text.slice(from, end));
        this.push(frame, Number.NaN);
        this.nameUsed = true;
        return taken;
      }
    }
    if (text.startsWith('goroutine running on other thread', from)) {
      this.unavailable = true;
      return taken;
    }
    // The pc of a frame that stands without a place: `non-Go function` / TAB `pc=0x…`.
    return /^[ \t]*pc=0x[0-9a-f]+$/.test(text) && this.frames.length > 0 ? taken : foreign;
  }

  private takeFunction(text: string): boolean {
    const open = argumentsOpen(text);
    if (open <= 0) return false;
    const symbol = text.slice(0, open);
    if (!this.table.knows(symbol) && !isFunctionLine(text, open)) return false;
    if (this.whole && !this.ancestors) return false;
    this.settle();
    this.symbol = symbol;
    this.word = firstArgument(text, open);
    return true;
  }

  /** `[TAB]file:line[ +0x…]` of the function or creator that waits for it. */
  private takePlace(text: string, from: number): boolean {
    const end = placeEnd(text);
    if (placeColon(text, from, end) < 0 || !isOffset(text, end)) return false;
    this.lastPlaceOpen = end === text.length;
    const place = text.slice(from, end);
    if (this.creatorPlaceDue) {
      this.creatorPlaceDue = false;
      if (!this.ancestors) this.createdBy = this.table.frame(this.creatorSymbol, place);
      return true;
    }
    this.push(this.table.frame(this.symbol, place), this.word);
    this.symbol = '';
    return true;
  }

  private takeCreatedBy(text: string): boolean {
    const read = parseCreatedBy(text);
    if (!read) return false;
    this.settle();
    this.creatorPlaceDue = true;
    if (this.ancestors) return true;
    this.creatorSymbol = read.symbol;
    this.creatorMayBeCut = read.mayBeCut;
    this.creator = read.creator;
    this.createdBy = this.table.frame(read.symbol, '');
    return true;
  }

  /** `...23 frames elided...` (Go >= 1.21), `...additional frames elided...` (before). */
  private takeElided(text: string): boolean {
    if (!/^\.\.\.(?:\d+|additional) frames elided\.\.\.\s*$/.test(text)) return false;
    this.settle();
    if (!this.ancestors && this.elidedAt < 0) this.elidedAt = this.frames.length;
    return true;
  }

  private takeNonGo(text: string): number {
    this.settle();
    this.push(this.table.bareFrame(text.startsWith('non-Go function at pc=') ? 'non-Go function' : text), Number.NaN);
    return taken;
  }

  private push(frame: Frame, word: number): void {
    if (this.ancestors) return;
    this.frames.push(frame);
    this.words.push(word);
  }

  /** A function whose place never came is kept without one. */
  private settle(): void {
    this.bareName = '';
    this.lastPlaceOpen = false;
    if (this.symbol !== '') {
      this.push(this.table.frame(this.symbol, ''), this.word);
      this.symbol = '';
      this.damaged = true;
    }
    this.creatorPlaceDue = false;
  }

  /**
   * Ends the record. `cutMidLine`: the text ended inside its last line, so an open number there is not believed.
   * `atEnd`: the text ended here, so a record that does not look whole is incomplete.
   */
  finish(atEnd: boolean, cutMidLine: boolean): ParsedGoroutine {
    const header = this.header!;
    const whole = this.whole && !(cutMidLine && this.lastPlaceOpen);
    if (cutMidLine && this.lastPlaceOpen) this.forgetLastPlace();
    const functionDue = this.symbol !== '';
    const creatorDue = this.creatorPlaceDue;
    this.settle();
    if (cutMidLine && creatorDue && !this.ancestors) {
      if (this.creatorMayBeCut) this.createdBy = undefined;
      this.creator = 0;
    }
    const unavailable = this.unavailable || this.frames.length === 0;
    const incomplete =
      unavailable || functionDue || creatorDue || this.damaged || header.cut || (atEnd && !whole && !this.endsAtRoot());
    this.header = undefined;
    return {
      id: header.id,
      state: header.state,
      minutes: header.minutes,
      creator: this.creator,
      ...(header.labels ? { labels: header.labels } : {}),
      stack: {
        frames: this.frames,
        ...(this.createdBy ? { createdBy: this.createdBy } : {}),
        ...(this.elidedAt >= 0 ? { elidedAt: this.elidedAt } : {}),
        ...(unavailable ? { unavailable: true } : {}),
      },
      firstArguments: this.words,
      incomplete,
      line: this.headerLine,
    };
  }

  /** Whether nothing seems to be missing if the text ends here. */
  endsWhole(cutMidLine: boolean): boolean {
    if (cutMidLine && this.lastPlaceOpen) return false;
    return this.unavailable || this.whole || (this.symbol === '' && !this.creatorPlaceDue && this.endsAtRoot());
  }

  private forgetLastPlace(): void {
    if (this.ancestors) return;
    if (this.createdBy?.file !== undefined) this.createdBy = { function: this.createdBy.function };
    else if (this.frames.length > 0)
      this.frames[this.frames.length - 1] = { function: this.frames[this.frames.length - 1].function };
  }

  /** Goroutines without a creator: main, g0, the runtime's own, and those that C code entered through. */
  private endsAtRoot(): boolean {
    const root = this.frames.at(-1);
    if (root === undefined || this.lastPlaceOpen) return false;
    const name = root.function;
    if (name.includes('_cgoexp') || name === 'non-Go function') return true;
    // GOTRACEBACK=system prints what called them, too.
    const isRuntime = name.startsWith('runtime.');
    const isMain = (f: Frame) => f.function === 'main.main' || f.function === 'runtime.main';
    if (isMain(root) || (isRuntime && this.frames.slice(-3).some(isMain))) return true;
    // Main ends in main.main or above; of the others, those that the program started name their creator.
    return this.id !== 1 && !parks.test(name) && this.frames.every((f) => f.function.startsWith('runtime.'));
  }

  /** Drops the record without a result (a doubtful header that no frame followed). */
  drop(): void {
    this.header = undefined;
  }
}

/** What the runtime prints into a traceback when a stack does not unwind (runtime/traceback.go, hexdumpWords). */
function isRuntimeNoise(text: string): boolean {
  return (
    text.startsWith('runtime: ') ||
    text.startsWith('stack: frame={') ||
    /^(?:0x)?[0-9a-f]{8,16}: {1,2}[0-9a-fx<>!*+ ]/.test(text)
  );
}

/**
 * The goroutine that `lines` hold: one record without surroundings, header first. `firstLine` is the 1-based number of
 * the header. Undefined when the first line is no header. Lines that belong to no record are passed over.
 */
export function parseGoroutineBlock(lines: readonly string[], firstLine: number): ParsedGoroutine | undefined {
  const header = lines.length > 0 ? parseHeader(trimReturn(lines[0])) : undefined;
  if (!header) return undefined;
  const record = new RecordReader(new FrameTable());
  record.start(header, firstLine);
  for (let i = 1; i < lines.length; i++) {
    const text = trimReturn(lines[i]);
    if (text !== '') record.take(text);
  }
  return record.finish(false, false);
}

function trimReturn(text: string): string {
  return text.charCodeAt(text.length - 1) === 13 ? text.slice(0, -1) : text;
}

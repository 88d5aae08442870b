// The fast reader of plain records in TypeScript: reference and stand-in of the WASM kernel, same steps, same result.
// Most frames follow the frame they followed last time, so each line is first compared with that one; only when it
// differs is its end searched for and the text looked up.
import { BATCH, type FastReader, PADDING, type Stop } from './fast-reader.ts';
import { SequenceNumbers, TextNumbers } from './text-numbers.ts';

/** Results of the inner readers that are not an offset. */
const MORE = -1;
const ODD = -2;
/** Frames of one record and bytes of one frame's text above which it is left to the careful reader. */
const MAX_FRAMES = 1 << 16;
const MAX_TEXT = 1 << 16;
/** Distinct tails that are numbered; the rest is read from the window. */
const MAX_TAILS = 1 << 16;
const FRAME = 1;
const CREATOR = 2;
const TAIL = 3;

const bytesOf = (text: string) => Array.from(text, (c) => c.charCodeAt(0));
const GOROUTINE = bytesOf('goroutine ');
const CREATED_BY = bytesOf('created by ');
const IN_GOROUTINE = bytesOf(' in goroutine ');
/** What the runtime prints between the parentheses; any other byte makes the record odd. */
const argumentBytes = new Uint8Array(256);
for (const c of bytesOf('0123456789abcdefx{}_,.? ')) argumentBytes[c] = 1;
const NEWLINE = 10;
const OPEN_PAREN = 0x28;
const CLOSE_PAREN = 0x29;

export class TwinReader implements FastReader {
  window = new Uint8Array(PADDING);
  private view = new DataView(this.window.buffer);
  private to = 0;
  private readonly texts = new TextNumbers();
  private readonly tailTexts = new TextNumbers();
  private readonly sequences = new SequenceNumbers();
  private readonly words = new Uint32Array(MAX_FRAMES + 1);
  /** Set by the inner readers beside the offset they return. */
  private functionEnd = 0;
  private frame = 0;
  private creatorId = 0;
  stop: Stop = 'more';
  count = 0;
  readonly ids = new Float64Array(BATCH);
  readonly creators = new Float64Array(BATCH);
  readonly tails = new Uint32Array(BATCH);
  readonly stacks = new Uint32Array(BATCH);
  readonly lines = new Uint32Array(BATCH);
  readonly offsets = new Uint32Array(BATCH);

  get capacity(): number {
    return this.window.length - PADDING;
  }

  room(capacity: number): void {
    if (capacity <= this.capacity) return;
    const grown = new Uint8Array(capacity + PADDING);
    grown.set(this.window);
    this.window = grown;
    this.view = new DataView(grown.buffer);
  }

  read(from: number, to: number): number {
    this.to = to;
    // A control character behind the last byte ends every search without a test of the bounds.
    this.window[to] = 0;
    this.count = 0;
    let at = from;
    while (this.count < BATCH) {
      const end = this.record(at);
      if (end < 0) {
        this.stop = end === MORE ? 'more' : 'odd';
        return at;
      }
      this.offsets[this.count++] = at;
      at = end;
    }
    this.stop = 'full';
    return at;
  }

  /** MORE when the place that disappointed lies behind the last byte, else ODD. */
  private failed(at: number): number {
    return at >= this.to ? MORE : ODD;
  }

  private record(start: number): number {
    const { window, texts, words } = this;
    if (this.to - start < 12) return MORE;
    for (let i = 0; i < 10; i++) if (window[start + i] !== GOROUTINE[i]) return ODD;
    let at = start + 10;
    let id = 0;
    for (let c = window[at]; c >= 0x30 && c <= 0x39; c = window[++at]) id = id * 10 + c - 0x30;
    const digits = at - start - 10;
    if (digits < 1 || digits > 15 || window[at] !== 0x20 || window[at + 1] !== 0x5b) return this.failed(at + 1);
    const tailStart = at + 2;
    let plain = true;
    for (at = tailStart; window[at] >= 0x20; at++) {
      const c = window[at];
      if (c === 0x22 || c === 0x7b || (c === 0x5d && window[at + 2] !== NEWLINE)) plain = false;
    }
    if (at >= this.to || window[at] !== NEWLINE) return this.failed(at);
    if (window[at - 1] !== 0x3a || at - 1 <= tailStart) return ODD;
    if (window[at - 2] !== 0x5d) plain = false;
    let tail = 0;
    if (plain) {
      if (this.tailTexts.size < MAX_TAILS)
        tail = Math.max(0, this.tailTexts.number(TAIL, this.view, tailStart, at - 2 - tailStart, at, 0));
      // Above the limit every tail is read from the window: cheap to say, and it never happens outside of tests.
    }
    at++;

    let previous = 0;
    let frames = 0;
    let hash = 0;
    let creator = 0;
    this.creatorId = 0;
    for (;;) {
      const c = window[at];
      if (c === NEWLINE && at < this.to) break;
      if (at >= this.to) return MORE;
      if (c === 0x63 && this.isCreatedBy(at)) {
        at = this.creator(at, previous);
        if (at < 0) return at;
        creator = this.frame;
        if (at >= this.to) return MORE;
        if (window[at] !== NEWLINE) return ODD;
        break;
      }
      at = this.line(at, texts.next[previous]);
      if (at < 0) return at;
      if (frames === MAX_FRAMES) return ODD;
      texts.next[previous] = this.frame;
      previous = this.frame;
      words[++frames] = previous;
      hash = Math.imul(hash ^ previous, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    if (frames === 0) return ODD;
    words[0] = creator;
    hash = Math.imul(hash ^ creator, 0x85ebca6b);
    const stack = this.sequences.number(words, frames + 1, hash ^ (hash >>> 16));
    if (stack < 0) return ODD;
    const { count } = this;
    this.ids[count] = id;
    this.creators[count] = this.creatorId;
    this.tails[count] = tail;
    this.stacks[count] = stack;
    this.lines[count] = 2 + 2 * frames + (creator > 0 ? 2 : 0);
    return at + 1;
  }

  private isCreatedBy(at: number): boolean {
    for (let i = 0; i < 11; i++) if (this.window[at + i] !== CREATED_BY[i]) return false;
    return true;
  }

  /** Reads the two lines of a frame; leaves its number in `frame`, returns the offset behind them. */
  private line(start: number, guess: number): number {
    const { window, texts, view } = this;
    if (guess > 0) {
      const length = texts.firstLength(guess);
      let at = start + length;
      if (at < this.to && window[at] === OPEN_PAREN && texts.isFirst(guess, view, start)) {
        do at++;
        while (argumentBytes[window[at]] === 1);
        if (window[at] === CLOSE_PAREN && window[at + 1] === NEWLINE && at + 1 < this.to && window[at + 2] === 9) {
          const end = this.guessedPlace(at + 3, guess);
          if (end > 0) {
            this.frame = guess;
            return end;
          }
        }
      }
    }
    let paren = 0;
    let at = start;
    for (let c = window[at]; c >= 0x20; c = window[++at]) if (c === OPEN_PAREN) paren = at;
    if (window[at] !== NEWLINE || at >= this.to) return this.failed(at);
    if (paren <= start || window[at - 1] !== CLOSE_PAREN) return ODD;
    for (let i = paren + 1; i < at - 1; i++) if (argumentBytes[window[i]] === 0) return ODD;
    this.functionEnd = paren;
    return this.place(at + 1, FRAME, start);
  }

  /** `created by F[ in goroutine N]` and its place; leaves `frame` and `creatorId`. */
  private creator(start: number, previous: number): number {
    const { window, texts, view } = this;
    const name = start + 11;
    const guess = texts.nextCreator[previous];
    if (guess > 0) {
      const at = name + texts.firstLength(guess);
      if (at < this.to && texts.isFirst(guess, view, name)) {
        const end = this.creatorEnd(at);
        if (end > 0 && window[end] === NEWLINE && end < this.to && window[end + 1] === 9) {
          const placeEnd = this.guessedPlace(end + 2, guess);
          if (placeEnd > 0) {
            this.frame = guess;
            return placeEnd;
          }
        }
      }
    }
    let at = name;
    while (window[at] >= 0x20) at++;
    if (window[at] !== NEWLINE || at >= this.to) return this.failed(at);
    let digits = at;
    while (window[digits - 1] >= 0x30 && window[digits - 1] <= 0x39) digits--;
    this.functionEnd = at;
    this.creatorId = 0;
    if (digits < at && digits - 14 > name && this.creatorEnd(digits - 14) === at) this.functionEnd = digits - 14;
    if (this.functionEnd <= name) return ODD;
    const end = this.place(at + 1, CREATOR, name);
    if (end > 0) texts.nextCreator[previous] = this.frame;
    return end;
  }

  /** Where the line ends if ` in goroutine N` or nothing stands at `at`, else 0; leaves `creatorId`. */
  private creatorEnd(at: number): number {
    const { window } = this;
    this.creatorId = 0;
    if (window[at] === NEWLINE) return at;
    for (let i = 0; i < 14; i++) if (window[at + i] !== IN_GOROUTINE[i]) return 0;
    let id = 0;
    let end = at + 14;
    for (let c = window[end]; c >= 0x30 && c <= 0x39; c = window[++end]) id = id * 10 + c - 0x30;
    if (end === at + 14 || end > at + 29) return 0;
    this.creatorId = id;
    return end;
  }

  /** The offset behind the place line if it holds the place of `guess`, else 0. */
  private guessedPlace(start: number, guess: number): number {
    const { window, texts } = this;
    let at = start + texts.secondLength(guess);
    if (at >= this.to || !texts.isSecond(guess, this.view, start)) return 0;
    if (window[at] === NEWLINE) return at + 1;
    if (window[at] !== 0x20 || window[at + 1] !== 0x2b || window[at + 2] !== 0x30 || window[at + 3] !== 0x78) return 0;
    at += 4;
    const first = at;
    while (isHex(window[at])) at++;
    return at > first && at < this.to && window[at] === NEWLINE ? at + 1 : 0;
  }

  /** Reads the place line at `start` and numbers the frame that begins at `name`; returns the offset behind it. */
  private place(start: number, kind: number, name: number): number {
    const { window } = this;
    if (window[start] !== 9) return this.failed(start);
    let at = start + 1;
    while (window[at] >= 0x20) at++;
    if (window[at] !== NEWLINE || at >= this.to) return this.failed(at);
    let end = at;
    while (isHex(window[end - 1])) end--;
    if (
      end < at &&
      end - start > 5 &&
      window[end - 1] === 0x78 &&
      window[end - 2] === 0x30 &&
      window[end - 3] === 0x2b &&
      window[end - 4] === 0x20
    )
      end -= 4;
    else end = at;
    const place = start + 1;
    const length = this.functionEnd - name;
    if (end <= place || length > MAX_TEXT || end - place > MAX_TEXT) return ODD;
    this.frame = this.texts.number(kind, this.view, name, length, place, end - place);
    return this.frame < 0 ? ODD : at + 1;
  }

  tailText(tail: number): Uint8Array {
    return this.tailTexts.parts(tail).first;
  }

  stackWords(stack: number): Uint32Array {
    return this.sequences.words(stack);
  }

  frameText(frame: number): { readonly functionText: Uint8Array; readonly placeText: Uint8Array } {
    const { first, second } = this.texts.parts(frame);
    return { functionText: first, placeText: second };
  }

  release(): void {
    this.window = new Uint8Array(0);
  }
}

/** Digits and small letters a–f: the runtime prints no others. */
function isHex(c: number): boolean {
  return (c >= 0x30 && c <= 0x39) || (c >= 0x61 && c <= 0x66);
}

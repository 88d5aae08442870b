// Reads the two lines of a frame (runtime.traceback2) and keeps each distinct frame once:
//   net/http.(*conn).serve(0xc0000aa000, {0x816e58?, 0xc0000171a0})
//   	net/http/server.go:2044 +0x5e8 fp=0xc00005c7a8 sp=0xc00005c788 pc=0x4f9ab0
import type { Frame } from '../../model/stack.ts';
import { symbolName } from '../symbol-name.ts';
import { cleanText, ownCopy } from './clean-text.ts';

/** What may stand between the parentheses: hex words, `{}`, `_`, `...`, `?` for a value that may be dead. */
const argumentCharacter = new Uint8Array(128);
for (const c of '0123456789abcdefx{}_,.? ') argumentCharacter[c.charCodeAt(0)] = 1;

/**
 * Index of the parenthesis that opens the arguments, -1 when the line is no function line. It is the last one:
 * `net/http.(*conn).serve(0x1)` → 22. The caller decides on the name.
 */
export function argumentsOpen(text: string): number {
  const last = text.length - 1;
  if (text.charCodeAt(last) !== 0x29) return -1;
  return text.lastIndexOf('(');
}

/** Whether `name` can be a symbol and the arguments from `open` on the runtime's; foreign text such as `done (in 3 s)` is not. */
export function isFunctionLine(text: string, open: number): boolean {
  if (open <= 0) return false;
  for (let i = open + 1; i < text.length - 1; i++) {
    const c = text.charCodeAt(i);
    if (c > 127 || argumentCharacter[c] === 0) return false;
  }
  return isSymbol(text, open);
}

/** Blanks stand only inside brackets and braces (type arguments); a symbol does not begin with a quote or brace. */
function isSymbol(text: string, end: number): boolean {
  if (/["'{}[\]=:,;<>|#]/.test(text[0])) return false;
  let depth = 0;
  for (let i = 0; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x5b || c === 0x7b) depth++;
    else if (c === 0x5d || c === 0x7d) depth--;
    else if ((c === 0x20 || c === 0x09 || c === 0x22) && depth <= 0) return false;
  }
  return true;
}

/**
 * First word of the arguments from `open` on, `{0x1, …` included; NaN where there is none or it passes 2^53, and where
 * the runtime marks it `?`: the place of an argument that is no longer live holds anything (Go >= 1.18, traceback.go).
 */
export function firstArgument(text: string, open: number): number {
  let i = open + 1;
  while (text.charCodeAt(i) === 0x7b) i++;
  if (text.charCodeAt(i) !== 0x30 || text.charCodeAt(i + 1) !== 0x78) return Number.NaN;
  let value = 0;
  const from = (i += 2);
  for (; ; i++) {
    const c = text.charCodeAt(i);
    if (c >= 0x30 && c <= 0x39) value = value * 16 + (c - 0x30);
    else if (c >= 0x61 && c <= 0x66) value = value * 16 + (c - 0x57);
    else break;
  }
  return i === from || text.charCodeAt(i) === 0x3f || value > Number.MAX_SAFE_INTEGER ? Number.NaN : value;
}

/**
 * Where `file:line` ends in a file line: before ` +0x…`, ` fp=0x…` or ` pc=0x…`, else at the last character that is
 * not blank. Paths may hold blanks (`C:/Program Files/x.go:7 +0x1f`).
 */
export function placeEnd(text: string): number {
  let end = text.lastIndexOf(' +0x');
  if (end >= 0) return end;
  end = text.indexOf(' fp=0x');
  if (end < 0) end = text.indexOf(' pc=0x');
  if (end >= 0) return end;
  end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) <= 0x20) end--;
  return end;
}

/** Whether what stands behind the place is the runtime's: nothing, blanks, or ` +0x38` and other words in hex. */
export function isOffset(text: string, end: number): boolean {
  let i = end;
  if (text.startsWith(' +0x', end)) {
    for (i += 4; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (!((c >= 0x30 && c <= 0x39) || (c >= 0x61 && c <= 0x66))) break;
    }
  }
  if (i === text.length) return true;
  return text.length - i < 200 && /^(?: (?:fp|sp|pc)=0x[0-9a-f]+)*\s*$/.test(text.slice(i));
}

/** Index of the colon before the line number of `text[from, end)`; -1 when that is no `file:line`. */
export function placeColon(text: string, from: number, end: number): number {
  let i = end - 1;
  while (i > from) {
    const c = text.charCodeAt(i);
    if (c < 0x30 || c > 0x39) break;
    i--;
  }
  return i > from && i < end - 1 && end - i < 12 && text.charCodeAt(i) === 0x3a ? i : -1;
}

/** Index of the first character that is neither tab nor blank. */
export function leadingBlanks(text: string): number {
  let i = 0;
  while (text.charCodeAt(i) === 9 || text.charCodeAt(i) === 0x20) i++;
  return i;
}

/** Every distinct symbol, place and frame once; names are cleaned and normalised when they are first seen. */
export class FrameTable {
  private readonly names = new Map<string, { readonly name: string; readonly byPlace: Map<string, Frame> }>();
  private readonly bare = new Map<string, Frame>();

  /** Whether this raw symbol has been accepted before; then its line needs no further check. */
  knows(symbol: string): boolean {
    return this.names.has(symbol);
  }

  /** The frame of a raw symbol and a raw place `file:line`; without a place when `place` is empty. */
  frame(symbol: string, place: string): Frame {
    let known = this.names.get(symbol);
    if (known === undefined) {
      const raw = ownCopy(symbol);
      known = { name: symbolName(cleanText(raw)), byPlace: new Map() };
      this.names.set(raw, known);
    }
    let frame = known.byPlace.get(place);
    if (frame === undefined) {
      const raw = ownCopy(place);
      frame = frameOf(known.name, raw);
      known.byPlace.set(raw, frame);
    }
    return frame;
  }

  /** A frame without a place whose name is no Go symbol (`non-Go function`). */
  bareFrame(name: string): Frame {
    let frame = this.bare.get(name);
    if (frame === undefined) this.bare.set(ownCopy(name), (frame = { function: cleanText(ownCopy(name)) }));
    return frame;
  }
}

function frameOf(name: string, place: string): Frame {
  const colon = placeColon(place, 0, place.length);
  if (colon < 0) return place === '' ? { function: name } : { function: name, file: cleanText(place) };
  return { function: name, file: cleanText(place.slice(0, colon)), line: Number(place.slice(colon + 1)) };
}

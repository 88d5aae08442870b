// Where everything stands in the kernel's memory, from below: tables by byte and token, names (slots, places, pool),
// the source with zeros behind it, its comments, its tokens, its nodes, the tree in walking order. What stands above
// the names moves up when these grow, so all addresses of the outside are counted from `sourceAt`.
import { full } from './host';

/** Zeros behind the source, so that looking ahead needs no test for the end. */
export const PADDING: u32 = 64;

/** Longest source: with its tokens it fits the 4 GiB that the kernel can see. */
const MAX_SOURCE: u32 = 1 << 27;

/** Bytes of a token: start, end, name id, kind (u32 each). */
export const TOKEN_SIZE: u32 = 16;
/** Bytes of a node: start, end, size, aux (u32), kind and op (u8), two unused. */
export const NODE_SIZE: u32 = 20;

export let sourceAt: u32 = 0;
export let sourceLength: u32 = 0;
export let commentsAt: u32 = 0;
export let commentsEnd: u32 = 0;
export let tokensAt: u32 = 0;
/** Behind the last token that counts; four EOF follow. */
export let tokensEnd: u32 = 0;
export let nodesAt: u32 = 0;

export function setSourceAt(at: u32): void {
  sourceAt = at;
}

export function setComments(at: u32, end: u32): void {
  commentsAt = at;
  commentsEnd = end;
}

export function setTokens(at: u32, end: u32): void {
  tokensAt = at;
  tokensEnd = end;
}

export function setNodesAt(at: u32): void {
  nodesAt = at;
}

/** The first address behind the memory there is. */
export function memoryEnd(): u32 {
  const pages = <u32>memory.size();
  return pages >= 0x10000 ? 0xffff0000 : pages << 16;
}

/** Makes the bytes up to `end` exist; throws by the host when there is no more memory. */
export function reach(end: u32): void {
  const have = memoryEnd();
  if (end <= have) return;
  if (end >= 0xffff0000) full();
  // A quarter more than asked, but no step below 1 MiB: each growth makes the host take its views anew.
  let pages = (end - have + 0xffff) >> 16;
  const spare = max<u32>(pages >> 2, 16);
  if (memory.grow(pages + spare) < 0 && memory.grow(pages) < 0) full();
}

/** Room for a source of `length` bytes and its comments (at least three bytes each); returns where the bytes go. */
export function place(length: u32): u32 {
  if (length > MAX_SOURCE) full();
  sourceLength = length;
  commentsAt = (sourceAt + length + PADDING + 15) & ~15;
  commentsEnd = commentsAt;
  tokensAt = (commentsAt + (length / 3 + 2) * 8 + 15) & ~15;
  reach(tokensAt + TOKEN_SIZE * 64);
  return sourceAt;
}

/** Moves all from the source up to `top` by `by` bytes. */
export function moveUp(by: u32, top: u32): void {
  reach(top + by);
  memory.copy(sourceAt + by, sourceAt, top - sourceAt);
  sourceAt += by;
  commentsAt += by;
  commentsEnd += by;
  tokensAt += by;
}

// Measures and cuts text by terminal cells. Widths follow Unicode East Asian Width (W and F are two cells), combining
// marks and variation selectors are none. Enough for names and paths; ligatures of emoji sequences are not joined.

const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];
const zero = /\p{Mn}|\p{Me}|\u200d/u;

function cellsOf(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (zero.test(char)) return 0;
  for (const [from, to] of wide) {
    if (code < from) return 1;
    if (code <= to) return 2;
  }
  return 1;
}

/** Cells that `text` takes in a terminal; it must hold no control characters. */
export function displayWidth(text: string): number {
  let plain = true;
  for (let i = 0; i < text.length && plain; i++) plain = text.charCodeAt(i) < 0x300;
  if (plain) return text.length;
  let cells = 0;
  for (const char of text) cells += cellsOf(char);
  return cells;
}

/** `text` with blanks up to `width` cells; longer text stays whole. */
export function padEndTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** `text` with blanks before it, up to `width` cells. */
export function padStartTo(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

/** The longest beginning of `text` that fits in `width` cells; at least one character, so that loops end. */
export function takeCells(text: string, width: number): string {
  let cells = 0;
  let end = 0;
  for (const char of text) {
    cells += cellsOf(char);
    if (cells > width && end > 0) break;
    end += char.length;
  }
  return text.slice(0, end);
}

/** `text` in at most `width` cells, its end replaced by `…` (or `ellipsis`) when it is longer. */
export function elideEnd(text: string, width: number, ellipsis = '…'): string {
  if (displayWidth(text) <= width) return text;
  const room = width - displayWidth(ellipsis);
  if (room <= 0) return takeCells(text, Math.max(1, width));
  // A wide first character may not fit beside the mark.
  const head = takeCells(text, room);
  return displayWidth(head) <= room ? head + ellipsis : ellipsis;
}

/** `text` in at most `width` cells, its beginning replaced by `…`: for paths, whose end tells more. */
export function elideStart(text: string, width: number, ellipsis = '…'): string {
  if (displayWidth(text) <= width) return text;
  const room = width - displayWidth(ellipsis);
  const chars = [...text];
  let cells = 0;
  let from = chars.length;
  while (from > 0 && cells + cellsOf(chars[from - 1]) <= room) cells += cellsOf(chars[--from]);
  const rest = chars.slice(from).join('');
  const slash = rest.indexOf('/');
  return ellipsis + (slash > 0 && slash < rest.length / 3 && chars[from - 1] !== '/' ? rest.slice(slash) : rest);
}

// Walks the lines of a text of any size without turning it into one string: pieces of a megabyte, cut at a newline.

const pieceSize = 1 << 20;

/**
 * Calls `take` with each line, without its line end (`\n` or `\r\n`), and its 1-based number. A byte order mark is dropped;
 * invalid UTF-8 becomes U+FFFD. Returns whether the last line was closed by a newline (true for an empty text).
 */
export function forEachLine(bytes: Uint8Array, take: (line: string, number: number) => void): boolean {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: false });
  let number = 0;
  let from = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (from < bytes.length) {
    let to = Math.min(from + pieceSize, bytes.length);
    if (to < bytes.length) {
      const newline = bytes.lastIndexOf(10, to - 1);
      if (newline >= from) to = newline + 1;
      else {
        // A line longer than a piece is taken whole.
        const next = bytes.indexOf(10, to);
        to = next < 0 ? bytes.length : next + 1;
      }
    }
    const text = decoder.decode(bytes.subarray(from, to));
    let start = 0;
    while (start < text.length) {
      let end = text.indexOf('\n', start);
      if (end < 0) end = text.length;
      const cut = end > start && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
      take(text.slice(start, cut), ++number);
      start = end + 1;
    }
    from = to;
  }
  return bytes.length === 0 || bytes[bytes.length - 1] === 10;
}

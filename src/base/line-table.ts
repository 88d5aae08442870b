// Byte offsets → lines and columns of one file. Built when first asked for: most files never are.

/** Offsets at which lines begin, in order; the first is 0. */
export function lineStartsOf(source: Uint8Array): Int32Array {
  let count = 1;
  for (let i = source.indexOf(10); i >= 0; i = source.indexOf(10, i + 1)) count++;
  const starts = new Int32Array(count);
  let line = 1;
  for (let i = source.indexOf(10); i >= 0; i = source.indexOf(10, i + 1)) starts[line++] = i + 1;
  return starts;
}

/** 1-based line and column (in bytes) of an offset, given the line starts of its file. */
export function positionAt(lineStarts: Int32Array, offset: number): { line: number; column: number } {
  let low = 0;
  let high = lineStarts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (lineStarts[middle] <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: offset - lineStarts[low] + 1 };
}

// `//line file:12` and `/*line file:12:3*/`: checks them as go/scanner does. They are not followed: positions here are
// always those of the file that was read.

/** Largest line and column that Go accepts. */
const MAX_LINE = 2 ** 30;

/** Place behind the last `:` and the number there; undefined without a `:`, NaN for what is no number. */
function trailingNumber(text: string): { at: number; value: number } | undefined {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return undefined;
  const digits = text.slice(colon + 1);
  const value = /^[0-9]+$/.test(digits) ? Number(digits) : Number.NaN;
  // strconv.ParseUint refuses what does not fit 64 bits.
  return { at: colon + 1, value: value >= 2 ** 64 ? Number.NaN : value };
}

/** What is wrong with the text behind `line ` and where in it; undefined when nothing is, or it is no directive. */
export function faultOfLineDirective(text: string): { at: number; message: string } | undefined {
  const last = trailingNumber(text);
  if (!last) return undefined;
  if (Number.isNaN(last.value)) return { at: last.at, message: `invalid line number: ${text.slice(last.at)}` };
  const before = trailingNumber(text.slice(0, last.at - 1));
  let line = last;
  if (before && !Number.isNaN(before.value)) {
    line = before;
    if (last.value === 0 || last.value > MAX_LINE)
      return { at: last.at, message: `invalid column number: ${text.slice(last.at)}` };
  }
  if (line.value === 0 || line.value > MAX_LINE)
    return { at: line.at, message: `invalid line number: ${text.slice(line.at)}` };
  return undefined;
}

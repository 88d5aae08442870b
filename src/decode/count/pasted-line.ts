// What people paste of a debug=1 text: behind a log's prefix, quoted or indented, without the `#` that Markdown takes for
// a heading.
import { type LineShape, prefixShape } from '../dump/prefix-shape.ts';

/** The runtime's own profiles: what stands before their names is a log's prefix. */
const prefixedHeader = /^(\S.*\s)(?:goroutine|goroutineleak|threadcreate) profile: total \d+\s*$/;
/** Indentation and Markdown's quotation. */
const quotation = /^(?:[ \t]|> ?)+/;
/** Opens or closes a quotation in Markdown. */
export const fence = /^(?:```|~~~)/;
/** `0x169320f\tmain.f+0x10f\t/src/a.go:12`; one bare address is a frame without a name. */
const bareFrame = /^0x[0-9a-f]+(?:\s+[^\s\d]\S*.*|\s*)$/;
/** More than one bare address is the end of a record line that was wrapped. */
const wrappedRecord = /^0x[0-9a-f]+(?:\s+0x[0-9a-f]+)+\s*$/;

/**
 * A reader of lines as runtime/pprof wrote them, as far as one can tell. It learns a log's prefix from the header of a
 * profile; `keepBlanks` leaves leading blanks, with which records of heap profiles begin.
 */
export function newLineUnwrapper(): (raw: string, keepBlanks: boolean) => string {
  let shape: LineShape | undefined;
  return (raw, keepBlanks) => {
    const behind = prefixedHeader.exec(raw);
    if (behind) shape = prefixShape(behind[1]);
    const own = shape?.strip(raw);
    if (own !== undefined) return own;
    // A prefix that stood on the header's line alone.
    if (behind) return raw.slice(behind[1].length);
    return keepBlanks ? raw : raw.replace(quotation, '');
  };
}

/** A line of a record that lost its `#`, as a frame line; '' for the rest of a wrapped record line, undefined for others. */
export function frameWithoutHash(line: string): string | undefined {
  if (line.charCodeAt(0) !== 0x30) return undefined;
  if (wrappedRecord.test(line)) return '';
  return bareFrame.test(line) ? `#\t${line}` : undefined;
}

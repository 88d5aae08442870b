// Reads one frame line of a debug=1 record.
import type { Frame } from '../../model/stack.ts';
import { symbolName } from '../symbol-name.ts';

const frameLine = /^#\s+0x([0-9a-f]+)(?:\s+(.*))?$/;
const placed = /^(.+?)\+0x[0-9a-f]+\s+(.+):(\d+)$/;
const unplaced = /^(.+?)(?:\+0x[0-9a-f]+)?(?:\s+(\S*))?$/;

/**
 * `#\t0x48b804\tinternal/poll.runtime_pollWait+0x84\t\truntime/netpoll.go:351` → function, file and line; `#\t0x48b804`
 * → the address as name; `#\t0x0` → null, a record without frames. Undefined: no frame line. `whole` is false when the
 * line was cut before its file and line.
 */
export function parseFrameLine(line: string): { frame: Frame | null; whole: boolean } | undefined {
  const match = frameLine.exec(line);
  if (!match) return undefined;
  const rest = match[2]?.trimEnd() ?? '';
  if (rest === '') {
    if (/^0+$/.test(match[1])) return { frame: null, whole: true };
    return { frame: { function: `0x${match[1]}` }, whole: true };
  }
  const full = placed.exec(rest);
  if (full) {
    const number = Number(full[3]);
    const name = symbolName(full[1]);
    return {
      frame: { function: name, file: full[2], ...(number > 0 && Number.isSafeInteger(number) ? { line: number } : {}) },
      whole: true,
    };
  }
  const partial = unplaced.exec(rest);
  if (!partial) return undefined;
  return { frame: { function: symbolName(partial[1]), ...(partial[2] ? { file: partial[2] } : {}) }, whole: false };
}

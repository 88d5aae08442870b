// `goroutines 12, 15 and 19 [chan receive]:` with one stack below: the stack once for each, all other lines as they are.
import type { LineRewriter } from './decode-pasted.ts';
import { groupedHeader, longestLine } from './pasted-kind.ts';
import type { Emit } from './rewrite-delve.ts';

/** A range of more is a slip of the pen, or made to fill memory. */
const mostIds = 100_000;
/** Characters that are written for folded stacks in all; who folds by hand stays far below. */
const mostText = 1 << 26;
/** Lines of one stack; what is longer is passed on for the first goroutine alone. */
const mostLines = 1000;

/** Feeds the text to `emit`, folded stacks unfolded, as far as `mostText` goes; the rest are told as `leftFolded`. */
export function newGroupedRewriter(emit: Emit): LineRewriter {
  let room = mostText;
  let leftFolded = 0;
  let ids: readonly number[] = [];
  let prefix = '';
  let header = '';
  let body: string[] = [];
  const finish = () => {
    const stack = body.join('\n');
    for (const id of ids) {
      const text = `${prefix}goroutine ${id} ${header}\n${stack}\n\n`;
      room -= text.length;
      if (room < 0) leftFolded++;
      else emit(text);
    }
    ids = [];
    body = [];
  };
  return {
    leftFolded: () => leftFolded,
    line(text) {
      const grouped = text.length > longestLine ? null : groupedHeader.exec(text);
      if (grouped) {
        finish();
        prefix = grouped[1];
        ids = idsOf(grouped[2]);
        header = grouped[3].endsWith(':') ? grouped[3] : `${grouped[3]}:`;
        return;
      }
      const ends = /^[ \t>]*(?:$|goroutine \d|```|~~~)/.test(text) || body.length >= mostLines;
      if (ids.length > 0 && !ends) {
        body.push(text);
        return;
      }
      finish();
      emit(`${text}\n`);
    },
    end: finish,
  };
}

/** `12, 15 and 19-21` → 12, 15, 19, 20, 21; each once. */
function idsOf(list: string): readonly number[] {
  const ids = new Set<number>();
  for (const part of list.split(/[ \t]*(?:,|and)[ \t]*/)) {
    const [from, to = from] = part.split(/[ \t]*[-–][ \t]*/).map(Number);
    if (!(from >= 0) || !(to >= from)) continue;
    for (let id = from; id <= to && ids.size < mostIds; id++) ids.add(id);
  }
  return [...ids];
}

// Delve's `goroutines` and `goroutines -t` as dump text. Source: github.com/go-delve/delve pkg/terminal/command.go
// (formatGoroutine, printStack): one line a goroutine, with -t its frames below, two lines each.
import type { LineRewriter } from './decode-pasted.ts';
import { delveGoroutine, longestLine } from './pasted-kind.ts';

export type Emit = (text: string) => void;

/** `0  0x000000000043e8ce in runtime.gopark`. */
const frameLine = /^[ \t>]*\d{1,6}[ \t]+0x[0-9a-f]+ in (\S.*?)[ \t]*$/;
/** `    at /usr/local/go/src/runtime/proc.go:424`. */
const atLine = /^[ \t>]*at (\S.*):(\d{1,9})[ \t]*$/;
/** `[chan receive 93458372]`: the wait reason and a time without a beginning. */
const waitWords = /\[([a-zA-Z][^[\]]*?)(?: \d+)?\]/;

interface Listed {
  readonly id: string;
  readonly state: string;
  /** Innermost first; the place of the listing until frames come. */
  frames: { readonly name: string; readonly place?: string }[];
  listed: boolean;
}

/** Feeds each goroutine to `emit` as a record of a dump once all its lines have come. */
export function newDelveRewriter(emit: Emit): LineRewriter {
  let now: Listed | undefined;
  let named: string | undefined;
  const addFrame = (name: string, place: string | undefined) => {
    if (!now) return;
    if (now.listed) now.frames = [];
    now.listed = false;
    now.frames.push({ name, place });
  };
  const finishFrame = () => {
    if (named !== undefined) addFrame(named, undefined);
    named = undefined;
  };
  const finish = () => {
    finishFrame();
    if (now) emit(recordOf(now));
    now = undefined;
  };
  return {
    line(text) {
      const goroutine = text.length > longestLine ? null : delveGoroutine.exec(text);
      if (goroutine) {
        finish();
        const [, id, file, line, name, rest] = goroutine;
        const state = waitWords.exec(rest)?.[1] ?? (rest.includes('(thread ') ? 'running' : 'waiting');
        now = { id, state, frames: [{ name, place: `${file}:${line}` }], listed: true };
        return;
      }
      const frame = frameLine.exec(text);
      if (frame) {
        finishFrame();
        named = frame[1];
        return;
      }
      const at = atLine.exec(text);
      if (!at || named === undefined) return;
      addFrame(named, `${at[1]}:${at[2]}`);
      named = undefined;
    },
    end: finish,
  };
}

function recordOf({ id, state, frames }: Listed): string {
  const lines = frames.flatMap(({ name, place }) => [`${name}(...)`, `\t${place ?? '?:0'} +0x0`]);
  return `goroutine ${id} [${state}]:\n${lines.join('\n')}\n\n`;
}

// Stacks without "goroutine N [state]:" as debug=1 text: the same stack is counted, a blank or foreign line ends one.
import { forEachLine } from '../text-lines.ts';
import { calledIn, placeIn } from './pasted-kind.ts';

const createdBy = /^[ \t>]*created by \S/;

/** The text of a count profile with a header; program counters are made up. */
export function countHeaderlessStacks(bytes: Uint8Array): string {
  const counts = new Map<string, number>();
  let frames: string[] = [];
  let named: string | undefined;
  let total = 0;
  const finish = () => {
    if (frames.length > 0) {
      const key = frames.join('\n');
      counts.set(key, (counts.get(key) ?? 0) + 1);
      total++;
    }
    frames = [];
    named = undefined;
  };
  let born = false;
  forEachLine(bytes, (line) => {
    const place = placeIn(line);
    if (place !== undefined && named !== undefined) {
      frames.push(`${named}+0x0\t${place}`);
      named = undefined;
      return;
    }
    if (place !== undefined && born) {
      finish();
      born = false;
      return;
    }
    born = createdBy.test(line);
    if (born) return;
    const call = calledIn(line);
    if (call !== undefined) named = call;
    // Some leave the middle of a deep stack out.
    else if (!/^[ \t>]*\.\.\./.test(line)) finish();
  });
  finish();
  const records = [...counts].map(([key, n]) => {
    const lines = key.split('\n');
    return `${n} @${lines.map((_, i) => ` 0x${(i + 1).toString(16)}`).join('')}\n${lines.map((f, i) => `#\t0x${(i + 1).toString(16)}\t${f}\n`).join('')}\n`;
  });
  return `goroutine profile: total ${total}\n${records.join('')}`;
}

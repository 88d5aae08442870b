// Text with tones: lines are made of pieces, measured and wrapped as plain text, and inked at the very end.
// `say` is the only door for text that comes from an input, and it neutralises.
import { neutralise } from '../../base/neutralise.ts';
import { displayWidth, takeCells } from '../../base/text-width.ts';

export type Tone =
  | 'plain'
  | 'strong'
  | 'dim'
  | 'leak'
  | 'suspect'
  | 'unsure'
  | 'clean'
  | 'leak-badge'
  | 'suspect-badge'
  | 'unsure-badge'
  | 'clean-badge'
  | 'name'
  | 'command'
  | 'added'
  | 'removed';

export interface Piece {
  readonly text: string;
  readonly tone: Tone;
}

export type Line = readonly Piece[];

/** The 16 colours that follow the reader's theme; no 256-colour codes. */
const codes: Readonly<Record<Tone, string>> = {
  plain: '',
  strong: '1',
  dim: '2',
  leak: '31',
  suspect: '33',
  unsure: '35',
  clean: '32',
  'leak-badge': '1;97;41',
  'suspect-badge': '1;30;43',
  'unsure-badge': '1;97;45',
  'clean-badge': '1;30;42',
  name: '1',
  command: '36',
  added: '32',
  removed: '31',
};

/** A piece of `text`, made safe to print. */
export function say(text: string, tone: Tone = 'plain'): Piece {
  return { text: neutralise(text), tone };
}

/** Cells of a line. */
export function lineWidth(line: Line): number {
  let cells = 0;
  for (const piece of line) cells += displayWidth(piece.text);
  return cells;
}

/** `count` blanks. */
export function gap(count: number): Piece {
  return { text: ' '.repeat(Math.max(0, count)), tone: 'plain' };
}

interface Word {
  readonly text: string;
  readonly tone: Tone;
  /** Blanks before it. */
  readonly blanks: number;
}

/** Splits at blanks; a command that fits on a line stays whole, so that it can be copied. */
function wordsOf(line: Line, room: number): Word[] {
  const words: Word[] = [];
  let blanks = 0;
  for (const { text, tone } of line) {
    const whole = tone === 'command' && displayWidth(text.trim()) <= room;
    const lead = text.length - text.trimStart().length;
    for (const part of whole ? [text.slice(0, lead), text.trim()] : text.split(/( +)/)) {
      if (part === '') continue;
      if (part[0] === ' ') blanks += part.length;
      else {
        words.push({ text: part, tone, blanks });
        blanks = 0;
      }
    }
  }
  return words;
}

/** Where a long word may break: after the last of `/ . , ; = ) ] & ?` that fits, if that leaves a fair piece. */
function breakWord(text: string, room: number): string {
  const head = takeCells(text, room);
  if (head.length === text.length) return head;
  const at = Math.max(...['/', '.', ',', ';', '=', ')', ']', '&', '?'].map((c) => head.lastIndexOf(c)));
  return at >= head.length / 2 ? head.slice(0, at + 1) : head;
}

/** Wraps to `width` cells at blanks, breaking longer words; no line is wider. Blanks at a break are dropped. */
export function wrap(line: Line, width: number): Line[] {
  const room = Math.max(8, width);
  const lines: Piece[][] = [];
  let current: Piece[] = [];
  let cells = 0;
  const put = (text: string, tone: Tone): void => {
    const last = current[current.length - 1];
    if (last && last.tone === tone) current[current.length - 1] = { text: last.text + text, tone };
    else current.push({ text, tone });
    cells += displayWidth(text);
  };
  const feed = (): void => {
    lines.push(current);
    current = [];
    cells = 0;
  };
  for (const word of wordsOf(line, room)) {
    let rest = word.text;
    const blanks = cells > 0 ? word.blanks : 0;
    if (cells + blanks + displayWidth(rest) <= room) {
      if (blanks > 0) put(' '.repeat(blanks), current[current.length - 1].tone === word.tone ? word.tone : 'plain');
      put(rest, word.tone);
      continue;
    }
    if (cells > 0) feed();
    while (displayWidth(rest) > room) {
      const head = breakWord(rest, room);
      put(head, word.tone);
      feed();
      rest = rest.slice(head.length);
    }
    if (rest !== '') put(rest, word.tone);
  }
  if (current.length > 0) feed();
  return lines;
}

/** Every line behind `count` blanks. */
export function indent(lines: readonly Line[], count: number): Line[] {
  return lines.map((line) => (line.length === 0 ? line : [gap(count), ...line]));
}

/** Lines as text, each ended by a newline; blanks at their ends are cut. */
export function renderLines(lines: readonly Line[], color: boolean): string {
  let out = '';
  for (const line of lines) {
    let text = '';
    for (const piece of line) {
      const code = color ? codes[piece.tone] : '';
      text += code === '' || piece.text.trim() === '' ? piece.text : `\u001b[${code}m${piece.text}\u001b[0m`;
    }
    out += `${text.replace(/ +$/, '')}\n`;
  }
  return out;
}

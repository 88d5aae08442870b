// Reads the heading that go.uber.org/goleak prints over each stack (goleak 1.0–1.3, internal/stack):
//   [Goroutine 8 in state chan receive, 2 minutes, with main.worker on top of the stack:
//    Goroutine 9 in state select, with main.loop on top of the stack:
import type { Header } from './parse-header.ts';
import { parseBracket } from './parse-header.ts';

export interface GoleakHeading {
  readonly header: Header;
  /** Blanks before the heading, the indentation of the whole report (without the one blank of a later heading). */
  readonly indent: string;
  /** Index of the heading in the line. */
  readonly at: number;
}

/** The heading that the line holds; undefined when it holds none. Text may stand before the first heading of a report. */
export function readGoleakHeading(text: string): GoleakHeading | undefined {
  const word = text.indexOf('Goroutine ');
  if (word < 0) return undefined;
  const end = text.trimEnd();
  if (!end.endsWith(' on top of the stack:')) return undefined;
  const state = text.indexOf(' in state ', word);
  const top = text.lastIndexOf(', with ');
  const id = text.slice(word + 10, state);
  if (state < 0 || top < state || !/^\d{1,20}$/.test(id)) return undefined;
  const bracketed = text.charCodeAt(word - 1) === 0x5b;
  const at = bracketed ? word - 1 : word;
  const before = text.slice(0, at);
  if (!bracketed && before.trim() !== '') return undefined;
  const indent = bracketed ? before : before.slice(0, -1);
  return {
    header: { id: Number(id), ...parseBracket(text.slice(state + 10, top)), doubtful: false, cut: false },
    indent: indent.trim() === '' ? indent : '',
    at,
  };
}

// How functions of a trace are named in its pictures: short on a label, in full on demand.
import { neutralise } from '../../../base/neutralise.ts';
import type { Frame } from '../../../model/stack.ts';
import { shortName } from '../../words.ts';
import { formatPlace } from '../trace-words.ts';

/** The linker escapes dots of the last part of an import path (`nats%2ego`; cmd/internal/objabi.PathToPrefix). */
function unescapePath(name: string): string {
  return name.replace(/%([0-9a-f]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Both are safe to show; a goroutine that never showed a name is said to be unnamed. */
export function graphName(name: string): { readonly full: string; readonly short: string } {
  if (name === '') return { full: '(unnamed, since before the trace)', short: '(unnamed)' };
  return { full: neutralise(unescapePath(name)), short: neutralise(unescapePath(shortName(name))) };
}

/** Function and line, safe to show. */
export function placeName(frame: Frame | undefined): string {
  return neutralise(unescapePath(formatPlace(frame)));
}

// Texts that are no dump but were made of one, or of the same process: what their lines look like.
import { stripColours } from '../dump/clean-text.ts';

export type PastedKind = 'delve' | 'grouped' | 'headerless' | 'panicparse';

/** `  Goroutine 19 - User: /a/pool.go:88 main.work (0x4b1a2f) [chan receive 93458372]` (delve, pkg/terminal/command.go formatGoroutine). */
export const delveGoroutine =
  /^[ \t>*]*Goroutine (\d{1,15}) - (?:User|Go|Runtime|Current|Start): (.+):(\d{1,9}) (\S+) \(0x[0-9a-f]+\)(.*)$/;
/** `goroutines 12, 15 and 19-21 [chan receive]:`, as people fold equal stacks by hand or by a tool. */
export const groupedHeader =
  /^([ \t>]*)goroutines (\d{1,15}(?:[ \t]*(?:,|and|-|–|,[ \t]*and)[ \t]*\d{1,15})+)[ \t]*(\[.*\]:?)[ \t]*$/;
/** Longer lines are none of these: no pattern is tried on them. */
export const longestLine = 4096;

/** `main.(*Pool).work(0xc000, 0x1)`, the call of a stack as the runtime prints it: the function; undefined for other lines. */
export function calledIn(line: string): string | undefined {
  if (line.length > longestLine) return undefined;
  const text = line.replace(/^[ \t>]+/, '').trimEnd();
  const open = text.lastIndexOf('(');
  if (open <= 0 || !text.endsWith(')')) return undefined;
  const name = text.slice(0, open);
  return name.includes('.') && /^[\p{L}_]/u.test(name) && !/\s/.test(name) ? name : undefined;
}

/** File and line of `	/a/pool.go:88 +0x45`. */
export function placeIn(line: string): string | undefined {
  const found = line.length > longestLine ? null : placeLine.exec(line);
  return found ? `${found[1]}:${found[2]}` : undefined;
}

/** The line below: `	/a/pool.go:88 +0x45`. */
const placeLine = /^[ \t>]+(\S.*\.(?:go|s|c|cgo1\.go)):(\d{1,9})(?:[ \t]+\+0x[0-9a-f]+)?(?:[ \t]+[fs]p=.*)?[ \t]*$/;
/** `3: chan receive [5 minutes] [Created by main.New @ pool.go:40]` (panicparse, internal/ui.go BucketHeader). */
const panicparseBucket = /^\d+: [a-z][\w .()]*(?: \[[^\]]*\])* \[Created by \S+ @ \S+:\d+\][ \t]*$/;

const reports =
  /\bpanic: |fatal error: |SIGQUIT: quit|WARNING: DATA RACE|goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[|goroutine \d+ in state |runtime stack:|goroutine running on other thread|http: panic serving|found unexpected goroutines/;

/** In every line of a listing and every folded header. */
const listingWords = /Goroutine \d+ - |goroutines \d/;

/** The kind of a text by its beginning; undefined for dumps and for what is none of these. */
export function pastedKindOf(text: string): PastedKind | undefined {
  const plain = text.includes('\x1b') ? stripColours(text) : text;
  // A dump is told apart before its lines are looked at one by one.
  if (!listingWords.test(plain) && reports.test(plain)) return undefined;
  const lines = plain.split(/\r?\n/).filter((l) => l.length <= longestLine);
  if (lines.some((l) => delveGoroutine.test(l))) return 'delve';
  if (lines.some((l) => groupedHeader.test(l))) return 'grouped';
  if (reports.test(plain)) return undefined;
  if (lines.some((l) => panicparseBucket.test(l))) return 'panicparse';
  const stack = lines.some((l, i) => calledIn(l) !== undefined && placeIn(lines[i + 1] ?? '') !== undefined);
  return stack ? 'headerless' : undefined;
}

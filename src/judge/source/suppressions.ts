// Comments that switch findings off (DESIGN §12): `//parkwatch:ignore ID until=… reason`, `//parkwatch:ignore-file`,
// `//parkwatch:detached reason`, and golangci-lint's `//nolint`.
import { type GoFile, NodeKind } from '../../model/go-syntax.ts';
import type { SourceFile } from '../../model/source-package.ts';
import { lineOf } from './source-position.ts';

/** Linters whose job a rule does: a `//nolint` that names one of them holds for the rule. */
const lintersOf: Readonly<Record<string, readonly string[]>> = {
  CX001: ['lostcancel', 'govet', 'gosec'],
  CX002: ['lostcancel', 'govet', 'gosec'],
  CX003: ['gosec'],
  CX004: ['contextcheck', 'gosec'],
  CX005: ['noctx'],
  CX006: ['fatcontext'],
  CX009: ['containedctx'],
  CX012: ['gocritic', 'revive', 'deferinloop'],
  CX013: ['lostcancel', 'govet'],
  GL007: ['gosec'],
  GL012: ['gocritic'],
  GL014: ['waitgroup', 'govet', 'staticcheck'],
  RS001: ['staticcheck'],
  RS002: ['staticcheck'],
  RS003: ['bodyclose'],
  RS004: ['sqlclosecheck', 'rowserrcheck'],
  RS007: ['gosec'],
  RS010: ['sigchanyzer', 'govet', 'staticcheck'],
};

/** Rules that `//parkwatch:detached` answers: the work is meant to outlive its caller. */
const detachedRules = ['CX004', 'CX005', 'CX011', 'GL016'];

export interface Suppression {
  readonly file: SourceFile;
  readonly by: 'comment' | 'nolint' | 'detached';
  /** Ids, all rules when undefined. */
  readonly rules: readonly string[] | undefined;
  /** Lines it holds for, both included. */
  readonly from: number;
  readonly to: number;
  readonly reason: string;
  /** ms since 1970 from which on it does not hold. */
  readonly until: number | undefined;
  /** Line and bytes of the comment itself. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** The `until=` that is no day, or an id of no known form. */
  readonly fault?: string;
}

const decoder = new TextDecoder();

/** All suppressions of a file. Files without the words cost one search each. */
export function readSuppressions(file: SourceFile): Suppression[] {
  if (!file.outline.maySwitchOff) return [];
  const { tree } = file;
  const found: Suppression[] = [];
  for (let c = 0; c < tree.comments.length; c += 2) {
    const start = tree.comments[c];
    const end = tree.comments[c + 1];
    if (tree.source[start + 1] !== 47 || end - start < 8) continue;
    const first = tree.source[start + 2];
    // p of parkwatch, n or a blank of nolint: all other comments are passed over without being decoded.
    if (first !== 112 && first !== 110 && first !== 32) continue;
    const text = decoder.decode(tree.source.subarray(start + 2, end)).trimEnd();
    const own = readComment(text);
    if (!own) continue;
    found.push({ file, ...own, ...rangeOf(file, c, own.by, own.wholeFile), line: lineOf(file, start), start, end });
  }
  return found;
}

interface Words {
  readonly by: Suppression['by'];
  readonly rules: readonly string[] | undefined;
  readonly reason: string;
  readonly until: number | undefined;
  readonly wholeFile: boolean;
  readonly fault?: string;
}

function readComment(text: string): Words | undefined {
  const own = /^parkwatch:(ignore-file|ignore|detached)(?:\s+(.*))?$/.exec(text);
  if (own) {
    let rest = (own[2] ?? '').trim();
    const rules: string[] = [];
    if (own[1] !== 'detached')
      for (
        let id = /^([A-Z]{2}\d{3})(?:\s*,\s*|\s+|$)/.exec(rest);
        id;
        id = /^([A-Z]{2}\d{3})(?:\s*,\s*|\s+|$)/.exec(rest)
      ) {
        rules.push(id[1]);
        rest = rest.slice(id[0].length);
      }
    let until: number | undefined;
    let fault: string | undefined;
    const date = /^until=(\S*)\s*/.exec(rest);
    if (date) {
      rest = rest.slice(date[0].length);
      const day = /^\d{4}-\d{2}-\d{2}$/.test(date[1]) ? Date.parse(`${date[1]}T00:00:00Z`) : Number.NaN;
      if (Number.isNaN(day)) fault = `until=${date[1]} is no day of the form 2027-01-31`;
      else until = day + 86_400_000;
    }
    if (own[1] === 'ignore' && rules.length === 0) fault = 'no rule id';
    const wholeFile = own[1] === 'ignore-file';
    return {
      by: own[1] === 'detached' ? 'detached' : 'comment',
      rules: own[1] === 'detached' ? detachedRules : wholeFile && rules.length === 0 ? undefined : rules,
      reason: rest.replace(/^[-–—:]+\s*/, '').trim(),
      until,
      wholeFile,
      ...(fault === undefined ? {} : { fault }),
    };
  }
  // golangci-lint: `//nolint`, `//nolint:a,b // why`; one blank before the word is tolerated there, too.
  const other = /^ ?nolint(?::\s*([\w,\s-]*?))?(?:\s*\/\/\s*(.*))?$/.exec(text);
  if (!other) return undefined;
  const names = (other[1] ?? '')
    .split(',')
    .map((n) => n.trim().toLowerCase())
    .filter((n) => n !== '');
  const all = names.length === 0 || names.includes('all') || names.includes('parkwatch');
  const rules = all
    ? undefined
    : [
        ...names.filter((n) => /^[a-z]{2}\d{3}$/.test(n)).map((n) => n.toUpperCase()),
        ...Object.keys(lintersOf).filter((id) => lintersOf[id].some((linter) => names.includes(linter))),
      ];
  if (rules?.length === 0) return undefined;
  return { by: 'nolint', rules, reason: (other[2] ?? '').trim(), until: undefined, wholeFile: false };
}

/** Lines that a comment holds for: its own when code stands before it; else the line behind its comment block. A doc
 * comment holds for the whole declaration; a `//nolint` for the whole node that begins on its line. */
function rangeOf(
  file: SourceFile,
  comment: number,
  by: Suppression['by'],
  wholeFile: boolean,
): { from: number; to: number } {
  const { tree } = file;
  if (wholeFile) return { from: 1, to: Number.MAX_SAFE_INTEGER };
  const line = lineOf(file, tree.comments[comment]);
  if (codeBefore(tree, tree.comments[comment])) {
    const to = by === 'nolint' ? endOfNodeAt(file, line) : line;
    return { from: line, to };
  }
  // The comments that follow without a gap belong to the same block.
  let last = line;
  for (let c = comment + 2; c < tree.comments.length; c += 2) {
    if (lineOf(file, tree.comments[c]) !== last + 1 || codeBefore(tree, tree.comments[c])) break;
    last = lineOf(file, tree.comments[c + 1] - 1);
  }
  const next = last + 1;
  const declared = declarationAt(file, next);
  if (declared >= 0) return { from: line, to: lineOf(file, tree.end[declared] - 1) };
  return { from: line, to: by === 'nolint' ? endOfNodeAt(file, next) : next };
}

function codeBefore(tree: GoFile, offset: number): boolean {
  for (let i = offset - 1; i >= 0 && tree.source[i] !== 10; i--)
    if (tree.source[i] !== 32 && tree.source[i] !== 9) return true;
  return false;
}

/** The top-level declaration that begins on a line, -1 when none does. */
function declarationAt(file: SourceFile, line: number): number {
  const { tree } = file;
  for (let i = 2; i < tree.count; i += tree.size[i]) {
    const at = lineOf(file, tree.start[i]);
    if (at === line) return i;
    if (at > line) return -1;
  }
  return -1;
}

/** The last line of the largest node that begins on a line. */
function endOfNodeAt(file: SourceFile, line: number): number {
  const { tree } = file;
  let end = line;
  for (let i = 2; i < tree.count; ) {
    const from = lineOf(file, tree.start[i]);
    if (from > line) break;
    const to = lineOf(file, tree.end[i] - 1);
    if (to < line) i += tree.size[i];
    else {
      const isBlock = tree.kind[i] === NodeKind.BlockStmt;
      if (from === line && !isBlock) end = Math.max(end, to);
      i++;
    }
  }
  return end;
}

/** Whether a suppression speaks of this rule on this line. */
export function covers(suppression: Suppression, rule: string, line: number): boolean {
  return (
    line >= suppression.from &&
    line <= suppression.to &&
    (suppression.rules === undefined || suppression.rules.includes(rule))
  );
}

// Level and fix of an operation that lacks the stop case which its function has at hand.
import { abandonedSends } from '../../analyse/source/abandoned-sends.ts';
import type { MissingStopCase } from '../../analyse/source/missing-stop-cases.ts';
import type { PackageFacts } from '../../analyse/source/package-facts.ts';
import { NodeKind } from '../../model/go-syntax.ts';
import { clauseParts, textOf } from '../../model/go-tree.ts';
import type { SourceFunction } from '../../model/source-function.ts';
import type { SourceLevel, SourcePlace } from '../../model/source-package.ts';
import { leadOf } from './line-behind.ts';
import type { SourceFix } from './source-rule.ts';

/** `suspect` where the other end is known and can go away, `note` where it is not seen, or where there is room. */
export function missingStopLevel(found: MissingStopCase): { level: SourceLevel; assumption?: string } {
  if (found.fn.file.isTestCode || !found.isClosed) return { level: 'note' };
  if (found.operation.kind === 'send' && found.capacity !== 0) return { level: 'note' };
  return { level: 'suspect', assumption: 'the other end goes away before the context ends' };
}

/** The send as a case of a select of its own, with the stop case of the select around it. */
export function selectWithStop(fn: SourceFunction, send: number, signal: SourcePlace): { fix?: SourceFix } {
  const { tree } = fn.file;
  if (tree.kind[signal.node] !== NodeKind.CommClause) return {};
  const { heads, statements } = clauseParts(tree, signal.node);
  if (statements.length !== 1 || tree.kind[statements[0]] !== NodeKind.ReturnStmt) return {};
  const lead = leadOf(tree, send);
  const text = [
    'select {',
    `case ${textOf(tree, send)}:`,
    `case ${textOf(tree, heads[0])}:`,
    `\t${textOf(tree, statements[0])}`,
    '}',
  ].join(`\n${lead}`);
  return {
    fix: {
      summary: 'give the send the stop case of the select around it',
      safe: false,
      edits: [{ file: fn.file, start: tree.start[send], end: tree.end[send], text }],
    },
  };
}

/** Sends that GL003 or GL018 report: their channel is local, and its sends and receives are counted. */
export function countedSends(facts: PackageFacts): ReadonlySet<string> {
  const found = new Set<string>();
  for (const fn of facts.functions)
    for (const { senders, way } of abandonedSends(facts, fn))
      if (way !== 'always')
        for (const { sends } of senders) for (const { file, node } of sends) found.add(`${file.path}:${node}`);
  return found;
}

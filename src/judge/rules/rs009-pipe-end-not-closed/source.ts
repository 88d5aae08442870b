// io.Pipe: a reader that is left before the end blocks the writer, a writer that is never closed blocks the reader.
import { runByCall } from '../../../analyse/source/activities.ts';
import type { LeftPipe } from '../../../analyse/source/left-pipes.ts';
import { leftPipes } from '../../../analyse/source/left-pipes.ts';
import type { OwnedValue } from '../../../analyse/source/owned-values.ts';
import { ownedValues, unendedPath } from '../../../analyse/source/owned-values.ts';
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { assignParts, callParts, nameOf, selectorParts } from '../../../model/go-tree.ts';
import type { Operation, SourceFunction, Variable } from '../../../model/source-function.ts';
import type { SourceFinding } from '../../source/source-rule.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { shortName, unendedFinding } from '../../source/unended-finding.ts';

/** Take part of what comes and leave the rest; all other readers may read to the end, or close. */
const partial = new Set(['bufio.NewScanner', 'io.LimitReader', 'io.CopyN']);

/** Write into it and leave its end to the caller. */
const writers = new Set([
  'io.Copy',
  'io.CopyN',
  'io.CopyBuffer',
  'io.WriteString',
  'fmt.Fprint',
  'fmt.Fprintf',
  'fmt.Fprintln',
  'encoding/json.NewEncoder',
  'encoding/xml.NewEncoder',
  'encoding/csv.NewWriter',
  'encoding/gob.NewEncoder',
  'bufio.NewWriter',
  'compress/gzip.NewWriter',
  'archive/tar.NewWriter',
  'archive/zip.NewWriter',
  'mime/multipart.NewWriter',
]);

export const sourceRule = defineSourceRule({
  id: 'RS009',
  stage: 'stable',
  level: 'suspect',
  imports: ['io'],
  run(facts, { report }) {
    const told = new Set<number>();
    for (const left of leftPipes(facts)) {
      told.add(left.made.node);
      report(leftFinding(left));
    }
    for (const value of ownedValues(facts, () => 0, ['io.Pipe'])) {
      const scanners = scannersOf(facts, value);
      const writer = otherEnd(facts, value);
      const unended = unendedPath(facts, value, {
        // Before a goroutine runs there is nobody who writes and could be kept waiting.
        needs: (operation, stage) => writerStage(facts, value, operation, stage, writer),
        // Read gives its caller the end as an error: what is made of it is not followed.
        ends: new Set(['Close', 'CloseWithError', 'Read']),
        borrowers: partial,
        endedBy(condition, holds) {
          const { tree } = value.file;
          if (holds || tree.kind[condition] !== NodeKind.CallExpr || tree.kind[condition + 1] !== NodeKind.SelectorExpr)
            return false;
          const { x, name } = selectorParts(tree, condition + 1);
          return nameOf(tree, name) === 'Scan' && scanners.has(facts.variableOf(value.file, x));
        },
      });
      // A scanner that a literal uses may be read to the end there.
      if (!unended || [...scanners].some((scanner) => scanner && isUsedInLiteral(facts, value, scanner))) continue;
      if (told.has(value.call) || closesEnd(facts, value.fn, writer)) continue;
      told.add(value.call);
      const name = value.variable?.name ?? 'the reading end';
      report(
        unendedFinding(value, unended, {
          level: 'note',
          message: `${name} may be left before the end and is not closed: whoever writes to the pipe waits for ever`,
          reasons: [
            'io.Pipe has no buffer: a write waits until it is read, or the reading end is closed',
            `a path of ${shortName(value.fn.name)} returns with ${name} neither read to the end nor closed`,
          ],
          symbol: name,
        }),
      );
    }
    for (const value of ownedValues(facts, () => 1, ['io.Pipe'])) {
      const unended = unendedPath(facts, value, { ends: new Set(['Close', 'CloseWithError']), borrowers: writers });
      if (!unended?.never || !value.variable || told.has(value.call)) continue;
      if (closesEnd(facts, value.fn, firstEnd(facts, value))) continue;
      const { name } = value.variable;
      report(
        unendedFinding(value, unended, {
          level: 'note',
          message: `${name} is never closed: whoever reads from the pipe waits for an end that does not come`,
          reasons: [
            'the reading end of io.Pipe sees io.EOF only when the writing end is closed',
            `nothing in ${shortName(value.fn.name)} closes ${name} or hands it on`,
          ],
          symbol: name,
        }),
      );
    }
  },
});

/** One side returns while the goroutine on the other side is still at it. */
function leftFinding({ fn, made, stays, end, how, start, leave, decision }: LeftPipe): SourceFinding {
  const by = shortName(fn.name);
  const says = {
    unread: `${by} returns before it has read anything, and ${end.name} is not closed: the goroutine that writes stays`,
    early: `${by} leaves the loop that reads, and ${end.name} is not closed: the goroutine that writes stays`,
    failed: `${by} returns when what it copies to has failed, and ${end.name} is not closed: the goroutine that writes stays`,
    unclosed: `a path returns without ${end.name}.Close(): the reading side waits for an end that does not come`,
  };
  return {
    ...made,
    level: fn.file.isTestCode ? 'note' : 'suspect',
    message: says[how],
    reasons: [
      stays === 'writer'
        ? 'io.Pipe has no buffer: a write waits until it is read, or an end is closed'
        : 'the reading end of io.Pipe sees io.EOF only when the writing end is closed',
      `both ends are seen in ${by} and its goroutine only, and neither is closed or handed on on the way`,
    ],
    assumption: stays === 'writer' ? 'the goroutine has more to write' : 'the path can be taken',
    function: fn,
    symbol: end.name,
    related: [
      {
        ...start,
        message: `the goroutine that ${stays === 'writer' ? 'writes' : how === 'unclosed' ? 'reads or writes' : 'reads'} is started here`,
      },
      ...(decision >= 0 ? [{ file: leave.file, node: decision, message: 'this decides the way' }] : []),
      { ...leave, message: 'leaves here' },
    ],
    path: [
      { ...made, message: 'the pipe is made' },
      { ...start, message: 'the goroutine starts' },
      { ...leave, message: 'and nobody closes the pipe' },
    ],
    bornAt: [start],
  };
}

/** The variable of the writing end: the second result. */
function otherEnd(facts: PackageFacts, { file, assign }: OwnedValue): Variable | undefined {
  if (file.tree.kind[assign.node] !== NodeKind.AssignStmt) return undefined;
  const { left } = assignParts(file.tree, assign.node);
  return left.length === 2 ? facts.variableOf(file, left[1]) : undefined;
}

function firstEnd(facts: PackageFacts, { file, assign }: OwnedValue): Variable | undefined {
  if (file.tree.kind[assign.node] !== NodeKind.AssignStmt) return undefined;
  return facts.variableOf(file, assignParts(file.tree, assign.node).left[0]);
}

/** Whether the function closes an end itself on some path, or what it defers or leaves behind for later (`t.Cleanup`) does:
 * that ends both sides. Who closes an end when it is done with it is not done while it waits. */
function closesEnd(facts: PackageFacts, fn: SourceFunction, end: Variable | undefined): boolean {
  const { file } = fn;
  const closes = facts.flowOf(fn).calls.some(({ callee }) => {
    if (callee.receiver < 0 || !/\.Close(WithError)?$/.test(callee.name)) return false;
    return end !== undefined && facts.placeOf(file, callee.receiver)?.root === end;
  });
  return closes || fn.literals.some((literal) => onlyCloses(facts, literal, end) && closesEnd(facts, literal, end));
}

/** True for a literal that does nothing with the end but close it. */
function onlyCloses(facts: PackageFacts, { file, body }: SourceFunction, end: Variable | undefined): boolean {
  const { tree } = file;
  const parents = facts.parentsOf(file);
  for (let i = body; i < body + tree.size[body]; i++)
    if (tree.kind[i] === NodeKind.Ident && facts.variableOf(file, i) === end && !isClosed(file, parents, i))
      return false;
  return true;
}

/** 1 when something was made of the writing end, 2 when a goroutine has it or starts after that. To store it, as in
 * `cmd.Stdout = w`, or to close it starts nobody: that the command runs is not followed. */
function writerStage(
  facts: PackageFacts,
  { file }: OwnedValue,
  operation: Operation,
  stage: number,
  writer: Variable | undefined,
): number {
  if (operation.kind === 'call') {
    const starts = operation.mode === 'go' || runByCall(operation.callee.name) === 'go';
    return starts && stage === 1 ? 2 : stage;
  }
  if (operation.kind !== 'use' || operation.variable !== writer) return stage;
  const { tree } = file;
  const parents = facts.parentsOf(file);
  if (operation.literal) {
    const { body } = operation.literal;
    for (let i = body; i < body + tree.size[body]; i++)
      if (tree.kind[i] === NodeKind.Ident && facts.variableOf(file, i) === writer && !isClosed(file, parents, i))
        return 2;
    return stage;
  }
  const call = parents[operation.node];
  if (tree.kind[call] !== NodeKind.CallExpr || call + 1 === operation.node) return stage;
  return tree.kind[parents[call]] === NodeKind.GoStmt ? 2 : Math.max(stage, 1);
}

/** True for the `pw` of `pw.Close()` and `pw.CloseWithError(err)`. */
function isClosed({ tree }: OwnedValue['file'], parents: Int32Array, node: number): boolean {
  const selector = parents[node];
  if (tree.kind[selector] !== NodeKind.SelectorExpr || selector + 1 !== node) return false;
  return /^Close(WithError)?$/.test(nameOf(tree, selectorParts(tree, selector).name));
}

function isUsedInLiteral(facts: PackageFacts, { file, fn }: OwnedValue, variable: Variable): boolean {
  const { tree } = file;
  for (let i = fn.node; i < fn.node + tree.size[fn.node]; i++)
    if (tree.kind[i] === NodeKind.Ident && facts.functionAt(file, i) !== fn && facts.variableOf(file, i) === variable)
      return true;
  return false;
}

/** Variables that hold a bufio.Scanner over the pipe: when Scan is false, the end was read. */
function scannersOf(facts: PackageFacts, { file, fn, variable }: OwnedValue): ReadonlySet<Variable | undefined> {
  const { tree } = file;
  const found = new Set<Variable | undefined>();
  for (let i = fn.node; i < fn.node + tree.size[fn.node]; i++) {
    if (tree.kind[i] !== NodeKind.AssignStmt) continue;
    const { left, right } = assignParts(tree, i);
    if (right.length !== 1 || tree.kind[right[0]] !== NodeKind.CallExpr) continue;
    const [first] = callParts(tree, right[0]).args;
    if (first === undefined || facts.variableOf(file, first) !== variable) continue;
    const scanner = facts.variableOf(file, left[0]);
    if (scanner && facts.calleeOf(file, right[0]).name === 'bufio.NewScanner') found.add(scanner);
  }
  return found;
}

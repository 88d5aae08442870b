// The end of a context, taken by a case of a select that neither leaves the loop nor changes anything: `break` leaves the
// select alone. A channel that is closed is always ready, so the loop spins from then on and never ends.
import { NodeKind } from '../../model/go-syntax.ts';
import { callParts, clauseParts, forParts } from '../../model/go-tree.ts';
import type { SourceFunction } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { leavesFrom } from './left-receivers.ts';
import type { PackageFacts } from './package-facts.ts';
import { isDoneCall } from './receiver-leaves.ts';

export interface TakenEnd extends SourcePlace {
  readonly fn: SourceFunction;
  /** The context, as an expression. */
  readonly context: number;
  readonly loop: number;
  /** A `break` that leaves the select and not the loop; -1 without one. */
  readonly stray: number;
}

/** What says that it happened, and does no more. */
const speaks =
  /(^|\.)(Print|Printf|Println|Debug|Debugf|Debugw|Info|Infof|Infow|Warn|Warnf|Warning|Warningf|Error|Errorf|Log|Logf|Err|Msg|Msgf|String|Cause)$/;

/** All of the package, in order. */
export function takenEnds(facts: PackageFacts): TakenEnd[] {
  const found: TakenEnd[] = [];
  for (const { fn, block, operation } of facts.operations.channelOperations('receive')) {
    if (operation.kind !== 'receive' || operation.select < 0 || block.loop < 0) continue;
    const { file } = fn;
    if (!isDoneCall(facts, file, operation.channel)) continue;
    const loop = loopAround(facts, fn, operation.select);
    const clause = clauseAround(facts, fn, operation.node);
    if (loop < 0 || clause < 0 || !doesNothing(facts, fn, clause)) continue;
    const after = { block: block.id, index: block.operations.indexOf(operation) + 1 };
    if (leavesFrom(facts, fn, after, operation.select)) continue;
    const { callee } = callParts(file.tree, operation.channel);
    const context = callee + 1;
    if (isGivenAnew(facts, fn, loop, context)) continue;
    found.push({ file, node: operation.node, fn, context, loop, stray: breakIn(fn, clause) });
  }
  return found;
}

function clauseAround(facts: PackageFacts, { file, node }: SourceFunction, operation: number): number {
  const parents = facts.parentsOf(file);
  for (let at = parents[operation]; at > node; at = parents[at])
    if (file.tree.kind[at] === NodeKind.CommClause) return at;
  return -1;
}

/** The `for` without a condition right around the select; -1 when another loop, or none, is. */
function loopAround(facts: PackageFacts, fn: SourceFunction, select: number): number {
  const { tree } = fn.file;
  const parents = facts.parentsOf(fn.file);
  for (let at = parents[select]; at > fn.node; at = parents[at]) {
    if (tree.kind[at] === NodeKind.RangeStmt) return -1;
    if (tree.kind[at] !== NodeKind.ForStmt) continue;
    const { condition, post } = forParts(tree, at);
    return condition < 0 && post < 0 ? at : -1;
  }
  return -1;
}

/** Nothing stands in the case but words for a log, and a break or continue. */
function doesNothing(facts: PackageFacts, { file }: SourceFunction, clause: number): boolean {
  const { tree } = file;
  return clauseParts(tree, clause).statements.every((statement) => {
    if (tree.kind[statement] === NodeKind.BranchStmt) return true;
    if (tree.kind[statement] !== NodeKind.ExprStmt || tree.kind[statement + 1] !== NodeKind.CallExpr) return false;
    return speaks.test(facts.calleeOf(file, statement + 1).name);
  });
}

/** Whether the loop gives the variable of the context another value. */
function isGivenAnew(facts: PackageFacts, fn: SourceFunction, loop: number, context: number): boolean {
  const root = facts.placeOf(fn.file, context)?.root;
  if (!root) return true;
  const end = loop + fn.file.tree.size[loop];
  return facts
    .flowOf(fn)
    .blocks.some(({ operations }) =>
      operations.some((o) => o.kind === 'assign' && o.node > loop && o.node < end && o.place?.root === root),
    );
}

function breakIn({ file: { tree } }: SourceFunction, clause: number): number {
  for (let at = clause; at < clause + tree.size[clause]; at++) if (tree.kind[at] === NodeKind.BranchStmt) return at;
  return -1;
}

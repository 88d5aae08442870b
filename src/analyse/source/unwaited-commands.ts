// Commands of os/exec that a function starts, waits for on some of its paths, and leaves on another: only Wait takes back the
// process, the goroutines that copy its input and output, and the one that waits for its context (os/exec in Go 1.27:
// Cmd.Start starts them, Cmd.Wait receives from them).
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { nameOf, selectorParts } from '../../model/go-tree.ts';
import type { FlowEdge, Operation, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { failsWith } from './left-behind.ts';
import type { PackageFacts } from './package-facts.ts';
import type { PathStep } from './paths.ts';
import { blocksOfPath, explorePaths } from './paths.ts';

export interface UnwaitedCommand {
  readonly fn: SourceFunction;
  readonly command: Variable;
  /** The call of Start, and a call of Wait on another path. */
  readonly start: SourcePlace;
  readonly wait: SourcePlace;
  readonly leave: SourcePlace;
  readonly path: readonly PathStep[];
}

/** Members that only look at the command or set it up. */
const looks: ReadonlySet<string> = new Set([
  'Args',
  'Cancel',
  'Dir',
  'Env',
  'Environ',
  'Err',
  'ExtraFiles',
  'Path',
  'Start',
  'Stderr',
  'StderrPipe',
  'Stdin',
  'StdinPipe',
  'Stdout',
  'StdoutPipe',
  'String',
  'SysProcAttr',
  'WaitDelay',
]);

/** All of the package. */
export function unwaitedCommands(facts: PackageFacts): UnwaitedCommand[] {
  const found: UnwaitedCommand[] = [];
  const waits = facts.operations.callsOf(['os/exec.Cmd.Wait']);
  for (const { fn, operation } of facts.operations.callsOf(['os/exec.Cmd.Start'])) {
    const place = operation.mode === 'now' ? facts.placeOf(fn.file, operation.callee.receiver) : undefined;
    if (!place || place.path.length > 0 || place.root.owner !== fn || place.root.kind !== 'local') continue;
    const command = place.root;
    const wait = waits.find(
      (one) =>
        one.fn === fn &&
        one.operation.mode === 'now' &&
        facts.placeOf(fn.file, one.operation.callee.receiver)?.key === place.key,
    );
    const left = wait && wayLeft(facts, fn, command, operation.node);
    if (!left) continue;
    const { file } = fn;
    found.push({
      fn,
      command,
      start: { file, node: operation.node },
      wait: { file, node: wait.operation.node },
      ...left,
    });
  }
  return found;
}

interface State {
  readonly runs: boolean;
  /** The error of Start, as long as it is that. */
  readonly error: Variable | undefined;
}

/** The first return behind the start that is reached without Wait, and without the command being given to somebody. */
function wayLeft(
  facts: PackageFacts,
  fn: SourceFunction,
  command: Variable,
  start: number,
): Pick<UnwaitedCommand, 'leave' | 'path'> | undefined {
  const { file } = fn;
  const { tree } = file;
  const binding = facts.bindingAt(file, fn.node);
  if (!binding) return undefined;
  const initial: State = { runs: false, error: undefined };
  // `if cmd.Start() != nil`.
  const hasFailed = ({ condition, holds }: FlowEdge): boolean =>
    condition >= 0 &&
    condition + 1 === start &&
    tree.kind[condition] === NodeKind.BinaryExpr &&
    tree.op[condition] === (holds ? Token.NEQ : Token.EQL);
  const ends = explorePaths<State>(facts.flowOf(fn), file, binding, { block: 0, index: 0 }, initial, {
    operation(operation, state) {
      if (operation.kind === 'call' && operation.node === start) return { runs: true, error: undefined };
      if (operation.kind === 'use' && operation.variable === command)
        return onlyLooks(facts, fn, operation) ? state : undefined;
      if (operation.kind !== 'assign' || operation.place?.path.length !== 0) return state;
      if (operation.place.root === command && state.runs) return undefined;
      if (operation.value === start) return { ...state, error: operation.place.root };
      return operation.place.root === state.error ? { ...state, error: undefined } : state;
    },
    edge: (edge, state) =>
      state.runs && (failsWith(tree, binding, edge, state.error) || hasFailed(edge)) ? undefined : state,
    key: ({ runs, error }) => `${runs}${error?.number}`,
  });
  const end = ends?.find(({ end, state }) => end === 'return' && state.runs);
  if (!end) return undefined;
  const last = end.last.block.operations.at(-1);
  // `return cmd.Start()` in the end leaves nothing behind that anybody could wait for later: another idiom.
  if (last?.kind === 'return' && last.values.some((value) => value === start)) return undefined;
  return {
    leave: { file, node: last?.kind === 'return' ? last.node : fn.body },
    path: blocksOfPath(end.last),
  };
}

/** True for `cmd.Dir = …`, `cmd.StdoutPipe()`, `cmd.Process.Pid`. */
function onlyLooks(facts: PackageFacts, fn: SourceFunction, operation: Operation & { kind: 'use' }): boolean {
  if (operation.literal) return false;
  const { tree } = fn.file;
  const parents = facts.parentsOf(fn.file);
  const selector = parents[operation.node];
  if (tree.kind[selector] !== NodeKind.SelectorExpr) return tree.kind[selector] === NodeKind.BinaryExpr;
  const name = nameOf(tree, selectorParts(tree, selector).name);
  if (looks.has(name)) return true;
  const outer = parents[selector];
  return (
    name === 'Process' &&
    tree.kind[outer] === NodeKind.SelectorExpr &&
    nameOf(tree, selectorParts(tree, outer).name) === 'Pid'
  );
}

// io.Pipe between a function and a goroutine that it starts: the way on which one side returns while the other still writes, or
// waits for an end. Only what both sides do in sight is followed; who else is given an end may close it.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { assignParts, callParts, nameOf, selectorParts } from '../../model/go-tree.ts';
import type { CallOperation, Operation, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourceFile, SourcePlace } from '../../model/source-package.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { runByCall } from './activities.ts';
import type { Binding } from './bind-names.ts';
import { localAt, singleType } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { blocksOfPath, explorePaths, findOperation } from './paths.ts';
import type { PipeUse } from './pipe-ends.ts';
import { pipeUses } from './pipe-ends.ts';

export interface LeftPipe {
  readonly fn: SourceFunction;
  /** The call of io.Pipe. */
  readonly made: SourcePlace;
  /** Who stays: the goroutine that writes, or the one that reads. */
  readonly stays: 'writer' | 'reader';
  /** The end that should have been closed. */
  readonly end: Variable;
  /** `unread`: nothing was read before; `early`: a loop that reads is left; `failed`: what a copy writes to has failed;
   * `unclosed`: the writing side returns without a close. */
  readonly how: 'unread' | 'early' | 'failed' | 'unclosed';
  readonly start: SourcePlace;
  readonly leave: SourcePlace;
  /** The branch taken last before that, -1 when there is none. */
  readonly decision: number;
}

interface Pipe {
  readonly fn: SourceFunction;
  readonly file: SourceFile;
  readonly binding: Binding;
  readonly made: number;
  readonly assign: Operation;
  readonly reader: Variable;
  readonly writer: Variable;
}

/** All of the package, at most one for each pipe. */
export function leftPipes(facts: PackageFacts): LeftPipe[] {
  const found: LeftPipe[] = [];
  for (const { fn, operation } of facts.operations.resultsOf(['io.Pipe'])) {
    const { file } = fn;
    if (operation.index !== 1 || file.tree.kind[operation.node] !== NodeKind.AssignStmt) continue;
    const binding = facts.bindingAt(file, fn.node);
    const [first] = assignParts(file.tree, operation.node).left;
    const reader = facts.variableOf(file, first);
    const writer = operation.place?.path.length === 0 ? operation.place.root : undefined;
    if (!binding || !reader || !writer || reader.owner !== fn || writer.owner !== fn) continue;
    if (reader.kind !== 'local' || writer.kind !== 'local') continue;
    const pipe: Pipe = { fn, file, binding, made: operation.value, assign: operation, reader, writer };
    const left = leftBy(facts, pipe);
    if (left) found.push(left);
  }
  return found;
}

function leftBy(facts: PackageFacts, pipe: Pipe): LeftPipe | undefined {
  const { fn, file } = pipe;
  const reads = pipeUses(facts, pipe.binding, pipe.reader, 'reader');
  const writes = pipeUses(facts, pipe.binding, pipe.writer, 'writer');
  if (!reads || !writes) return undefined;
  for (const start of facts.flowOf(fn).calls) {
    const worker = startedBy(facts, file, start, [...reads, ...writes]);
    if (!worker) continue;
    // `go s.write(pw)`: what the function does with it is its own affair.
    const isInside = (use: PipeUse): boolean =>
      worker.parent ? holds(file, worker.node, use.node) : use.call === start.node;
    const writesThere = writes.some((use) => isInside(use) && use.kind !== 'close');
    const readsThere = reads.some((use) => isInside(use) && use.kind !== 'close');
    if (writesThere === readsThere) continue;
    const base = { fn, made: { file, node: pipe.made }, start: { file, node: start.node } };
    const closes = [...reads, ...writes].filter(({ kind }) => kind === 'close' || kind === 'handed');
    if (writesThere) {
      // Somebody else than the two may close either end.
      if (waitsFirst(facts, worker)) continue;
      const own = closes.filter((use) => !isInside(use));
      const left = leavesReading(facts, pipe, start, worker, reads, own, writes.filter(isInside));
      if (left) return { ...base, ...left, stays: 'writer', end: pipe.reader };
      const open = worker.parent && leavesOpen(facts, pipe, worker, undefined, writes, closes);
      if (open && isReadToItsEnd(reads)) return { ...base, ...open, stays: 'reader', end: pipe.writer };
    } else if (
      reads.some((use) => isInside(use) && (use.kind === 'all' || use.kind === 'copy' || use.kind === 'part'))
    ) {
      const open = leavesOpen(facts, pipe, fn, start, writes, closes);
      if (open) return { ...base, ...open, stays: 'reader', end: pipe.writer };
    }
  }
  return undefined;
}

const holds = ({ tree }: SourceFile, outer: number, node: number): boolean =>
  node >= outer && node < outer + tree.size[outer];

/** The literal that a call runs as a goroutine of its own: `go func() { … }()`, `g.Go(func() error { … })`; or the function of
 * the package that is started with an end. */
function startedBy(
  facts: PackageFacts,
  file: SourceFile,
  call: CallOperation,
  uses: readonly PipeUse[],
): SourceFunction | undefined {
  if (call.mode === 'go') {
    if (call.callee.literal) return call.callee.literal.file === file ? call.callee.literal : undefined;
    return uses.some((use) => use.call === call.node) ? facts.functionHere(call.callee) : undefined;
  }
  if (runByCall(call.callee.name) !== 'go') return undefined;
  for (const arg of call.args) if (file.tree.kind[arg] === NodeKind.FuncLit) return facts.functionAt(file, arg);
  return undefined;
}

/** A writer that waits for somebody may never come to its write. */
function waitsFirst(facts: PackageFacts, worker: SourceFunction): boolean {
  return facts.operations.hasChannelOperation(worker, 'receive', 'select');
}

const isReadToItsEnd = (reads: readonly PipeUse[]): boolean =>
  reads.length > 0 &&
  reads.every(({ kind }) => kind === 'all' || kind === 'copy' || kind === 'part' || kind === 'close');

interface ReadState {
  readonly stage: 'idle' | 'writing';
  readonly read: '' | 'once' | 'loop' | 'copied' | 'failed';
  /** What tells whether the last read has come to the end. */
  readonly error: Variable | undefined;
}

type Left = Pick<LeftPipe, 'how' | 'leave' | 'decision'>;

/** The way on which the reading function returns with neither end closed and more to read. */
function leavesReading(
  facts: PackageFacts,
  pipe: Pipe,
  start: CallOperation,
  worker: SourceFunction,
  reads: readonly PipeUse[],
  closes: readonly PipeUse[],
  writes: readonly PipeUse[],
): Left | undefined {
  const { fn, file, binding } = pipe;
  const { tree } = file;
  const graph = facts.flowOf(fn);
  const from = findOperation(graph, (o) => o === pipe.assign);
  if (!from) return undefined;
  const uses = new Map(reads.map((use) => [use.node, use]));
  let lastRead = -1;
  const ended = new Set(closes.map(({ node }) => node));
  const writesMore = mayWriteMore(facts, worker, writes);
  const ends = explorePaths<ReadState>(
    graph,
    file,
    binding,
    { block: from.block, index: from.index + 1 },
    { stage: 'idle', read: '', error: undefined },
    {
      operation(operation, state, block) {
        if (operation === start) return { ...state, stage: 'writing' };
        if (operation.kind === 'assign' && operation.place?.path.length === 0 && state.error === operation.place.root)
          return operation.value === lastRead ? state : { ...state, error: undefined };
        if (operation.kind !== 'use') return state;
        const { literal, node } = operation;
        if (literal) {
          // What a literal does with an end is not followed; the worker itself has begun.
          const touches = [...uses.keys(), ...ended].some((at) => holds(file, literal.node, at));
          return touches && literal !== worker ? undefined : state;
        }
        if (ended.has(node)) return undefined;
        const use = uses.get(node);
        if (!use) return state;
        if (use.kind === 'all' || use.kind === 'handed') return undefined;
        if (use.kind === 'name') return state;
        lastRead = use.call;
        if (use.kind === 'copy') return { ...state, read: 'copied', error: errorOf(facts, file, binding, use.call) };
        if (use.kind === 'value' && block.loop < 0) return undefined;
        if (use.kind !== 'part' && use.kind !== 'value') return state;
        return { ...state, read: block.loop < 0 ? 'once' : 'loop', error: errorOf(facts, file, binding, use.call) };
      },
      edge(edge, state) {
        const { condition } = edge;
        if (condition < 0) return state;
        // Scan or More is false: the end was read.
        if (tree.kind[condition] === NodeKind.CallExpr && !edge.holds && asksForMore(file, condition, reads))
          return undefined;
        const said = state.error && whatItSays(file, binding, edge, state.error);
        if (!said) return state;
        if (state.read !== 'copied') return said.fails ? undefined : state;
        if (!said.isNilTest) return state;
        return said.fails ? { ...state, read: 'failed', error: undefined } : undefined;
      },
      key: ({ stage, read, error }) => `${stage}${read}${error?.number}`,
    },
  );
  for (const { end, state, last } of ends ?? []) {
    if (end !== 'return' || state.stage === 'idle' || state.read === 'once') continue;
    if (state.read === 'loop' && !writesMore) continue;
    const operation = last.block.operations.at(-1);
    const how = state.read === '' ? 'unread' : state.read === 'loop' ? 'early' : 'failed';
    const leave = { file, node: operation?.kind === 'return' ? operation.node : fn.body };
    return { how, leave, decision: decisionOf(last) };
  }
  return undefined;
}

/** Whether the goroutine writes more than once, as far as is known. */
function mayWriteMore(facts: PackageFacts, worker: SourceFunction, writes: readonly PipeUse[]): boolean {
  let own = writes;
  if (!worker.parent) {
    const binding = facts.bindingAt(worker.file, worker.node);
    const param = worker.params.find((p) => ends.test(typeNameOf(singleType(facts.typeOf(p.file, p.node)))));
    own = (binding && param && pipeUses(facts, binding, param, 'writer')) ?? writes;
  }
  return own.some(
    ({ node, kind }) => kind !== 'close' && kind !== 'name' && (kind !== 'once' || isInLoop(facts, worker, node)),
  );
}

/** As what a function is given the writing end. */
const ends = /^io\.(PipeWriter|Writer|WriteCloser)$/;

/** The way on which the writing function returns without a close, though the writing itself has not failed. */
function leavesOpen(
  facts: PackageFacts,
  pipe: Pipe,
  fn: SourceFunction,
  start: CallOperation | undefined,
  writes: readonly PipeUse[],
  closes: readonly PipeUse[],
): Left | undefined {
  const { file, binding } = pipe;
  const graph = facts.flowOf(fn);
  const from = start ? findOperation(graph, (o) => o === pipe.assign) : { block: 0, index: -1 };
  if (!from) return undefined;
  const isWithin = (node: number): boolean => holds(file, fn.node, node);
  const ended = new Set(closes.filter(({ node }) => isWithin(node)).map(({ node }) => node));
  // Whoever else has an end may close it.
  if (!start && closes.some(({ node }) => !isWithin(node))) return undefined;
  const inside = new Map(writes.filter(({ node }) => isWithin(node)).map((use) => [use.node, use]));
  let lastWrite = -1;
  const ends = explorePaths<{ readonly error: Variable | undefined; readonly isRead: boolean }>(
    graph,
    file,
    binding,
    { block: from.block, index: from.index + 1 },
    { error: undefined, isRead: start === undefined },
    {
      operation(operation, state) {
        if (operation === start) return { ...state, isRead: true };
        if (operation.kind === 'assign' && operation.place?.path.length === 0 && state.error === operation.place.root)
          return operation.value === lastWrite ? state : { ...state, error: undefined };
        if (operation.kind !== 'use') return state;
        const { literal, node } = operation;
        if (literal) {
          const touches = [...inside.keys(), ...ended].some((at) => holds(file, literal.node, at));
          return touches ? undefined : state;
        }
        if (ended.has(node)) return undefined;
        const use = inside.get(node);
        if (!use || use.call < 0 || use.kind === 'name') return state;
        lastWrite = use.call;
        return { ...state, error: use.kind === 'once' ? errorOf(facts, file, binding, use.call) : undefined };
      },
      edge(edge, state) {
        const said = state.error && whatItSays(file, binding, edge, state.error);
        // A write fails when the reader has gone.
        return said?.fails ? undefined : state;
      },
      key: ({ error, isRead }) => `${error?.number}${isRead}`,
    },
  );
  for (const { end, state, last } of ends ?? []) {
    if (end !== 'return' || !state.isRead) continue;
    const operation = last.block.operations.at(-1);
    const node = operation?.kind === 'return' ? operation.node : fn.body;
    // `return enc.Encode(v)`, in a literal whose error somebody else makes something of.
    if (operation?.kind === 'return' && operation.values.length > 0 && !start) continue;
    return { how: 'unclosed', leave: { file, node }, decision: decisionOf(last) };
  }
  return undefined;
}

function decisionOf(last: Parameters<typeof blocksOfPath>[0]): number {
  for (const { edge } of blocksOfPath(last).reverse()) if (edge && edge.condition >= 0) return edge.condition;
  return -1;
}

/** The error that a call gives: the last variable that its statement assigns. */
function errorOf(facts: PackageFacts, file: SourceFile, binding: Binding, call: number): Variable | undefined {
  const { tree } = file;
  const statement = facts.parentsOf(file)[call];
  if (tree.kind[statement] !== NodeKind.AssignStmt) return undefined;
  const { left } = assignParts(tree, statement);
  return localAt(binding, left[left.length - 1]);
}

/** What an edge says of an error: that there is one, or that it is not this one. Undefined when the condition is about something
 * else. */
function whatItSays(
  { tree }: SourceFile,
  binding: Binding,
  { condition, holds: yes }: { readonly condition: number; readonly holds: boolean },
  error: Variable,
): { readonly fails: boolean; readonly isNilTest: boolean } | undefined {
  if (condition < 0) return undefined;
  if (tree.kind[condition] === NodeKind.CallExpr) {
    const isAbout = callParts(tree, condition).args.some((arg) => localAt(binding, arg) === error);
    return isAbout ? { fails: yes, isNilTest: false } : undefined;
  }
  if (tree.kind[condition] !== NodeKind.BinaryExpr) return undefined;
  const left = condition + 1;
  const right = left + tree.size[left];
  const other = localAt(binding, left) === error ? right : localAt(binding, right) === error ? left : -1;
  if (other < 0) return undefined;
  const isNilTest = nameOf(tree, other) === 'nil';
  const isEqual = tree.op[condition] === Token.EQL ? yes : tree.op[condition] === Token.NEQ ? !yes : undefined;
  return isEqual === undefined ? undefined : { fails: isEqual !== isNilTest, isNilTest };
}

/** `sc.Scan()`, `dec.More()`, `r.Next()` as a condition. */
function asksForMore({ tree }: SourceFile, condition: number, reads: readonly PipeUse[]): boolean {
  if (!reads.some(({ call, kind }) => call === condition && kind === 'part')) return false;
  if (tree.kind[condition + 1] !== NodeKind.SelectorExpr) return false;
  return /^(Scan|More|Next)$/.test(nameOf(tree, selectorParts(tree, condition + 1).name));
}

function isInLoop(facts: PackageFacts, worker: SourceFunction, node: number): boolean {
  const fn = facts.functionAt(worker.file, node);
  return (
    fn !== undefined &&
    facts
      .flowOf(fn)
      .blocks.some((block) => block.loop >= 0 && block.operations.some((o) => o.kind === 'use' && o.node === node))
  );
}

// A frame of a dump in the source: the function it names, and the operation at its line that blocks as the dump says.
import { NodeKind } from '../../model/go-syntax.ts';
import type { Primitive } from '../../model/primitive.ts';
import type { Operation, SourceFunction } from '../../model/source-function.ts';
import type { SourceFile } from '../../model/source-package.ts';
import type { Frame } from '../../model/stack.ts';
import { foldClosures } from '../runtime/fold-closures.ts';
import type { PackageFacts } from './package-facts.ts';

/** Where a goroutine stands in the source. */
export interface MatchedFrame {
  readonly function: SourceFunction;
  readonly file: SourceFile;
  /** The statement or expression that blocks. */
  readonly node: number;
}

/** Calls that block under each primitive, as `Callee.name` writes them. */
const calls: Partial<Record<Primitive, readonly string[]>> = {
  // Whoever comes second waits for the mutex of the Once.
  'sync.Mutex.Lock': ['sync.Mutex.Lock', 'sync.Locker.Lock', 'sync.Once.Do'],
  select: ['reflect.Select'],
  'sync.RWMutex.Lock': ['sync.RWMutex.Lock', 'sync.Locker.Lock'],
  'sync.RWMutex.RLock': ['sync.RWMutex.RLock'],
  'sync.WaitGroup.Wait': ['sync.WaitGroup.Wait'],
  'sync.Cond.Wait': ['sync.Cond.Wait'],
  sleep: ['time.Sleep'],
};
const anyCall = new Set(Object.values(calls).flat());

/** Without `[go.shape.int,string]` and `[...]`: the source names a function without its type parameters. */
function withoutTypeArguments(name: string): string {
  return name.replace(/\[[^\]]*\]+/g, '');
}

/** Base name of a path in a dump, which may be of another system. */
function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** Functions of the package that a frame may mean: of its exact name, else those whose name folds to the same one (closure
 * ordinals change with inlining and versions). */
export function functionsOfFrame(facts: PackageFacts, frame: Frame): SourceFunction[] {
  const wanted = withoutTypeArguments(frame.function);
  const inFile = facts.functions.filter(
    (fn) => frame.file === undefined || baseName(fn.file.path) === baseName(frame.file),
  );
  const exact = inFile.filter((fn) => withoutTypeArguments(fn.name) === wanted);
  const holdsLine = (fn: SourceFunction): boolean => frame.line === undefined || spans(fn, frame.line);
  if (exact.some(holdsLine)) return exact.filter(holdsLine);
  const folded = foldClosures(wanted).function;
  const same = inFile.filter((fn) => foldClosures(withoutTypeArguments(fn.name)).function === folded);
  const atLine = same.filter(holdsLine);
  return atLine.length > 0 ? atLine : exact.length > 0 ? exact : same.length === 1 ? same : [];
}

/**
 * The operation that a goroutine stands at: in the function of the frame, at its line, of this primitive; else the only such
 * operation of the function. Undefined when the source does not fit the frame.
 */
export function matchFrame(facts: PackageFacts, frame: Frame, primitive: Primitive): MatchedFrame | undefined {
  const found: (MatchedFrame & { readonly line: boolean })[] = [];
  for (const fn of functionsOfFrame(facts, frame))
    for (const block of facts.flowOf(fn).blocks)
      for (const operation of block.operations) {
        if (!blocksAs(operation, primitive)) continue;
        const node = nodeOf(operation);
        if (found.some((f) => f.file === fn.file && f.node === node)) continue;
        found.push({
          function: fn,
          file: fn.file,
          node,
          line: frame.line !== undefined && covers(fn.file, node, frame.line),
        });
      }
  const atLine = found.filter((f) => f.line);
  if (atLine.length > 0) return atLine.reduce((a, b) => (b.file.tree.size[b.node] < a.file.tree.size[a.node] ? b : a));
  // A bare select statement spans all its cases; any other operation of the function may be meant only if it is alone.
  return found.length === 1 ? found[0] : undefined;
}

/** The node that a report of this operation would name: for a case of a select its select statement. */
function nodeOf(operation: Operation): number {
  return operation.node;
}

function blocksAs(operation: Operation, primitive: Primitive): boolean {
  switch (operation.kind) {
    case 'send':
      return (
        operation.select < 0 &&
        (primitive === 'chan send' || primitive === 'chan send (nil chan)' || primitive === 'unknown')
      );
    case 'receive':
    case 'range':
      return (
        operation.select < 0 &&
        (primitive === 'chan receive' || primitive === 'chan receive (nil chan)' || primitive === 'unknown')
      );
    case 'select': {
      if (operation.hasDefault) return false;
      if (primitive === 'select (no cases)') return operation.cases.length === 0;
      if (primitive === 'select' || primitive === 'unknown') return operation.cases.length > 0;
      // The compiler turns a select of one case into the plain operation.
      if (operation.cases.length !== 1) return false;
      const [only] = operation.cases;
      return only.kind === 'send' ? primitive.startsWith('chan send') : primitive.startsWith('chan receive');
    }
    case 'call':
      if (operation.mode === 'go') return false;
      return primitive === 'unknown'
        ? anyCall.has(operation.callee.name)
        : (calls[primitive]?.includes(operation.callee.name) ?? false);
    default:
      return false;
  }
}

function lineAt(file: SourceFile, offset: number): number {
  const { source } = file.tree;
  let line = 1;
  for (let i = source.indexOf(10); i >= 0 && i < offset; i = source.indexOf(10, i + 1)) line++;
  return line;
}

/** Whether a node begins at a line, or, for all but select and range statements, spans it. */
function covers(file: SourceFile, node: number, line: number): boolean {
  const { tree } = file;
  const first = lineAt(file, tree.start[node]);
  if (first === line) return true;
  const kind = tree.kind[node];
  if (kind === NodeKind.SelectStmt || kind === NodeKind.RangeStmt || line < first) return false;
  return line <= lineAt(file, tree.end[node]);
}

function spans(fn: SourceFunction, line: number): boolean {
  const { tree } = fn.file;
  return line >= lineAt(fn.file, tree.start[fn.node]) && line <= lineAt(fn.file, tree.end[fn.node]);
}

/** Whether a frame's line lies on the `go` statement (or call) at `node` of this function's file. */
export function isAtLine(file: SourceFile, node: number, line: number): boolean {
  return lineAt(file, file.tree.start[node]) <= line && line <= lineAt(file, file.tree.end[node]);
}

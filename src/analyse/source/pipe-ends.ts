// Every mention of one end of an io.Pipe in its declaration, and of what only wraps it (a scanner, an encoder): what is done
// with it there.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { assignParts, callParts, nameOf, selectorParts } from '../../model/go-tree.ts';
import type { Variable } from '../../model/source-function.ts';
import type { SourceFile } from '../../model/source-package.ts';
import { typeNameOf } from '../../model/source-type.ts';
import type { Binding } from './bind-names.ts';
import { localAt, singleType } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';

export interface PipeUse {
  /** The identifier. */
  readonly node: number;
  /** The call that does it; -1 when there is none. */
  readonly call: number;
  /** Reading: `all` to the end; `copy` to the end, or until what it copies to fails; `part` of what comes; `value` decodes one.
   * Writing: `once`, or `write` for as much as there is. `close` ends it, `handed` gives it out of sight, `name` does none of
   * these. */
  readonly kind: 'all' | 'copy' | 'part' | 'value' | 'once' | 'write' | 'close' | 'handed' | 'name';
}

const readWrappers =
  /^(bufio\.New(Scanner|Reader|ReaderSize)|encoding\/(json|xml|gob)\.NewDecoder|encoding\/csv\.NewReader|archive\/tar\.NewReader|compress\/gzip\.NewReader|io\.LimitReader)$/;
const writeWrappers =
  /^(bufio\.New(Writer|WriterSize)|encoding\/(json|xml|gob)\.NewEncoder|encoding\/csv\.NewWriter|archive\/(tar|zip)\.NewWriter|compress\/gzip\.NewWriter(Level)?|mime\/multipart\.NewWriter|text\/tabwriter\.NewWriter)$/;

/** Take what they read to its end, whatever comes. */
const drains = /^(io|io\/ioutil)\.ReadAll$/;
const copies = /^io\.(Copy|CopyBuffer)$/;
const readsPart = /^io\.(CopyN|ReadFull|ReadAtLeast)$|^fmt\.Fscan(f|ln)?$/;
const writesOnce = /^fmt\.Fprint(f|ln)?$|^io\.(WriteString|CopyN)$/;

/** Methods of readers that read a part, and those that only look. */
const readMethods = /^(Scan|More|Next|Token|RawToken|Peek|Discard|Read(\p{Lu}\w*)?|Skip)$/u;
const lookMethods =
  /^(Text|Bytes|Err|Buffer|Split|Buffered|InputOffset|UseNumber|DisallowUnknownFields|SetIndent|SetEscapeHTML|Boundary|SetBoundary|FormDataContentType|Error)$/;

/** Writers that keep what they get and never fail. */
const sinks = /^(bytes\.Buffer|strings\.Builder|hash\.Hash(32|64)?)$/;

/** All uses; undefined when the end is overwritten. */
export function pipeUses(
  facts: PackageFacts,
  binding: Binding,
  end: Variable,
  side: 'reader' | 'writer',
): PipeUse[] | undefined {
  const { file } = binding;
  const { tree } = file;
  const parents = facts.parentsOf(file);
  const wrappers = side === 'reader' ? readWrappers : writeWrappers;
  const named = new Set([end]);
  const uses: PipeUse[] = [];
  // A wrapper stands behind what it wraps: one pass meets them in their order.
  for (let i = binding.node; i < binding.node + tree.size[binding.node]; i++) {
    if (tree.kind[i] !== NodeKind.Ident) continue;
    const variable = localAt(binding, i);
    if (!variable || !named.has(variable) || i === variable.node) continue;
    let at = i;
    let isWrapped = variable !== end;
    for (;;) {
      const parent: number = parents[at];
      const kind = tree.kind[parent];
      if (kind === NodeKind.ParenExpr) {
        at = parent;
        continue;
      }
      if (kind === NodeKind.CallExpr && at !== parent + 1 && wrappers.test(facts.calleeOf(file, parent).name)) {
        isWrapped = true;
        at = parent;
        continue;
      }
      if (kind === NodeKind.AssignStmt && isWrapped && at !== i) {
        const { left, right } = assignParts(tree, parent);
        const given = right.includes(at) ? localAt(binding, left[right.indexOf(at)]) : undefined;
        if (given?.kind !== 'local') uses.push({ node: i, call: -1, kind: 'handed' });
        else {
          named.add(given);
          uses.push({ node: i, call: -1, kind: 'name' });
        }
        break;
      }
      if (kind === NodeKind.AssignStmt && assignParts(tree, parent).left.includes(at)) {
        // The wrapper gets what wraps it; an end that is overwritten is another.
        if (variable === end) return undefined;
        break;
      }
      uses.push({ node: i, ...useAt(facts, file, parents, at, side, isWrapped) });
      break;
    }
  }
  return uses;
}

/** What the parent of an end, or of what wraps it, does with it. */
function useAt(
  facts: PackageFacts,
  file: SourceFile,
  parents: Int32Array,
  at: number,
  side: 'reader' | 'writer',
  isWrapped: boolean,
): Omit<PipeUse, 'node'> {
  const { tree } = file;
  const parent = parents[at];
  switch (tree.kind[parent]) {
    case NodeKind.SelectorExpr: {
      const call = parents[parent];
      if (tree.kind[call] !== NodeKind.CallExpr || call + 1 !== parent) return { call: -1, kind: 'handed' };
      return { call, kind: useByMethod(nameOf(tree, selectorParts(tree, parent).name), side, isWrapped) };
    }
    case NodeKind.CallExpr: {
      const { name } = facts.calleeOf(file, parent);
      const first = callParts(tree, parent).args[0];
      return { call: parent, kind: useByCall(facts, file, name, first, at, side) };
    }
    case NodeKind.BinaryExpr:
    case NodeKind.ExprStmt:
      return { call: -1, kind: 'name' };
    case NodeKind.AssignStmt: {
      const { left, right } = assignParts(tree, parent);
      return { call: -1, kind: nameOf(tree, left[right.indexOf(at)] ?? -1) === '_' ? 'name' : 'handed' };
    }
    default:
      return { call: -1, kind: 'handed' };
  }
}

function useByMethod(method: string, side: 'reader' | 'writer', isWrapped: boolean): PipeUse['kind'] {
  if (!isWrapped && /^Close(WithError)?$/.test(method)) return 'close';
  if (lookMethods.test(method)) return 'name';
  // What a writer is asked to close it writes out.
  if (side === 'writer') return method === 'ReadFrom' ? 'write' : 'once';
  if (method === 'ReadAll') return 'all';
  if (method === 'WriteTo') return 'copy';
  if (method === 'Decode') return 'value';
  return readMethods.test(method) ? 'part' : 'handed';
}

function useByCall(
  facts: PackageFacts,
  file: SourceFile,
  name: string,
  first: number,
  at: number,
  side: 'reader' | 'writer',
): PipeUse['kind'] {
  if (side === 'writer')
    return writesOnce.test(name) && first === at ? 'once' : copies.test(name) && first === at ? 'write' : 'handed';
  if (drains.test(name)) return 'all';
  if (copies.test(name) && first !== at) return neverFails(facts, file, first) ? 'all' : 'copy';
  return readsPart.test(name) ? 'part' : 'handed';
}

/** A buffer, or io.Discard. */
function neverFails(facts: PackageFacts, file: SourceFile, sink: number): boolean {
  const { tree } = file;
  const operand = tree.kind[sink] === NodeKind.UnaryExpr && tree.op[sink] === Token.AND ? sink + 1 : sink;
  if (tree.kind[operand] === NodeKind.SelectorExpr && nameOf(tree, selectorParts(tree, operand).name) === 'Discard')
    return true;
  return sinks.test(typeNameOf(singleType(facts.typeOf(file, operand))));
}

// Which code runs as one: a function with the literals it calls or defers is one activity; each `go` begins another.
import { NodeKind } from '../../model/go-syntax.ts';
import { callParts } from '../../model/go-tree.ts';
import type { SourceFunction } from '../../model/source-function.ts';
import { calleeOf } from './callee.ts';
import { localAt } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';

/** How a literal is run. `node` is the statement or call that does it, in `from`. */
export type LiteralRun =
  | { readonly kind: 'call' | 'defer' | 'go'; readonly node: number; readonly from: SourceFunction }
  /** Stored, returned, passed to a function of which nothing is known: may run anywhere, any number of times. */
  | { readonly kind: 'unknown' };

/** Functions of the standard library and its neighbours that run their function argument on a goroutine of its own. */
const starters = new Set([
  'sync.WaitGroup.Go',
  'golang.org/x/sync/errgroup.Group.Go',
  'golang.org/x/sync/errgroup.Group.TryGo',
  'github.com/sourcegraph/conc.WaitGroup.Go',
  'time.AfterFunc',
  'context.AfterFunc',
]);

/** Functions that run their function argument before they return, once for each of something. */
const walkers = new Set([
  'sync.Map.Range',
  'sort.Slice',
  'sort.SliceStable',
  'slices.SortFunc',
  'slices.SortStableFunc',
  'slices.ContainsFunc',
  'slices.IndexFunc',
  'slices.DeleteFunc',
  'maps.DeleteFunc',
  'strings.Map',
  'path/filepath.Walk',
  'path/filepath.WalkDir',
  'io/fs.WalkDir',
  'go/ast.Inspect',
]);

/** Names of those that run it at once whatever they are, if the package is not at hand: `t.Run`. */
const callerNames = /(^|\.)testing\.[TBF]\.Run$/;

/** What a call does with a literal among its arguments. */
export function runByCall(name: string): 'call' | 'go' | undefined {
  if (starters.has(name)) return 'go';
  return walkers.has(name) || name === 'sync.Once.Do' || callerNames.test(name) ? 'call' : undefined;
}

/** True when the call runs its function argument any number of times before it returns. */
export const runsRepeatedly = (name: string): boolean => walkers.has(name);

const runs = new WeakMap<SourceFunction, readonly LiteralRun[]>();

/** Every way in which a literal is run, as far as the function around it shows. */
export function runsOfLiteral(facts: PackageFacts, literal: SourceFunction): readonly LiteralRun[] {
  const known = runs.get(literal);
  if (known) return known;
  const found = literal.parent ? runsOfValue(facts, literal, literal.node, literal.parent) : [unknownRun];
  runs.set(literal, found);
  return found;
}

const unknownRun: LiteralRun = { kind: 'unknown' };

function runsOfValue(facts: PackageFacts, literal: SourceFunction, node: number, from: SourceFunction): LiteralRun[] {
  const { file } = literal;
  const { tree } = file;
  const parents = facts.parentsOf(file);
  let at = node;
  let parent = parents[at];
  while (parent >= 0 && tree.kind[parent] === NodeKind.ParenExpr) {
    at = parent;
    parent = parents[at];
  }
  const binding = facts.bindingAt(file, literal.node);
  if (parent < 0 || !binding) return [unknownRun];
  if (tree.kind[parent] === NodeKind.CallExpr) {
    const { callee } = callParts(tree, parent);
    if (callee === at) {
      const statement = parents[parent];
      const kind =
        tree.kind[statement] === NodeKind.GoStmt
          ? 'go'
          : tree.kind[statement] === NodeKind.DeferStmt
            ? 'defer'
            : 'call';
      return [{ kind, node: kind === 'call' ? parent : statement, from }];
    }
    const kind = runByCall(calleeOf(facts.program, binding, parent).name);
    if (!kind) return [unknownRun];
    const statement = parents[parent];
    if (kind === 'call' && tree.kind[statement] === NodeKind.DeferStmt)
      return [{ kind: 'defer', node: statement, from }];
    return [{ kind, node: parent, from }];
  }
  // `f := func() { … }`, and what becomes of f.
  if (tree.kind[parent] !== NodeKind.AssignStmt && tree.kind[parent] !== NodeKind.ValueSpec) return [unknownRun];
  const variable = binding.origins.ofValue(at);
  if (!variable) return [unknownRun];
  const all: LiteralRun[] = [];
  for (let i = binding.node; i < binding.node + tree.size[binding.node]; i++) {
    if (tree.kind[i] !== NodeKind.Ident || i === variable.node || localAt(binding, i) !== variable) continue;
    const user = facts.functionAt(file, i);
    if (!user) return [unknownRun];
    const outer = tree.kind[parents[i]];
    if (outer === NodeKind.AssignStmt || outer === NodeKind.ValueSpec) return [unknownRun];
    all.push(...runsOfValue(facts, literal, i, user));
  }
  return all;
}

/** The function whose goroutine runs `fn`'s code: up through literals that are called or deferred. Undefined when that
 * cannot be told or differs. A `go` literal and a declared function are their own, and so is `root`, whoever runs it: what is
 * local to a literal that is returned or handed on begins and ends with each run of it. */
export function activityOf(
  facts: PackageFacts,
  fn: SourceFunction,
  root?: SourceFunction,
  depth = 0,
): SourceFunction | undefined {
  if (!fn.parent || fn === root) return fn;
  if (depth > 20) return undefined;
  let found: SourceFunction | undefined;
  for (const run of runsOfLiteral(facts, fn)) {
    if (run.kind === 'unknown') return undefined;
    const own = run.kind === 'go' ? fn : activityOf(facts, run.from, root, depth + 1);
    if (!own || (found && found !== own)) return undefined;
    found = own;
  }
  return found ?? undefined;
}

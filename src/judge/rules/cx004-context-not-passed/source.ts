// A function has a context and gives another call a new one without end, or calls what does so, at most two calls deep.
import type { OwnRoot } from '../../../analyse/source/context-at-hand.ts';
import {
  calledHere,
  contextAtHand,
  isCleanUp,
  isOfTests,
  rootsPassed,
  usesOfImport,
} from '../../../analyse/source/context-at-hand.ts';
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { assignParts } from '../../../model/go-tree.ts';
import type { CallOperation, SourceFunction } from '../../../model/source-function.ts';
import type { SourceFile } from '../../../model/source-package.ts';
import { typeNameOf } from '../../../model/source-type.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

/** Chains of three and more calls led to detached work in every repository that was read. */
const MAX_CALLS = 2;

/** What they do with a context does not wait: logs, metrics, traces and records of what happened, makers of values, and what
 * starts a thing that is told by a context of its own when to end. */
const doNotWait =
  /(^|[./])((s|bk|k)?log|logs|[lL]ogg(er|ing)|metrics?|diagnostics?|telemetry|otel|trace|tracing|pprof)[./]|\.(Get)?Logger$|\.Record(Observation|Event|Metric|Error)s?$|\.StartAsync$|\.Clone$|\.[lL]og(\p{Lu}\w*)?$|\.(Debug|Info|Warn|Error|Trace)f?(Context|Ctx)$|\.([nN]ew|[mM]ake|[wW]ith)\p{Lu}\w*$/u;

/** The first root context behind a function that was given none itself. */
function rootBehind(facts: PackageFacts, fn: SourceFunction, depth: number): OwnRoot | undefined {
  let known = behind.get(fn);
  if (!known) behind.set(fn, (known = []));
  if (!(depth in known)) {
    known[depth] = undefined;
    known[depth] = findRoot(facts, fn, depth);
  }
  return known[depth];
}

/** By function, then by the calls that lead to it. */
const behind = new WeakMap<SourceFunction, (OwnRoot | undefined)[]>();

function findRoot(facts: PackageFacts, fn: SourceFunction, depth: number): OwnRoot | undefined {
  if (contextAtHand(facts, fn) || isCleanUp(fn.name)) return undefined;
  const own = rootsPassed(facts, fn).find(
    ({ call }) => !/^context\./.test(call.callee.name) && waits(call.callee.name),
  );
  if (own || depth >= MAX_CALLS) return own;
  for (const call of facts.flowOf(fn).calls) {
    const callee = calledHere(facts, call);
    const found = callee && callee !== fn ? rootBehind(facts, callee, depth + 1) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** What waits for others can fail; what only makes a value does not say so. */
function canFail(facts: PackageFacts, file: SourceFile, call: CallOperation): boolean {
  const type = facts.typeOf(file, call.node);
  const last = type.kind === 'tuple' ? type.of.at(-1) : type;
  return last !== undefined && typeNameOf(last) === 'error';
}

/** What the call gives outlives the function, and with it perhaps the context: a connection that is returned, or kept in a field. */
function mayKeep(facts: PackageFacts, { file }: SourceFunction, { node }: CallOperation): boolean {
  const { tree } = file;
  const parent = facts.parentsOf(file)[node];
  if (tree.kind[parent] === NodeKind.ReturnStmt) return typeNameOf(facts.typeOf(file, node)) !== 'error';
  if (tree.kind[parent] !== NodeKind.AssignStmt) return false;
  return assignParts(tree, parent).left.some((target) => {
    const place = facts.placeOf(file, target);
    return place !== undefined && (place.path.length > 0 || place.root.kind === 'package');
  });
}

const waits = (name: string): boolean => /^context\.With/.test(name) || !doNotWait.test(name);

export const sourceRule = defineSourceRule({
  id: 'CX004',
  stage: 'stable',
  level: 'note',
  imports: ['context'],
  run(facts, { report }) {
    const told = new Map<SourceFile, number>();
    const given = facts.functions.flatMap((fn) => {
      const at = isOfTests(facts, fn) ? undefined : contextAtHand(facts, fn);
      if (!at) return [];
      const roots = rootsPassed(facts, fn).filter((root) => waits(root.call.callee.name));
      told.set(fn.file, (told.get(fn.file) ?? 0) + roots.length);
      return { fn, at, roots };
    });
    for (const { fn, at, roots } of given) {
      const { file } = fn;
      const related = [{ file, node: at.variable.node, message: `${at.text} is at hand` }];
      for (const { call, node, name } of roots)
        report({
          file,
          node,
          level: 'note',
          message: `${call.callee.name} is given ${name} although ${at.text} is at hand: it does not end with the caller`,
          reasons: [
            `${fn.name} was given a context`,
            'the call runs on the same goroutine, so the caller waits for it',
          ],
          function: fn,
          symbol: call.callee.name,
          related,
          fix: {
            summary: `pass ${at.text} on; for work that shall outlive the caller say so with context.WithoutCancel`,
            safe: false,
            // All of them may be applied at once: one mention of the package has to stay, or its import is unused.
            edits:
              usesOfImport(file, 'context') > (told.get(file) ?? 0) && !mayKeep(facts, fn, call)
                ? [{ file, start: file.tree.start[node], end: file.tree.end[node], text: at.text }]
                : [],
          },
        });
      if (isCleanUp(fn.name)) continue;
      for (const call of facts.flowOf(fn).calls) {
        if (call.callee.literal) continue;
        const callee = calledHere(facts, call);
        const root =
          callee && !callee.file.isTest && canFail(facts, file, call) ? rootBehind(facts, callee, 1) : undefined;
        if (!callee || !root) continue;
        report({
          file,
          node: call.node,
          level: 'note',
          message: `${callee.name} makes a context of its own although ${at.text} is at hand: it does not end with the caller`,
          reasons: [
            `${fn.name} was given a context and ${callee.name} takes none`,
            `${root.call.callee.name} is given ${root.name} there`,
          ],
          function: fn,
          symbol: callee.name,
          related: [...related, { file: root.fn.file, node: root.node, message: `${root.name} is made here` }],
        });
      }
    }
  },
});

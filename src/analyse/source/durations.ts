// Durations that the source states: literals, constants and the units of package time.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { callParts, nameOf, selectorParts, textOf } from '../../model/go-tree.ts';
import type { SourceFile, SourcePackage } from '../../model/source-package.ts';
import type { PackageFacts } from './package-facts.ts';

/** In nanoseconds. Source: time.Duration of Go 1.27. */
const units: Readonly<Record<string, number>> = {
  Nanosecond: 1,
  Microsecond: 1e3,
  Millisecond: 1e6,
  Second: 1e9,
  Minute: 60e9,
  Hour: 3600e9,
};

/** The constant at `node` in nanoseconds (or as the plain number it is); undefined when it is none, or not seen. */
export function durationAt(
  facts: PackageFacts,
  pkg: SourcePackage,
  file: SourceFile,
  node: number,
  depth = 0,
): number | undefined {
  const { tree } = file;
  if (node < 0 || depth > 8) return undefined;
  const inner = (at: number) => durationAt(facts, pkg, file, at, depth + 1);
  switch (tree.kind[node]) {
    case NodeKind.BasicLit: {
      const value = Number(textOf(tree, node).replaceAll('_', ''));
      return Number.isFinite(value) ? value : undefined;
    }
    case NodeKind.ParenExpr:
      return inner(node + 1);
    case NodeKind.BinaryExpr: {
      const left = inner(node + 1);
      const right = inner(node + 1 + tree.size[node + 1]);
      if (left === undefined || right === undefined) return undefined;
      if (tree.op[node] === Token.MUL) return left * right;
      if (tree.op[node] === Token.ADD) return left + right;
      return tree.op[node] === Token.SUB ? left - right : undefined;
    }
    case NodeKind.CallExpr: {
      const { callee, args } = callParts(tree, node);
      return args.length === 1 && textOf(tree, callee) === 'time.Duration' ? inner(args[0]) : undefined;
    }
    case NodeKind.SelectorExpr: {
      const { x, name } = selectorParts(tree, node);
      const found = tree.kind[x] === NodeKind.Ident ? facts.program.packageName(pkg, file, x) : undefined;
      return found?.kind === 'import' && found.path === 'time' ? units[nameOf(tree, name)] : undefined;
    }
    case NodeKind.Ident: {
      if (facts.variableOf(file, node)?.kind === 'local') return undefined;
      const declaration = facts.program.declarationAt(pkg, file, node);
      if (declaration?.kind !== 'const') return undefined;
      const spec = declaration.file.tree;
      // One name with one value; `iota` and repeated lists are not followed.
      if ((spec.op[declaration.node] & 2) === 0 || spec.aux[declaration.node] !== 1) return undefined;
      let value = declaration.node + 2;
      if ((spec.op[declaration.node] & 1) === 1) value += spec.size[value];
      return durationAt(facts, declaration.package, declaration.file, value, depth + 1);
    }
    default:
      return undefined;
  }
}

/** `1 h`, `2 s`, `500 ms`: the largest unit that leaves a whole number. */
export function durationText(nanoseconds: number): string {
  for (const [unit, name] of [
    [3600e9, 'h'],
    [60e9, 'min'],
    [1e9, 's'],
    [1e6, 'ms'],
    [1e3, 'µs'],
  ] as const)
    if (nanoseconds >= unit && nanoseconds % unit === 0) return `${nanoseconds / unit} ${name}`;
  return `${nanoseconds} ns`;
}

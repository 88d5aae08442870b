// What is asked of every file, also of those that nothing is found in: told once, so that a later run need not parse it.
import type { GoFile } from '../../model/go-syntax.ts';
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { funcDeclParts, importSpecParts, nameOf, textOf } from '../../model/go-tree.ts';
import type { FileOutline } from '../../model/source-package.ts';

/** Words without which no comment switches a finding off. */
const switches = ['parkwatch:', 'nolint'];

/** The outline of a parsed file. Of a dependency, which is not reported on, lines and comments are not looked for. */
export function outlineFile(tree: GoFile, isDependency = false): FileOutline {
  const { source, problems, problemCount } = tree;
  const imports: string[] = [];
  let mains = 0;
  let isRead = problemCount === 0;
  let leads = true;
  for (let i = 2; i < tree.count; i += tree.size[i]) {
    if (tree.kind[i] !== NodeKind.BadDecl) isRead = true;
    // Imports stand before all else.
    leads &&= tree.kind[i] === NodeKind.GenDecl && tree.op[i] === Token.IMPORT;
    if (leads) {
      for (let spec = i + 1; spec < i + tree.size[i]; spec += tree.size[spec])
        if (tree.kind[spec] === NodeKind.ImportSpec)
          imports.push(textOf(tree, importSpecParts(tree, spec).path).slice(1, -1));
    } else if (tree.kind[i] === NodeKind.FuncDecl) {
      const { receiver, name } = funcDeclParts(tree, i);
      if (receiver < 0 && nameOf(tree, name) === 'main') mains++;
    }
  }
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  const { length } = source;
  let lines = length > 0 && source[length - 1] === 10 ? 0 : 1;
  if (!isDependency) for (let at = 0; at < length; at++) if (source[at] === 10) lines++;
  return {
    packageName: tree.count === 0 ? '' : nameOf(tree, 1),
    hasPackage: tree.count > 0,
    imports,
    lines,
    mains,
    isUnread: !isRead,
    maySwitchOff: !isDependency && switches.some((word) => bytes.includes(word)),
    problems: problems.map(({ code, message, line, offset, quote }) => ({ code, message, line, offset, quote })),
    problemCount,
  };
}

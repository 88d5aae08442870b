// Whether a function of another package ever comes back, read off its statements alone: no names are resolved beyond its own
// package and no other package is read for it. What its calls do is told by their names and by the functions of its own package.
import type { GoFile } from '../../model/go-syntax.ts';
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import {
  clauseParts,
  forParts,
  funcDeclParts,
  ifParts,
  nameOf,
  rangeParts,
  selectorParts,
  switchParts,
} from '../../model/go-tree.ts';
import type { SourceFile } from '../../model/source-package.ts';
import { endOfName } from './never-returns.ts';
import type { Declaration } from './package-scope.ts';
import { suggestedName } from './package-scope.ts';
import type { Program } from './program.ts';

/** A function above this size is taken to return: it is not worth reading. */
const MAX_NODES = 200;

/** What is known of the functions of each file, by FuncDecl. */
const known = new WeakMap<SourceFile, Map<number, boolean>>();

/** True when no statement of a declared function that can be reached leads out of it. Linear in its nodes and those of the
 * functions of its package that it calls first. */
export function foreignNeverReturns(program: Program, declaration: Declared): boolean {
  const { file, node } = declaration;
  const { tree } = file;
  if (tree.kind[node] !== NodeKind.FuncDecl || tree.size[node] > MAX_NODES) return false;
  const { body } = funcDeclParts(tree, node);
  if (body < 0) return false;
  let byNode = known.get(file);
  if (!byNode) known.set(file, (byNode = new Map()));
  const before = byNode.get(node);
  if (before !== undefined) return before;
  // Recursion: taken to return while it is being asked.
  byNode.set(node, false);
  const answer = new Reach(program, declaration).neverLeaves(body);
  byNode.set(node, answer);
  return answer;
}

type Declared = Pick<Declaration, 'package' | 'file' | 'node'>;

interface Target {
  readonly label: string;
  readonly isLoop: boolean;
  isLeft: boolean;
}

class Reach {
  readonly #program: Program;
  readonly #declaration: Declared;
  readonly #tree: GoFile;
  readonly #targets: Target[] = [];
  #leaves = false;

  constructor(program: Program, declaration: Declared) {
    this.#program = program;
    this.#declaration = declaration;
    this.#tree = declaration.file.tree;
  }

  neverLeaves(body: number): boolean {
    const falls = this.#list(body + 1, body + this.#tree.size[body]);
    return !falls && !this.#leaves;
  }

  /** True when control comes out behind the last statement. Nothing more is read once a way out was found. */
  #list(from: number, end: number): boolean {
    for (let i = from; i < end; i += this.#tree.size[i]) if (!this.#statement(i, '') || this.#leaves) return false;
    return true;
  }

  #all(statements: readonly number[]): boolean {
    for (const i of statements) if (!this.#statement(i, '') || this.#leaves) return false;
    return true;
  }

  #statement(i: number, label: string): boolean {
    const tree = this.#tree;
    switch (tree.kind[i]) {
      case NodeKind.BlockStmt:
        return this.#list(i + 1, i + tree.size[i]);
      case NodeKind.GoStmt:
      case NodeKind.DeferStmt:
        return !this.#ends(i + 2, i + tree.size[i]);
      case NodeKind.ReturnStmt:
        if (!this.#ends(i + 1, i + tree.size[i])) this.#leaves = true;
        return false;
      case NodeKind.BranchStmt:
        return this.#branch(i);
      case NodeKind.LabeledStmt:
        return this.#statement(i + 1 + tree.size[i + 1], nameOf(tree, i + 1));
      case NodeKind.IfStmt: {
        const { init, condition, body, other } = ifParts(tree, i);
        if (this.#endsAt(init) || this.#endsAt(condition)) return false;
        const name = nameOf(tree, condition);
        const yes = name !== 'false' && this.#statement(body, '');
        const no = name !== 'true' && (other < 0 || this.#statement(other, ''));
        return yes || no;
      }
      case NodeKind.ForStmt: {
        const { init, condition, body } = forParts(tree, i);
        if (this.#endsAt(init) || this.#endsAt(condition)) return false;
        const isLeft = this.#within(label, true, () => this.#statement(body, ''));
        return isLeft || (condition >= 0 && nameOf(tree, condition) !== 'true');
      }
      case NodeKind.RangeStmt: {
        const { x, body } = rangeParts(tree, i);
        if (this.#endsAt(x)) return false;
        this.#within(label, true, () => this.#statement(body, ''));
        return true;
      }
      case NodeKind.SwitchStmt:
      case NodeKind.TypeSwitchStmt: {
        const { init, tag, body } = switchParts(tree, i);
        if (this.#endsAt(init) || this.#endsAt(tag)) return false;
        return this.#clauses(body, label, false);
      }
      case NodeKind.SelectStmt:
        return this.#clauses(i + 1, label, true);
      default:
        return !this.#ends(i, i + tree.size[i]);
    }
  }

  #clauses(body: number, label: string, isSelect: boolean): boolean {
    const tree = this.#tree;
    let hasDefault = false;
    let falls = false;
    const isLeft = this.#within(label, false, () => {
      for (let clause = body + 1; clause < body + tree.size[body]; clause += tree.size[clause]) {
        const { isDefault, statements } = clauseParts(tree, clause);
        hasDefault ||= isDefault;
        if (this.#all(statements)) falls = true;
      }
    });
    return isLeft || falls || (!isSelect && !hasDefault);
  }

  /** Reads statements that `break` may leave; true when one does. */
  #within(label: string, isLoop: boolean, read: () => unknown): boolean {
    const target: Target = { label, isLoop, isLeft: false };
    this.#targets.push(target);
    read();
    this.#targets.pop();
    return target.isLeft;
  }

  #branch(i: number): boolean {
    const tree = this.#tree;
    const label = tree.size[i] > 1 ? nameOf(tree, i + 1) : '';
    // Where a `goto` leads is not followed.
    if (tree.op[i] === Token.GOTO) this.#leaves = true;
    if (tree.op[i] === Token.BREAK)
      for (let k = this.#targets.length - 1; k >= 0; k--) {
        if (label !== '' && this.#targets[k].label !== label) continue;
        this.#targets[k].isLeft = true;
        break;
      }
    return false;
  }

  #endsAt(node: number): boolean {
    return node >= 0 && this.#ends(node, node + this.#tree.size[node]);
  }

  /** True when one of the calls between two nodes never comes back. Literals do not run here; the right side of `&&` and `||`
   * need not. */
  #ends(from: number, end: number): boolean {
    const tree = this.#tree;
    for (let i = from; i < end; ) {
      const kind = tree.kind[i];
      if (kind === NodeKind.FuncLit) {
        i += tree.size[i];
        continue;
      }
      if (kind === NodeKind.BinaryExpr && (tree.op[i] === Token.LAND || tree.op[i] === Token.LOR)) {
        if (this.#endsAt(i + 1)) return true;
        i += tree.size[i];
        continue;
      }
      if (kind === NodeKind.CallExpr && this.#callEnds(i + 1)) return true;
      i++;
    }
    return false;
  }

  #callEnds(callee: number): boolean {
    const tree = this.#tree;
    const { package: pkg, file } = this.#declaration;
    const scope = this.#program.scopeOf(pkg);
    let target = callee;
    while (tree.kind[target] === NodeKind.ParenExpr) target++;
    if (tree.kind[target] === NodeKind.Ident) {
      const name = nameOf(tree, target);
      const declared = scope.names.get(tree.aux[target]);
      if (name === 'panic' && !declared) return true;
      if (endOfName(name)) return true;
      return declared?.kind === 'func' && foreignNeverReturns(this.#program, declared);
    }
    if (tree.kind[target] !== NodeKind.SelectorExpr) return false;
    const { x, name } = selectorParts(tree, target);
    const of = nameOf(tree, x);
    if (endOfName(of === '' ? nameOf(tree, name) : `${of}.${nameOf(tree, name)}`)) return true;
    if (of !== '' && this.#isImported(file, of)) return false;
    const methods = scope.methodsByName.get(tree.aux[name]);
    return methods?.every((method) => foreignNeverReturns(this.#program, method)) === true;
  }

  #isImported(file: SourceFile, name: string): boolean {
    const imports = this.#program.importsOf(file);
    return imports.named.has(name) || imports.plain.some((path) => suggestedName(path) === name);
  }
}

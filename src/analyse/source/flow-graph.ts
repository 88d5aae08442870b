// Statements of one function → flow graph. One thing: a builder with a case for each kind of statement.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import {
  assignParts,
  clauseParts,
  forParts,
  ifParts,
  nameOf,
  rangeParts,
  switchParts,
  valueSpecParts,
} from '../../model/go-tree.ts';
import type {
  CallOperation,
  ChannelOperation,
  FlowBlock,
  FlowEdge,
  FlowGraph,
  Operation,
  SourceFunction,
} from '../../model/source-function.ts';
import type { Binding } from './bind-names.ts';
import { isChannel, lowerExpression, lowerStart } from './lower-expression.ts';
import { placeOf } from './place.ts';
import type { Program } from './program.ts';

interface OpenBlock extends FlowBlock {
  operations: Operation[];
  edges: FlowEdge[];
  end: FlowBlock['end'];
}

/** Where `break` and `continue` of a statement go. */
interface Target {
  readonly label: string;
  readonly breakTo: OpenBlock;
  readonly continueTo: OpenBlock | undefined;
}

/** How a call that never comes back ends its path; undefined for one that does. */
export type EndsPath = (call: CallOperation) => 'panic' | 'exit' | 'never' | undefined;

// Of most blocks that end a path, and of many functions; nobody adds to the lists of a finished graph.
const noOperations: Operation[] = [];
const noEdges: FlowEdge[] = [];
const noCalls: CallOperation[] = [];

class FlowBuilder {
  readonly blocks: OpenBlock[] = [];
  readonly program: Program;
  readonly binding: Binding;
  readonly fn: SourceFunction;
  readonly #tree;
  readonly #endsPath: EndsPath;
  readonly #targets: Target[] = [];
  /** Made for the few functions that have labels. */
  #labels: Map<string, OpenBlock> | undefined;
  #now: OpenBlock;
  #loop = -1;
  #fallthrough: OpenBlock | undefined;

  constructor(program: Program, binding: Binding, fn: SourceFunction, endsPath: EndsPath) {
    this.program = program;
    this.binding = binding;
    this.fn = fn;
    this.#tree = binding.file.tree;
    this.#endsPath = endsPath;
    this.#now = this.#block();
  }

  #block(head = -1): OpenBlock {
    const { length: id } = this.blocks;
    const block: OpenBlock = { id, operations: [], edges: [], end: undefined, loop: this.#loop, head };
    this.blocks.push(block);
    return block;
  }

  #jump(to: OpenBlock, isBack = false): void {
    this.#edge(to, -1, true, -1, isBack);
  }

  #edge(to: OpenBlock, condition: number, holds: boolean, clause: number, isBack: boolean): void {
    if (this.#now.end === undefined) this.#now.edges.push({ to: to.id, condition, holds, clause, isBack });
  }

  /** The path ends here; what follows can only be reached by a label. */
  #stop(end: FlowBlock['end']): void {
    if (this.#now.end === undefined && this.#now.edges.length === 0) this.#now.end = end;
    this.#now = this.#block();
  }

  emit(operation: Operation): void {
    this.#now.operations.push(operation);
  }

  endBy(call: CallOperation): void {
    const end = this.#endsPath(call);
    if (end) this.#stop(end);
  }

  finish(): FlowGraph {
    const { fn } = this;
    this.#list(fn.body + 1, fn.body + this.#tree.size[fn.body]);
    if (this.#now.end === undefined && this.#now.edges.length === 0) this.#now.end = 'return';
    const calls: CallOperation[] = [];
    const { blocks } = this;
    for (let b = 0; b < blocks.length; b++) {
      const block = blocks[b];
      const { operations } = block;
      for (let k = 0; k < operations.length; k++) {
        const operation = operations[k];
        if (operation.kind === 'call') calls.push(operation);
      }
      // Lists that grew have room for many more: these are kept, thousands of them.
      block.operations = operations.length === 0 ? noOperations : operations.slice();
      block.edges = block.edges.length === 0 ? noEdges : block.edges.slice();
    }
    return { blocks, calls: calls.length === 0 ? noCalls : calls.slice() };
  }

  #list(from: number, end: number): void {
    for (let i = from; i < end; i += this.#tree.size[i]) this.#statement(i, '');
  }

  #all(statements: readonly number[]): void {
    for (const statement of statements) this.#statement(statement, '');
  }

  #statement(i: number, label: string): void {
    const tree = this.#tree;
    switch (tree.kind[i]) {
      case NodeKind.BlockStmt:
        this.#list(i + 1, i + tree.size[i]);
        return;
      case NodeKind.ExprStmt:
        lowerExpression(this, i + 1);
        return;
      case NodeKind.SendStmt:
        this.#send(i, -1);
        return;
      case NodeKind.IncDecStmt:
        lowerExpression(this, i + 1);
        this.#assign(i, i + 1, -1, 0, false);
        return;
      case NodeKind.AssignStmt:
        this.#assignment(i);
        return;
      case NodeKind.DeclStmt:
        for (let spec = i + 2; spec < i + tree.size[i]; spec += tree.size[spec])
          if (tree.kind[spec] === NodeKind.ValueSpec && tree.op[i + 1] === Token.VAR) this.#valueSpec(spec);
        return;
      case NodeKind.GoStmt:
        lowerStart(this, i + 1, 'go');
        return;
      case NodeKind.DeferStmt:
        lowerStart(this, i + 1, 'defer');
        return;
      case NodeKind.ReturnStmt:
        this.#return(i);
        return;
      case NodeKind.BranchStmt:
        this.#branch(i);
        return;
      case NodeKind.LabeledStmt:
        this.#labeled(i);
        return;
      case NodeKind.IfStmt:
        this.#if(i);
        return;
      case NodeKind.ForStmt:
        this.#for(i, label);
        return;
      case NodeKind.RangeStmt:
        this.#range(i, label);
        return;
      case NodeKind.SwitchStmt:
      case NodeKind.TypeSwitchStmt:
        this.#switch(i, label);
        return;
      case NodeKind.SelectStmt:
        this.#select(i, label);
        return;
    }
  }

  #assign(node: number, target: number, value: number, index: number, isDefinition: boolean): void {
    const place = placeOf(this.program, this.binding, target);
    this.emit({ kind: 'assign', node, target, place, value, index, isDefinition });
  }

  #send(i: number, select: number): ChannelOperation {
    const tree = this.#tree;
    const channel = i + 1;
    lowerExpression(this, channel);
    lowerExpression(this, channel + tree.size[channel]);
    const place = placeOf(this.program, this.binding, channel);
    const operation: ChannelOperation = { kind: 'send', node: i, channel, place, select, mode: 'now' };
    if (select < 0) this.emit(operation);
    return operation;
  }

  #assignment(i: number): void {
    const tree = this.#tree;
    const { left, right } = assignParts(tree, i);
    const isDefinition = tree.op[i] === Token.DEFINE;
    const isPlain = isDefinition || tree.op[i] === Token.ASSIGN;
    for (let k = 0; k < right.length; k++) lowerExpression(this, right[k]);
    // `a.b = v` reads a; `x = v` does not read x, `x += v` does.
    for (let k = 0; k < left.length; k++)
      if (!isPlain || tree.kind[left[k]] !== NodeKind.Ident) lowerExpression(this, left[k]);
    const own = left.length === right.length;
    for (let k = 0; k < left.length; k++) {
      const value = !isPlain ? -1 : own ? right[k] : right.length > 0 ? right[0] : -1;
      this.#assign(i, left[k], value, own ? 0 : k, isDefinition);
    }
  }

  #valueSpec(spec: number): void {
    const { names, values } = valueSpecParts(this.#tree, spec);
    for (const value of values) lowerExpression(this, value);
    const own = names.length === values.length;
    for (const [k, name] of names.entries())
      this.#assign(spec, name, own ? values[k] : (values[0] ?? -1), own ? 0 : k, true);
  }

  #return(i: number): void {
    const tree = this.#tree;
    const values: number[] = [];
    for (let child = i + 1; child < i + tree.size[i]; child += tree.size[child]) {
      lowerExpression(this, child);
      values.push(child);
    }
    if (values.length === 0)
      for (const variable of this.fn.results) this.emit({ kind: 'use', node: i, variable, literal: undefined });
    this.emit({ kind: 'return', node: i, values });
    this.#stop('return');
  }

  #branch(i: number): void {
    const tree = this.#tree;
    const label = tree.size[i] > 1 ? nameOf(tree, i + 1) : '';
    const op = tree.op[i];
    if (op === Token.GOTO) this.#jump(this.#labelBlock(label));
    else if (op === Token.FALLTHROUGH) {
      if (this.#fallthrough) this.#jump(this.#fallthrough);
    } else
      for (let k = this.#targets.length - 1; k >= 0; k--) {
        const target = this.#targets[k];
        if (label !== '' && target.label !== label) continue;
        const to = op === Token.BREAK ? target.breakTo : target.continueTo;
        if (!to) continue;
        this.#jump(to, op === Token.CONTINUE);
        break;
      }
    this.#now = this.#block();
  }

  #labelBlock(label: string): OpenBlock {
    this.#labels ??= new Map();
    let block = this.#labels.get(label);
    if (!block) this.#labels.set(label, (block = this.#block()));
    return block;
  }

  #labeled(i: number): void {
    const label = nameOf(this.#tree, i + 1);
    const block = this.#labelBlock(label);
    this.#jump(block);
    this.#now = block;
    this.#statement(i + 1 + this.#tree.size[i + 1], label);
  }

  /** Lowers a condition; control goes to `yes` or `no`. `&&` and `||` become branches of their own. */
  #condition(node: number, yes: OpenBlock, no: OpenBlock): void {
    const tree = this.#tree;
    if (tree.kind[node] === NodeKind.ParenExpr) {
      this.#condition(node + 1, yes, no);
      return;
    }
    if (tree.kind[node] === NodeKind.UnaryExpr && tree.op[node] === Token.NOT) {
      this.#condition(node + 1, no, yes);
      return;
    }
    if (tree.kind[node] === NodeKind.BinaryExpr && (tree.op[node] === Token.LAND || tree.op[node] === Token.LOR)) {
      const right = this.#block();
      if (tree.op[node] === Token.LAND) this.#condition(node + 1, right, no);
      else this.#condition(node + 1, yes, right);
      this.#now = right;
      this.#condition(node + 1 + tree.size[node + 1], yes, no);
      return;
    }
    lowerExpression(this, node);
    const name = nameOf(tree, node);
    if (name !== 'false') this.#edge(yes, node, true, -1, false);
    if (name !== 'true') this.#edge(no, node, false, -1, false);
  }

  #if(i: number): void {
    const { init, condition, body, other } = ifParts(this.#tree, i);
    if (init >= 0) this.#statement(init, '');
    const yes = this.#block();
    const after = this.#block();
    const no = other >= 0 ? this.#block() : after;
    this.#condition(condition, yes, no);
    this.#now = yes;
    this.#statement(body, '');
    this.#jump(after);
    if (other >= 0) {
      this.#now = no;
      this.#statement(other, '');
      this.#jump(after);
    }
    this.#now = after;
  }

  #for(i: number, label: string): void {
    const { init, condition, post, body } = forParts(this.#tree, i);
    if (init >= 0) this.#statement(init, '');
    const after = this.#block();
    const outer = this.#loop;
    this.#loop = i;
    const head = this.#block(i);
    const inside = this.#block();
    const next = post >= 0 ? this.#block() : head;
    this.#jump(head);
    this.#now = head;
    if (condition >= 0) this.#condition(condition, inside, after);
    else this.#jump(inside);
    this.#targets.push({ label, breakTo: after, continueTo: next });
    this.#now = inside;
    this.#statement(body, '');
    this.#targets.pop();
    this.#jump(next, post < 0);
    if (post >= 0) {
      this.#now = next;
      this.#statement(post, '');
      this.#jump(head, true);
    }
    this.#loop = outer;
    this.#now = after;
  }

  #range(i: number, label: string): void {
    const { program, binding } = this;
    const { key, value, x, body } = rangeParts(this.#tree, i);
    lowerExpression(this, x);
    const after = this.#block();
    const outer = this.#loop;
    this.#loop = i;
    const head = this.#block(i);
    const inside = this.#block();
    this.#jump(head);
    this.#now = head;
    if (isChannel(program, binding, x))
      this.emit({ kind: 'range', node: i, channel: x, place: placeOf(program, binding, x), select: -1, mode: 'now' });
    this.#jump(inside);
    this.#jump(after);
    this.#targets.push({ label, breakTo: after, continueTo: head });
    this.#now = inside;
    const isDefinition = this.#tree.op[i] === Token.DEFINE;
    if (key >= 0) this.#assign(i, key, -1, 0, isDefinition);
    if (value >= 0) this.#assign(i, value, -1, 1, isDefinition);
    this.#statement(body, '');
    this.#targets.pop();
    this.#jump(head, true);
    this.#loop = outer;
    this.#now = after;
  }

  #switch(i: number, label: string): void {
    const tree = this.#tree;
    const { init, tag, body } = switchParts(tree, i);
    const isType = tree.kind[i] === NodeKind.TypeSwitchStmt;
    if (init >= 0) this.#statement(init, '');
    if (isType) lowerExpression(this, tree.kind[tag] === NodeKind.AssignStmt ? tag + 1 + tree.size[tag + 1] : tag + 1);
    else if (tag >= 0) lowerExpression(this, tag);
    const after = this.#block();
    const clauses: number[] = [];
    for (let c = body + 1; c < body + tree.size[body]; c += tree.size[c]) clauses.push(c);
    const entries = clauses.map(() => this.#block());
    const parts = clauses.map((clause) => clauseParts(tree, clause));
    let otherwise = after;
    for (const [k, { isDefault, heads }] of parts.entries()) {
      if (isDefault) otherwise = entries[k];
      else if (!isType && tag < 0)
        for (const head of heads) {
          const next = this.#block();
          this.#condition(head, entries[k], next);
          this.#now = next;
        }
      else {
        if (!isType) for (const head of heads) lowerExpression(this, head);
        this.#edge(entries[k], -1, true, clauses[k], false);
      }
    }
    this.#jump(otherwise);
    this.#targets.push({ label, breakTo: after, continueTo: undefined });
    const outer = this.#fallthrough;
    for (const [k, { statements }] of parts.entries()) {
      this.#now = entries[k];
      this.#fallthrough = entries[k + 1];
      this.#all(statements);
      this.#jump(after);
    }
    this.#fallthrough = outer;
    this.#targets.pop();
    this.#now = after;
  }

  #select(i: number, label: string): void {
    const tree = this.#tree;
    const body = i + 1;
    const clauses: number[] = [];
    for (let c = body + 1; c < body + tree.size[body]; c += tree.size[c]) clauses.push(c);
    const parts = clauses.map((clause) => clauseParts(tree, clause));
    const operations = parts.map(({ heads }) => (heads.length === 0 ? undefined : this.#communication(heads[0], i)));
    this.emit({
      kind: 'select',
      node: i,
      hasDefault: parts.some(({ isDefault }) => isDefault),
      cases: operations.filter((operation) => operation !== undefined),
    });
    if (clauses.length === 0) {
      this.#stop('never');
      return;
    }
    const after = this.#block();
    const entries = clauses.map(() => this.#block());
    for (const [k, entry] of entries.entries()) this.#edge(entry, -1, true, clauses[k], false);
    this.#targets.push({ label, breakTo: after, continueTo: undefined });
    for (const [k, { heads, statements }] of parts.entries()) {
      this.#now = entries[k];
      const operation = operations[k];
      if (operation) this.emit(operation);
      if (operation && tree.kind[heads[0]] === NodeKind.AssignStmt) {
        const { left, right } = assignParts(tree, heads[0]);
        for (const [n, target] of left.entries())
          this.#assign(heads[0], target, right[0], n, tree.op[heads[0]] === Token.DEFINE);
      }
      this.#all(statements);
      this.#jump(after);
    }
    this.#targets.pop();
    this.#now = after;
  }

  /** Operands of all cases are evaluated before the choice; the operation itself belongs to the case. */
  #communication(head: number, select: number): ChannelOperation | undefined {
    const tree = this.#tree;
    if (tree.kind[head] === NodeKind.SendStmt) return this.#send(head, select);
    let value = tree.kind[head] === NodeKind.AssignStmt ? assignParts(tree, head).right[0] : head + 1;
    while (tree.kind[value] === NodeKind.ParenExpr) value++;
    const channel = value + 1;
    lowerExpression(this, channel);
    const place = placeOf(this.program, this.binding, channel);
    return { kind: 'receive', node: value, channel, place, select, mode: 'now' };
  }
}

/** The flow graph of a function with a body. Linear in its nodes. Blocks that nothing leads to are kept, without edges to
 * them. */
export function buildFlowGraph(program: Program, binding: Binding, fn: SourceFunction, endsPath: EndsPath): FlowGraph {
  return new FlowBuilder(program, binding, fn, endsPath).finish();
}

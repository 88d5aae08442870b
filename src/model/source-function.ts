// A function of Go source as rules see it: what it does, in which order, over which paths.
import type { SourceFile, SourcePackage } from './source-package.ts';
import type { GoType } from './source-type.ts';

/** A variable, parameter, result or package variable: one object however often it is named. */
export interface Variable {
  readonly name: string;
  readonly package: SourcePackage;
  readonly file: SourceFile;
  /** The identifier that declares it. */
  readonly node: number;
  readonly kind: 'local' | 'parameter' | 'result' | 'receiver' | 'package';
  /** The function (or literal) whose variable it is; undefined for package variables. */
  readonly owner: SourceFunction | undefined;
  /** No other variable of the run has it. */
  readonly number: number;
  /** Its own place, without fields, once that was asked for (`placeOfVariable`). */
  plain: Place | undefined;
}

/** What an operand denotes: `s.inner.ch` is variable `s`, path `['inner', 'ch']`. `key` is equal for equal places. An index
 * is part of the path as `[…]` with its text, a dereference is not. */
export interface Place {
  readonly root: Variable;
  readonly path: readonly string[];
  readonly key: string;
}

/** What a call calls. `name` is `context.WithCancel` for functions, `sync.Mutex.Lock` for methods (import path, type, name,
 * no star), `close` for builtins, else what stands in the source. */
export interface Callee {
  readonly kind:
    | 'function'
    | 'method'
    | 'interface-method'
    | 'literal'
    | 'value'
    | 'builtin'
    | 'conversion'
    | 'unknown';
  readonly name: string;
  /** Its declaration, where the source is at hand. */
  readonly declared: { readonly package: SourcePackage; readonly file: SourceFile; readonly node: number } | undefined;
  /** The literal, for `func() { … }()` and for a variable that only ever holds one literal. */
  readonly literal: SourceFunction | undefined;
  /** The receiver expression of a method, the function value of a `value`; -1 otherwise. */
  readonly receiver: number;
  /** Embedded fields between the receiver and the method: `s.Lock()` of an embedded mutex has `['Mutex']`. */
  readonly through: readonly string[];
}

interface OperationBase {
  /** The statement or expression. */
  readonly node: number;
}

export interface CallOperation extends OperationBase {
  readonly kind: 'call';
  readonly callee: Callee;
  readonly args: readonly number[];
  /** `defer`: runs when the function ends, arguments evaluated here. `go`: runs on its own. */
  readonly mode: 'now' | 'defer' | 'go';
}

/** Send, receive, close, or one step of `range` over a channel. */
export interface ChannelOperation extends OperationBase {
  readonly kind: 'send' | 'receive' | 'close' | 'range';
  readonly channel: number;
  readonly place: Place | undefined;
  /** The SelectStmt of which this is a case, -1 for a plain operation. */
  readonly select: number;
  readonly mode: 'now' | 'defer' | 'go';
}

/** A select statement, just before it chooses. */
export interface SelectOperation extends OperationBase {
  readonly kind: 'select';
  readonly hasDefault: boolean;
  readonly cases: readonly ChannelOperation[];
}

/** A value is given to a place: `=`, `:=`, `var`, range variables, `++`. */
export interface AssignOperation extends OperationBase {
  readonly kind: 'assign';
  readonly target: number;
  readonly place: Place | undefined;
  /** The expression, -1 when there is none (`var x T`, range). With several targets of one call, `index` tells which. */
  readonly value: number;
  readonly index: number;
  readonly isDefinition: boolean;
}

/** A variable is read, or a literal that mentions it is made (`literal` then). */
export interface UseOperation extends OperationBase {
  readonly kind: 'use';
  readonly variable: Variable;
  readonly literal: SourceFunction | undefined;
}

export interface ReturnOperation extends OperationBase {
  readonly kind: 'return';
  readonly values: readonly number[];
}

export type Operation =
  | CallOperation
  | ChannelOperation
  | SelectOperation
  | AssignOperation
  | UseOperation
  | ReturnOperation;

/** An edge of the flow graph. */
export interface FlowEdge {
  readonly to: number;
  /** The condition that holds (or not) on this edge. */
  readonly condition: number;
  readonly holds: boolean;
  /** The CommClause or CaseClause entered, -1 otherwise. */
  readonly clause: number;
  /** It closes a loop. */
  readonly isBack: boolean;
}

/** Operations one after the other, in the order of evaluation. `end` tells how a block without edges ends. */
export interface FlowBlock {
  readonly id: number;
  readonly operations: readonly Operation[];
  readonly edges: readonly FlowEdge[];
  /** `return` also for the closing brace; `never` for `select {}`, `os.Exit` is `exit`. */
  readonly end: 'return' | 'panic' | 'exit' | 'never' | undefined;
  /** Innermost ForStmt or RangeStmt around it, -1 outside loops. */
  readonly loop: number;
  /** The ForStmt or RangeStmt whose head (condition, next element) this block begins; -1 for others. */
  readonly head: number;
}

/** Block 0 is the entry. */
export interface FlowGraph {
  readonly blocks: readonly FlowBlock[];
  /** All calls of the blocks, in their order. */
  readonly calls: readonly CallOperation[];
}

/** A declared function, a method or a function literal. */
export interface SourceFunction {
  readonly package: SourcePackage;
  readonly file: SourceFile;
  /** FuncDecl or FuncLit. */
  readonly node: number;
  /** As the runtime prints it: `example.com/app.(*Pool).Submit.func1`. */
  readonly name: string;
  readonly parent: SourceFunction | undefined;
  readonly receiver: Variable | undefined;
  readonly params: readonly Variable[];
  readonly results: readonly Variable[];
  /** Literals directly inside, in order. */
  readonly literals: readonly SourceFunction[];
  /** The body, -1 when there is none or it could not be read. */
  readonly body: number;
  readonly resultTypes: readonly GoType[];
}

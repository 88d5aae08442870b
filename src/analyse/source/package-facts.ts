// What a source rule may ask about one package. Every answer is derived when first asked for and kept; a rule that asks
// nothing costs nothing.
import type { Callee, FlowGraph, Place, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourceFile, SourcePackage } from '../../model/source-package.ts';
import type { GoType } from '../../model/source-type.ts';
import type { Binding } from './bind-names.ts';
import type { OperationIndex } from './operation-index.ts';
import type { Program } from './program.ts';

export interface PackageFacts {
  readonly package: SourcePackage;
  /** For the derivations beside this file; a rule asks the facts. */
  readonly program: Program;
  /** Declared functions, methods and all function literals, in order of files and place. */
  readonly functions: readonly SourceFunction[];
  /** The operations of all functions by kind and by what they call. */
  readonly operations: OperationIndex;
  /** The flow graph of a function; one without blocks when it has no body that could be read. */
  flowOf(fn: SourceFunction): FlowGraph;
  /** The type of an expression; `unknown` when it cannot be told. */
  typeOf(file: SourceFile, expression: number): GoType;
  /** What the CallExpr at `call` calls. */
  calleeOf(file: SourceFile, call: number): Callee;
  /** What an operand denotes; undefined for calls, literals, and where the root is no variable. */
  placeOf(file: SourceFile, expression: number): Place | undefined;
  /** The variable an identifier means, at its declaration or a use. */
  variableOf(file: SourceFile, identifier: number): Variable | undefined;
  /** The innermost function or literal around a node; undefined at package level. */
  functionAt(file: SourceFile, node: number): SourceFunction | undefined;
  /** The names of the declaration around a node; undefined outside functions and package variables. */
  bindingAt(file: SourceFile, node: number): Binding | undefined;
  /** The parent of every node of a file, -1 for the root. */
  parentsOf(file: SourceFile): Int32Array;
  /** The function of a declaration that a Callee names, its own package or another; undefined when it has no body. */
  functionOf(declared: Callee['declared']): SourceFunction | undefined;
  /** The literal or the function of this package that a callee is; undefined for all others, whose bodies are not looked into. */
  functionHere(callee: Callee): SourceFunction | undefined;
}

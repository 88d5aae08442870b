// A Go source file as a syntax tree in columns: what the parser makes and what every walk over source reads.
// Nodes stand in pre-order: the first child of node `i` is `i + 1`, its next sibling is `i + size[i]`, and its subtree
// is `i … i + size[i] - 1`. Kinds, children and their order are those of go/ast (shared reference go-ast-canonical.md).
import type { Problem } from './problem.ts';

/** Kinds of nodes. The comment tells `op` / `aux` where they hold something; flags are bits of `op`. */
const kinds = {
  /** Name, Decls */
  File: 0,
  /** Declaration that could not be read; no children. */
  BadDecl: 1,
  /** `op` token of the keyword; `aux` 1 when parenthesised */
  GenDecl: 2,
  /** flag 1 name */
  ImportSpec: 3,
  /** flags 1 type, 2 values; `aux` names */
  ValueSpec: 4,
  /** flags 1 alias, 2 type parameters */
  TypeSpec: 5,
  /** flags 1 receiver, 2 body, 4 the body is there but could not be read */
  FuncDecl: 6,
  /** flags 1 type parameters, 2 results */
  FuncType: 7,
  /** flag 1 bracketed */
  FieldList: 8,
  /** flag 2 tag; `aux` names */
  Field: 9,
  /** `aux` name id */
  Ident: 10,
  /** `op` token INT … STRING */
  BasicLit: 11,
  /** flag 1 type */
  CompositeLit: 12,
  FuncLit: 13,
  ParenExpr: 14,
  SelectorExpr: 15,
  IndexExpr: 16,
  IndexListExpr: 17,
  /** flags 1 low, 2 high, 4 max (so three indexes) */
  SliceExpr: 18,
  /** flag 1 type (else `.(type)`) */
  TypeAssertExpr: 19,
  /** flag 1 `...` after the last argument; `aux` arguments */
  CallExpr: 20,
  StarExpr: 21,
  /** `op` token */
  UnaryExpr: 22,
  /** `op` token; `aux` its offset */
  BinaryExpr: 23,
  KeyValueExpr: 24,
  /** flag 1 length */
  ArrayType: 25,
  /** flag 1 element */
  Ellipsis: 26,
  StructType: 27,
  InterfaceType: 28,
  MapType: 29,
  /** `op` 1 send, 2 receive, 3 both; `aux` offset of the arrow */
  ChanType: 30,
  BlockStmt: 31,
  DeclStmt: 32,
  ExprStmt: 33,
  LabeledStmt: 34,
  /** `aux` offset of the arrow */
  SendStmt: 35,
  /** `op` token INC or DEC */
  IncDecStmt: 36,
  /** `op` token; `aux` its offset: children that start before it are the left side */
  AssignStmt: 37,
  GoStmt: 38,
  DeferStmt: 39,
  /** `aux` results */
  ReturnStmt: 40,
  /** `op` token */
  BranchStmt: 41,
  /** flags 1 init, 2 else */
  IfStmt: 42,
  /** flags 1 init, 2 tag */
  SwitchStmt: 43,
  /** flag 1 init */
  TypeSwitchStmt: 44,
  /** flag 1 default; `aux` expressions */
  CaseClause: 45,
  SelectStmt: 46,
  /** flag 1 default (no Comm) */
  CommClause: 47,
  /** flags 1 init, 2 condition, 4 post */
  ForStmt: 48,
  /** `op` token ASSIGN, DEFINE or 0; `aux` its offset: children that start before it are key and value */
  RangeStmt: 49,
  /** flag 1 implicit */
  EmptyStmt: 50,
} as const;

/** As plain numbers: a literal type would make the compiler believe that a field keeps its value over calls. */
export const NodeKind: { readonly [Name in keyof typeof kinds]: number } = kinds;

/** Go's name of each kind (`nodeKindNames[NodeKind.CallExpr]` is `CallExpr`). */
export const nodeKindNames: readonly string[] = Object.keys(kinds);

/** Names as small numbers, shared by all files that one parser reads. */
export interface GoNames {
  /** How many names there are; ids run from 0. */
  readonly count: number;
  /** The name of an id. */
  text(id: number): string;
  /** The id of a name, -1 when no file had it. */
  find(name: string): number;
}

/** A syntax error or another reason why a part of a file could not be read. */
export interface SourceProblem extends Problem {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in bytes. */
  readonly column: number;
  /** Byte offset in the file; a byte order mark counts 3. */
  readonly offset: number;
}

/** One parsed file. All offsets are bytes of `source`; ends are exclusive. */
export interface GoFile {
  readonly source: Uint8Array;
  readonly names: GoNames;
  /** Number of nodes; 0 when not even the package clause could be read. */
  readonly count: number;
  readonly kind: Uint8Array;
  readonly op: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Nodes of the subtree, this one included. */
  readonly size: Int32Array;
  readonly aux: Int32Array;
  /** Start and end of each comment (not of each group), in order: `[start0, end0, start1, …]`. */
  readonly comments: Int32Array;
  /** In order of offset; at most 100, the rest is counted in `problemCount`. */
  readonly problems: readonly SourceProblem[];
  readonly problemCount: number;
}

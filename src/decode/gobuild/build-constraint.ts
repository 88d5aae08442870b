// Which Go files are built: file name suffixes, `//go:build` and `// +build` lines (go/build, go/build/constraint).
import type { BuildTarget } from '../../model/go-module.ts';

/** internal/syslist of Go 1.27. */
const knownOs = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(
    ' ',
  ),
);
const unixOs = new Set('aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris'.split(' '));
const knownArch = new Set(
  '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'.split(
    ' ',
  ),
);

/** Whether one tag holds: GOOS, GOARCH, `unix`, `cgo`, `gc`, `go1.N`, those of `--tags`. */
export function tagHolds(tag: string, target: BuildTarget): boolean {
  if (tag === target.goos || tag === target.goarch || tag === 'gc') return true;
  if (tag === 'cgo') return target.cgo;
  if (tag === 'unix') return unixOs.has(target.goos);
  if (tag === 'linux' && target.goos === 'android') return true;
  if (tag === 'solaris' && target.goos === 'illumos') return true;
  if (tag === 'darwin' && target.goos === 'ios') return true;
  if (/^go1\.\d+$/.test(tag)) return Number(tag.slice(4)) <= target.minor;
  return target.tags.includes(tag);
}

/** Whether the suffix of a file name fits the target: `a_linux.go`, `a_arm64.go`, `a_linux_arm64_test.go`. */
export function nameFits(fileName: string, target: BuildTarget): boolean {
  const stem = fileName.replace(/\.go$/, '').replace(/_test$/, '');
  const first = stem.indexOf('_');
  // Nothing in front of the first `_` is a suffix: `linux.go` is built everywhere.
  if (first < 0) return true;
  const parts = stem.slice(first + 1).split('_');
  const last = parts[parts.length - 1];
  const before = parts[parts.length - 2];
  if (parts.length >= 2 && knownOs.has(before) && knownArch.has(last))
    return tagHolds(before, target) && tagHolds(last, target);
  if (knownOs.has(last) || knownArch.has(last)) return tagHolds(last, target);
  return true;
}

/** What stands before the package clause. */
export interface FileHead {
  /** The expression of `//go:build`, else of all `// +build` lines in that form; undefined when there is none. */
  readonly constraint: Expression | undefined;
  /** The constraint as it stands there, for messages. */
  readonly text: string;
  /** Has a line `// Code generated … DO NOT EDIT.` (https://go.dev/s/generatedcode). */
  readonly isGenerated: boolean;
  /** Any `//parkwatch:…` or `//go:debug …` line, without its `//`. */
  readonly directives: readonly string[];
}

export type Expression =
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression };

const decoder = new TextDecoder();

/** Reads comments up to the first byte that is none. Linear in them. */
export function readFileHead(source: Uint8Array): FileHead {
  let constraint: Expression | undefined;
  let text = '';
  let isGenerated = false;
  const directives: string[] = [];
  /** `// +build` lines count only when a blank line follows their comment. */
  let pending: string[] = [];
  const plus: string[] = [];
  let i = source[0] === 0xef && source[1] === 0xbb && source[2] === 0xbf ? 3 : 0;
  let newlines = 0;
  while (i < source.length) {
    const c = source[i];
    if (c === 10) {
      if (++newlines === 2) {
        plus.push(...pending);
        pending = [];
      }
      i++;
    } else if (c === 32 || c === 9 || c === 13) i++;
    else if (c === 47 && source[i + 1] === 47) {
      let end = source.indexOf(10, i);
      if (end < 0) end = source.length;
      newlines = 0;
      const line = decoder.decode(source.subarray(i, end)).trimEnd();
      if (line.startsWith('//go:build ')) {
        if (text === '') {
          text = line.slice(2);
          constraint = parseConstraint(line.slice(11));
        }
      } else if (/^\/\/\s*\+build(\s|$)/.test(line)) pending.push(line.replace(/^\/\/\s*\+build\s*/, ''));
      else if (line.startsWith('// Code generated ') && line.endsWith(' DO NOT EDIT.')) isGenerated = true;
      else if (line.startsWith('//parkwatch:') || line.startsWith('//go:debug ')) directives.push(line.slice(2));
      i = end;
    } else if (c === 47 && source[i + 1] === 42) {
      newlines = 0;
      let end = i + 2;
      while (end < source.length && !(source[end] === 42 && source[end + 1] === 47)) end++;
      i = end + 2;
    } else break;
  }
  if (text === '' && plus.length > 0) {
    text = `+build ${plus.join(' and ')}`;
    for (const line of plus) {
      const one = parsePlusBuild(line);
      if (one) constraint = constraint ? { kind: 'and', left: constraint, right: one } : one;
    }
  }
  return { constraint, text, isGenerated, directives };
}

/** `a && !(b || c)`; undefined when it is malformed (the file is then built, as if there were none). */
export function parseConstraint(text: string): Expression | undefined {
  const words = text.replace(/\/\/.*$/, '').match(/&&|\|\||!|\(|\)|[^\s()!&|]+/g) ?? [];
  let at = 0;
  let depth = 0;
  const or = (): Expression | undefined => {
    let left = and();
    while (left && words[at] === '||') {
      at++;
      const right = and();
      left = right && { kind: 'or', left, right };
    }
    return left;
  };
  const and = (): Expression | undefined => {
    let left = not();
    while (left && words[at] === '&&') {
      at++;
      const right = not();
      left = right && { kind: 'and', left, right };
    }
    return left;
  };
  const not = (): Expression | undefined => {
    // No real constraint nests deeper; go/build/constraint has a limit of its own (1,000).
    if (++depth > 1000) return undefined;
    const word = words[at++];
    if (word === '!') {
      const of = not();
      return of && { kind: 'not', of };
    }
    if (word === '(') {
      const inner = or();
      return words[at++] === ')' ? inner : undefined;
    }
    if (word === undefined || word === ')' || word === '&&' || word === '||') return undefined;
    return { kind: 'tag', tag: word };
  };
  const parsed = or();
  return at === words.length ? parsed : undefined;
}

/** One `// +build` line: blank is or, comma is and, `!` is not. */
function parsePlusBuild(line: string): Expression | undefined {
  let either: Expression | undefined;
  for (const option of line.split(/\s+/).filter((o) => o !== '')) {
    let all: Expression | undefined;
    for (const word of option.split(',')) {
      const negated = word.startsWith('!');
      const tag: Expression = { kind: 'tag', tag: negated ? word.slice(1) : word };
      const one: Expression = negated ? { kind: 'not', of: tag } : tag;
      all = all ? { kind: 'and', left: all, right: one } : one;
    }
    if (all) either = either ? { kind: 'or', left: either, right: all } : all;
  }
  return either;
}

/** Whether the expression holds for a target. */
export function constraintHolds(expression: Expression, target: BuildTarget): boolean {
  switch (expression.kind) {
    case 'tag':
      return tagHolds(expression.tag, target);
    case 'not':
      return !constraintHolds(expression.of, target);
    case 'and':
      return constraintHolds(expression.left, target) && constraintHolds(expression.right, target);
    case 'or':
      return constraintHolds(expression.left, target) || constraintHolds(expression.right, target);
  }
}

/** The lowest `1.N` that an expression implies, as `constraint.GoVersion` counts it; 0 when it implies none. */
export function impliedMinor(expression: Expression): number {
  switch (expression.kind) {
    case 'tag':
      return /^go1\.\d+$/.test(expression.tag) ? Number(expression.tag.slice(4)) : 0;
    case 'not':
      return 0;
    case 'and':
      return Math.max(impliedMinor(expression.left), impliedMinor(expression.right));
    case 'or':
      return Math.min(impliedMinor(expression.left), impliedMinor(expression.right));
  }
}

// `npm run -s ast-digest -- PATH…`: one JSON line per Go file in the form of the reference tool `goastdump`, so that the
// two can be compared with `diff`. Flags: --full (the text itself), --tokens (the scanner only), --base DIR.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { renderCanonicalComments, renderCanonicalTree } from '../src/decode/gosource/canonical-ast.ts';
import { GoDecoder } from '../src/decode/gosource/decode-go.ts';
import { GoKernel } from '../src/decode/gosource/go-kernel.ts';
import { Token, tokenText } from '../src/model/go-token.ts';

const decoder = new GoDecoder();
const scanner = new GoKernel();

/** Files named, and every *.go below folders named, in the byte order of their names. */
export function listGoFiles(paths: readonly string[], endings: readonly string[] = ['.go']): string[] {
  const files: string[] = [];
  for (const path of paths) {
    if (!statSync(path).isDirectory()) {
      files.push(path);
      continue;
    }
    for (const entry of readdirSync(path, { recursive: true, withFileTypes: true }))
      if (entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
        files.push(join(entry.parentPath, entry.name));
  }
  return files
    .map((file) => Buffer.from(file))
    .sort(Buffer.compare)
    .map(String);
}

/** First 24 hex digits of SHA-256. */
export const shortHash = (pieces: Iterable<string>): string => {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex').slice(0, 24);
};

/** A line of goastdump; `first` where the file is not ok. */
export interface AstDigest {
  readonly file: string;
  readonly bytes: number;
  readonly ok: boolean;
  readonly nodes?: number;
  readonly ast?: string;
  readonly comments?: number;
  readonly commentsHash?: string;
  readonly errors?: number;
  readonly first?: { readonly line: number; readonly col: number; readonly off: number; readonly msg: string };
}

/** The line of goastdump for one file; the count of errors and `first.msg` are our own. */
export function astDigest(name: string, source: Uint8Array): AstDigest {
  const file = decoder.decode(source);
  if (file.problemCount > 0) {
    const { line, column, offset, message } = file.problems[0];
    const first = { line, col: column, off: offset, msg: message };
    return { file: name, bytes: source.length, ok: false, errors: file.problemCount, first };
  }
  const comments = file.comments.length / 2;
  return {
    file: name,
    bytes: source.length,
    ok: true,
    nodes: file.count,
    ast: shortHash(renderCanonicalTree(file)),
    ...(comments > 0 ? { comments } : {}),
    commentsHash: shortHash([renderCanonicalComments(file)]),
  };
}

/** The tokens of a file in the lines of `goastdump -tokens -full`. */
export function tokenLines(source: Uint8Array): { text: string; tokens: number; ok: boolean } {
  const { count, kind, start, end, faults } = scanner.tokens(source);
  let text = '';
  for (let i = 0; i < count; i++) {
    const auto = kind[i] === Token.SEMICOLON && start[i] === end[i] ? ' auto' : '';
    text += `${start[i]} ${tokenText[kind[i]]}${auto}\n`;
  }
  return { text, tokens: count, ok: faults.length === 0 };
}

function main(args: string[]): void {
  // npm starts scripts in the checkout; paths are meant from where the user stands.
  if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
  const flag = (name: string): boolean => args.includes(name) && args.splice(args.indexOf(name), 1).length > 0;
  const full = flag('--full');
  const tokens = flag('--tokens');
  const at = args.indexOf('--base');
  const base = at < 0 ? undefined : args.splice(at, 2)[1];
  if (args.length === 0) {
    console.error('usage: npm run -s ast-digest -- [--full] [--tokens] [--base DIR] PATH…');
    process.exitCode = 2;
    return;
  }
  let out = '';
  for (const path of listGoFiles(args)) {
    const source = readFileSync(path);
    const name = base === undefined ? path : relative(base, path);
    if (tokens) {
      const { text, tokens: count, ok } = tokenLines(source);
      const line = { file: name, bytes: source.length, ok, tokens: count, hash: shortHash([text]) };
      out += full ? text : `${JSON.stringify(line)}\n`;
    } else if (full) {
      const file = decoder.decode(source, name);
      out += `== ${name}\n${[...renderCanonicalTree(file)].join('')}`;
      for (const p of file.problems) out += `! ${p.line}:${p.column} ${p.message}\n`;
    } else out += `${JSON.stringify(astDigest(name, source))}\n`;
    if (out.length > 1 << 16) {
      process.stdout.write(out);
      out = '';
    }
  }
  process.stdout.write(out);
}

if (import.meta.main) main(process.argv.slice(2));

// Writes data/standard-stubs.gz, the stub index of Go's standard library, from a GOROOT:
//   node scripts/gen-standard-stubs.ts GOROOT [GOROOT-WITH-API]
// (a toolchain of the module cache has no api folder; names newer than the files of the other one are of GOROOT's minor)
// Declarations of all exported names (signatures, exported and embedded fields, short values) as Go source, one package
// after the other, `//go1.N` behind a name that came after Go 1.0 (GOROOT/api). Built for linux/amd64.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { constraintHolds, nameFits, readFileHead } from '../src/decode/gobuild/build-constraint.ts';
import { GoDecoder } from '../src/decode/gosource/decode-go.ts';
import type { BuildTarget } from '../src/model/go-module.ts';
import { type GoFile, NodeKind } from '../src/model/go-syntax.ts';
import { Token } from '../src/model/go-token.ts';
import {
  childrenOf,
  fieldParts,
  funcDeclParts,
  importSpecParts,
  nameOf,
  textOf,
  typeSpecParts,
  valueSpecParts,
} from '../src/model/go-tree.ts';

/** Values of variables above this many bytes are left out: the name stays, its type is not known. */
const longestValue = 120;

const decoder = new GoDecoder();
const text = new TextDecoder();
const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const isExported = (name: string): boolean => /^\p{Lu}/u.test(name);

/** `context.WithCancelCause` → 20, from the api files; names of Go 1.0 are absent. */
function readApi(goroot: string): Map<string, number> {
  const since = new Map<string, number>();
  const files = readdirSync(join(goroot, 'api'))
    .map((file) => ({
      file,
      minor: file === 'go1.txt' ? 0 : Number(/^go1\.(\d+)\.txt$/.exec(file)?.[1] ?? Number.NaN),
    }))
    .filter(({ minor }) => !Number.isNaN(minor))
    .sort((a, b) => a.minor - b.minor);
  for (const { file, minor } of files)
    for (const line of readFileSync(join(goroot, 'api', file), 'utf8').split('\n')) {
      const m =
        /^pkg (\S+?)(?: \([^)]*\))?, (?:func|type|var|const|method) (?:\(\*?(\w+)(?:\[[^\]]*\])?\) )?(\w+)/.exec(line);
      if (!m) continue;
      const key = `${m[1]}.${m[2] === undefined ? '' : `${m[2]}.`}${m[3]}`;
      if (!since.has(key)) since.set(key, minor);
    }
  return since;
}

interface Piece {
  readonly name: string;
  readonly text: string;
  readonly file: GoFile;
  readonly kind: 'type' | 'func' | 'method' | 'value';
}

/** A struct type without its unexported fields that are not embedded; any other type as it stands. */
function typeText(file: GoFile, node: number): string {
  if (file.kind[node] !== NodeKind.StructType) return squeeze(textOf(file, node));
  const fields: string[] = [];
  for (const field of childrenOf(file, node + 1)) {
    const { names, type } = fieldParts(file, field);
    const kept = names.map((n) => nameOf(file, n)).filter(isExported);
    if (names.length > 0 && kept.length === 0) continue;
    fields.push(`${kept.join(', ')}${kept.length > 0 ? ' ' : ''}${typeText(file, type)}`);
  }
  return `struct {${fields.length > 0 ? `\n\t${fields.join('\n\t')}\n` : ''}}`;
}

/** Without comments and blank lines; strings of declarations hold neither. */
function squeeze(source: string): string {
  return source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/[^\n"]*$/gm, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n\s*\n+/g, '\n');
}

function receiverName(file: GoFile, receiver: number): string {
  return /^\(\s*(?:\w+\s+)?\*?\s*(\w+)/.exec(textOf(file, receiver))?.[1] ?? '';
}

function piecesOf(file: GoFile, path: string, since: ReadonlyMap<string, number>, newest: number): Piece[] {
  const pieces: Piece[] = [];
  const mark = (name: string): string => {
    const minor = since.get(`${path}.${name}`) ?? (isExported(name) ? newest : 0);
    return minor === 0 ? '' : ` //go1.${minor}`;
  };
  for (let i = 2; i < file.count; i += file.size[i]) {
    if (file.kind[i] === NodeKind.FuncDecl) {
      const { receiver, name, type } = funcDeclParts(file, i);
      const word = nameOf(file, name);
      if (!isExported(word)) continue;
      const owner = receiver < 0 ? '' : receiverName(file, receiver);
      const head = squeeze(text.decode(file.source.subarray(file.start[i], file.end[type])));
      pieces.push({
        name: owner || word,
        kind: owner === '' ? 'func' : 'method',
        text: head + mark(owner === '' ? word : `${owner}.${word}`),
        file,
      });
    } else if (file.kind[i] === NodeKind.GenDecl && file.op[i] === Token.TYPE) {
      for (const spec of childrenOf(file, i)) {
        const { name, typeParams, isAlias, type } = typeSpecParts(file, spec);
        const word = nameOf(file, name);
        const params = typeParams < 0 ? '' : textOf(file, typeParams);
        const body = `type ${word}${params} ${isAlias ? '= ' : ''}${typeText(file, type)}`;
        pieces.push({ name: word, kind: 'type', text: body + mark(word), file });
      }
    } else if (file.kind[i] === NodeKind.GenDecl && file.op[i] === Token.CONST) {
      const specs = childrenOf(file, i).filter((s) =>
        valueSpecParts(file, s).names.some((n) => isExported(nameOf(file, n))),
      );
      // The type of a constant that repeats the one above stands there; the values do not matter to the analysis.
      let last = '';
      for (const spec of specs) {
        const { names, type, values } = valueSpecParts(file, spec);
        if (type >= 0 || values.length > 0) last = type < 0 ? '' : ` ${textOf(file, type)}`;
        for (const n of names.map((x) => nameOf(file, x)).filter(isExported)) {
          const value = values.length === 1 && file.size[values[0]] <= 4 ? squeeze(textOf(file, values[0])) : '0';
          const safe = /\biota\b|^_|[a-z]\w*\(/.test(value) || value.length > 40 ? '0' : value;
          pieces.push({ name: n, kind: 'value', text: `const ${n}${last} = ${safe}${mark(n)}`, file });
        }
      }
    } else if (file.kind[i] === NodeKind.GenDecl && file.op[i] === Token.VAR) {
      for (const spec of childrenOf(file, i)) {
        const { names, type, values } = valueSpecParts(file, spec);
        names.forEach((node, k) => {
          const n = nameOf(file, node);
          if (!isExported(n)) return;
          const value = values[k] ?? -1;
          const short = value >= 0 && file.end[value] - file.start[value] <= longestValue;
          const body = type >= 0 ? ` ${textOf(file, type)}` : short ? ` = ${squeeze(textOf(file, value))}` : '';
          if (body !== '') pieces.push({ name: n, kind: 'value', text: `var ${n}${body}${mark(n)}`, file });
        });
      }
    }
  }
  return pieces;
}

function stubOf(folder: string, path: string, target: BuildTarget, since: ReadonlyMap<string, number>): string {
  const files: GoFile[] = [];
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.go') || name.endsWith('_test.go') || !nameFits(name, target)) continue;
    const bytes = readFileSync(join(folder, name));
    const head = readFileHead(bytes);
    if (head.constraint && !constraintHolds(head.constraint, target)) continue;
    const tree = decoder.decode(bytes);
    if (tree.count > 0) files.push(tree);
  }
  if (files.length === 0 || nameOf(files[0], 1) === 'main') return '';
  const all = files.flatMap((file) => piecesOf(file, path, since, target.minor));
  // Unexported types stay where a kept text names them.
  const kept = new Set(all.filter((p) => isExported(p.name)));
  for (let size = -1; size !== kept.size; ) {
    size = kept.size;
    const words = new Set([...kept].flatMap((p) => p.text.match(/\b[a-z_]\w*\b/g) ?? []));
    for (const piece of all) if (!kept.has(piece) && words.has(piece.name)) kept.add(piece);
  }
  const pieces = all.filter((p) => kept.has(p));
  if (pieces.length === 0) return '';
  const imports = new Map<string, string>();
  for (const file of files)
    for (let i = 2; i < file.count; i += file.size[i]) {
      if (file.kind[i] !== NodeKind.GenDecl || file.op[i] !== Token.IMPORT) break;
      for (const spec of childrenOf(file, i)) {
        const parts = importSpecParts(file, spec);
        const from = textOf(file, parts.path).slice(1, -1);
        const plain =
          from
            .replace(/\/v\d+$/, '')
            .split('/')
            .at(-1) ?? '';
        const local = parts.name < 0 ? plain : nameOf(file, parts.name);
        const used = pieces.some((p) => p.file === file && new RegExp(`\\b${local}\\.`).test(p.text));
        if (used && !imports.has(local)) imports.set(local, parts.name < 0 ? `"${from}"` : `${local} "${from}"`);
      }
    }
  const list = [...imports.values()].sort();
  return [
    `package ${nameOf(files[0], 1)}`,
    ...(list.length > 0 ? [`import (\n\t${list.join('\n\t')}\n)`] : []),
    ...pieces.map((p) => p.text),
    '',
  ].join('\n');
}

function* packageFolders(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true });
  if (entries.some((e) => e.isFile() && e.name.endsWith('.go'))) yield folder;
  for (const e of entries)
    if (e.isDirectory() && !['internal', 'vendor', 'cmd', 'testdata'].includes(e.name))
      yield* packageFolders(join(folder, e.name));
}

const [goroot, withApi = goroot] = process.argv.slice(2);
if (goroot === undefined) {
  console.error('usage: node scripts/gen-standard-stubs.ts GOROOT');
  process.exitCode = 2;
} else {
  const version = /^go(\d+\.\d+(?:\.\d+)?)/.exec(readFileSync(join(goroot, 'VERSION'), 'utf8'))?.[1] ?? '';
  const target = { goos: 'linux', goarch: 'amd64', cgo: false, tags: [], minor: Number(version.split('.')[1]) };
  const since = readApi(withApi);
  const chunks: string[] = [`go${version}\n`];
  const faults: string[] = [];
  let packages = 0;
  for (const folder of packageFolders(join(goroot, 'src'))) {
    const path = relative(join(goroot, 'src'), folder).split(sep).join('/');
    if (path === '') continue;
    const stub = stubOf(folder, path, target, since);
    if (stub === '') continue;
    packages++;
    const { problems } = decoder.decode(new TextEncoder().encode(stub));
    if (problems.length > 0) faults.push(`${path}:${problems[0].line}: ${problems[0].message} | ${problems[0].quote}`);
    chunks.push(`@package ${path} ${Buffer.byteLength(stub)}\n`, stub);
  }
  for (const fault of faults) console.error(fault);
  const bytes = gzipSync(chunks.join(''), { level: 9 });
  mkdirSync(join(root, 'data'), { recursive: true });
  writeFileSync(join(root, 'data', 'standard-stubs.gz'), bytes);
  console.log(
    `go${version}: ${packages} packages, ${Math.round(chunks.join('').length / 1024)} KiB, ${Math.round(bytes.length / 1024)} KiB gzipped`,
  );
  if (faults.length > 0) process.exitCode = 1;
}

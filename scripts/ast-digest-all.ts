// `npm run -s ast-digest:all [-- --write]`: our scanner and parser against go/scanner and go/parser, file by file, on all of
// GOROOT/src (with the `.go2` and `.src` files of its testdata), on Go's compiler tests, on five large modules and on
// Go's own valid and invalid snippets. --write puts the table into docs/formats/gosource.md. Needs `go` (1.27 or newer
// for generic methods; GOTOOLCHAIN may name one); GOASTDUMP_SOURCE names another source of the reference tool than
// test/live-go/goastdump.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { astDigest, listGoFiles, shortHash, tokenLines } from './ast-digest.ts';
import {
  buildGoastdump,
  goDigests,
  goRoot,
  goTestFolder,
  goTokens,
  moduleFolder,
  shortSnippets,
} from './ast-reference.ts';

/** The large modules of the comparison, at fixed versions. */
const modules = [
  'github.com/nats-io/nats-server/v2@v2.15.2',
  'go.etcd.io/etcd/server/v3@v3.7.3',
  'google.golang.org/grpc@v1.85.0',
  'k8s.io/client-go@v0.37.2',
  'k8s.io/kubernetes@v1.36.3',
];
const page = join(import.meta.dirname, '../docs/formats/gosource.md');
const endings = ['.go', '.go2', '.src'];

interface Row {
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  readonly different: number;
  readonly invalid: number;
  /** Broken files whose first error is on the line that go/parser names. */
  readonly sameLine: number;
  readonly differentTokens: number;
}

function comparePlace(tool: string, name: string, folder: string): Row {
  const files = listGoFiles([folder], endings);
  const row = { name, files: files.length, bytes: 0, different: 0, invalid: 0, sameLine: 0, differentTokens: 0 };
  const tokens = goTokens(tool, files);
  for (const [i, want] of goDigests(tool, files).entries()) {
    const source = readFileSync(want.file);
    const have = astDigest(want.file, source);
    row.bytes += want.bytes;
    if (!want.ok) row.invalid++;
    if (!want.ok && have.first?.line === want.first?.line) row.sameLine++;
    if (want.ok !== have.ok || want.ast !== have.ast || want.commentsHash !== have.commentsHash) {
      row.different++;
      console.log(`DIFFERENT ${want.file}`, want.first ?? '', have.first ?? '');
    }
    const own = tokenLines(source);
    if (own.ok !== tokens[i].ok || shortHash([own.text]) !== tokens[i].hash) {
      row.differentTokens++;
      console.log(`DIFFERENT TOKENS ${want.file}`);
    }
  }
  return row;
}

const tool = buildGoastdump();
if (!tool) {
  console.error('ast-digest:all needs go 1.27 or newer (GOTOOLCHAIN)');
  process.exitCode = 2;
} else {
  const root = goRoot();
  const places: [string, string][] = [['GOROOT/src', join(root, 'src')]];
  const tests = goTestFolder();
  if (tests) places.push(['GOROOT/test', tests]);
  for (const module of modules) places.push([module, moduleFolder(module)]);
  const table = [
    '| files of | files | MB | broken on purpose | different | first error on another line |',
    '|---|---|---|---|---|---|',
  ];
  let different = 0;
  for (const [name, folder] of places) {
    const row = comparePlace(tool, name, folder);
    different += row.different + row.differentTokens;
    const { files, bytes, invalid, sameLine } = row;
    const both = row.different + row.differentTokens;
    table.push(`| ${name} | ${files} | ${(bytes / 1e6).toFixed(1)} | ${invalid} | ${both} | ${invalid - sameLine} |`);
    console.log(table.at(-1));
  }
  const snippets = shortSnippets(tool, root);
  let wrong = 0;
  for (const { src, ok, ast } of snippets) {
    const have = astDigest('', new TextEncoder().encode(src));
    if (have.ok === ok && have.ast === ast) continue;
    wrong++;
    console.log('DIFFERENT', JSON.stringify(src));
  }
  different += wrong;
  table.push(
    `| snippets of go/parser/short_test.go | ${snippets.length} | | ${snippets.filter(({ ok }) => !ok).length} | ${wrong} | |`,
  );
  console.log(different === 0 ? 'all equal' : `${different} different`);
  if (different > 0) process.exitCode = 1;
  if (process.argv.includes('--write')) {
    const text = readFileSync(page, 'utf8');
    const marked = /(<!-- ast-digest:all -->\n)[\s\S]*?(<!-- end -->)/;
    writeFileSync(page, text.replace(marked, `$1${table.join('\n')}\n$2`));
  }
}

// `npm run -s resolver [-- --write] [--stubs] [MODULE…]`: what our resolver says of every selector `x.Sel`, against go/types
// (`goastdump -uses`), on the standard library and on four modules with their dependencies at hand. A selector counts when
// go/types knows it; it is right when we name the same thing. --write puts the table into docs/formats/gosource.md; --stubs
// reads the stub index in place of GOROOT. Needs `go`; modules come through the module cache, copies lie in bench/.corpus.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Binding } from '../src/analyse/source/bind-names.ts';
import { derivePackageFacts } from '../src/analyse/source/derive-package-facts.ts';
import { localAt, selectedType } from '../src/analyse/source/infer-type.ts';
import type { PackageFacts } from '../src/analyse/source/package-facts.ts';
import { Program } from '../src/analyse/source/program.ts';
import { memberOf } from '../src/analyse/source/type-members.ts';
import { Disk } from '../src/collect/source/disk.ts';
import { collectGoEnvironment } from '../src/collect/source/go-environment.ts';
import { openStubIndex } from '../src/collect/source/standard-stubs.ts';
import { NodeKind } from '../src/model/go-syntax.ts';
import { nameOf, selectorParts } from '../src/model/go-tree.ts';
import type { SourceFile } from '../src/model/source-package.ts';
import { typeNameOf } from '../src/model/source-type.ts';
import { SourceTree } from '../src/pipeline/source/source-tree.ts';
import { buildGoastdump, goRoot, moduleFolder } from './ast-reference.ts';

const modules = [
  'github.com/nats-io/nats-server/v2@v2.15.2',
  'go.etcd.io/etcd/server/v3@v3.7.3',
  'google.golang.org/grpc@v1.85.0',
  'github.com/hashicorp/raft@v1.8.0',
];
const work = join(import.meta.dirname, '../bench/.corpus');
const page = join(import.meta.dirname, '../docs/formats/gosource.md');
const environment = { GOTOOLCHAIN: 'go1.27.3', ...process.env, GOFLAGS: '', GOWORK: 'off' };

/** A copy that can be written, with its dependencies in the module cache. */
function copyOf(module: string): string {
  const copy = join(work, `lint-${module.replaceAll(/[^a-z0-9]+/gi, '-')}`);
  if (!existsSync(copy)) {
    cpSync(moduleFolder(module), copy, { recursive: true });
    for (const entry of readdirSync(copy, { recursive: true, withFileTypes: true }))
      chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
    chmodSync(copy, 0o755);
  }
  spawnSync('go', ['mod', 'download'], { cwd: copy, env: environment });
  return copy;
}

/** What a selector means: `func pkg.T.M`, `field f`, `name pkg.N`; '' when we cannot tell. */
function meaningOf(program: Program, facts: PackageFacts, file: SourceFile, node: number): string {
  const { tree } = file;
  const { x, name } = selectorParts(tree, node);
  const known = facts.bindingAt(file, node);
  // Types at package level: only imported names are selected there.
  const binding: Binding | undefined = known ?? program.bindingOf(facts.package, file, topOf(facts, file, node));
  if (tree.kind[x] === NodeKind.Ident && !(binding && localAt(binding, x))) {
    const found = program.packageName(facts.package, file, x);
    if (found?.kind === 'import') {
      const other = program.packageAt(found.path, facts.package);
      const id = tree.names.find(nameOf(tree, name));
      const declared = other && program.scopeOf(other).names.get(id);
      if (!other && found.path !== 'unsafe') return '';
      if (!declared) return found.path === 'unsafe' ? `name unsafe.${nameOf(tree, name)}` : '';
      return `name ${other.path}.${nameOf(tree, name)}`;
    }
  }
  if (!binding) return '';
  const type = selectedType(program, binding, x);
  // The one method of a predeclared type, as calleeOf knows it.
  if (type.kind === 'basic' && type.name === 'error' && nameOf(tree, name) === 'Error') return 'func error.Error';
  const member = memberOf(program, type, tree.aux[name], nameOf(tree, name));
  if (!member) return '';
  if (member.kind === 'field') return `field ${nameOf(tree, name)}`;
  return `func ${typeNameOf(member.owner)}.${nameOf(tree, name)}`;
}

/** The top-level declaration around a node. */
function topOf(facts: PackageFacts, file: SourceFile, node: number): number {
  const parents = facts.parentsOf(file);
  let at = node;
  while (parents[at] > 0) at = parents[at];
  return at;
}

/** go/types' words in ours. */
function inOurWords(meaning: string): string {
  // The packages that GOROOT vendors are known to us by the path that is imported.
  const [kind, name = ''] = meaning.replace('vendor/', '').split(' ');
  if (kind === 'field') return `field ${name.slice(name.lastIndexOf('.') + 1)}`;
  if (kind === 'func' && name.startsWith('(')) return `func ${name.replace(/^\(\*?/, '').replace(').', '.')}`;
  if (kind === 'builtin') return `name unsafe.${name}`;
  return `name ${name}`;
}

interface Row {
  selectors: number;
  right: number;
  unknown: number;
  wrong: number;
}

function compare(
  tool: string,
  folder: string,
  patterns: readonly string[],
  own: readonly string[],
  stubs: boolean,
): Row {
  const run = spawnSync(tool, ['-uses', '-base', folder, ...patterns], {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  const wanted = new Map<string, Map<number, string>>();
  let current = new Map<number, string>();
  for (const line of run.stdout.split('\n'))
    if (line.startsWith('== ')) wanted.set(line.slice(3), (current = new Map()));
    else if (line !== '') {
      const [offset, , ...meaning] = line.split(' ');
      if (meaning[0] !== '?') current.set(Number(offset), inOurWords(meaning.join(' ')));
    }
  const host = collectGoEnvironment(process.env, { platform: process.platform, arch: process.arch });
  const env = { ...host, gowork: 'off', mod: '', goroot: stubs ? undefined : goRoot() };
  const tree = new SourceTree({ disk: new Disk(), env, cwd: folder, tags: [], tests: false, stubs: openStubIndex() });
  const program = new Program(tree.find);
  const row = { selectors: 0, right: 0, unknown: 0, wrong: 0 };
  const samples = new Map<string, number>();
  for (const { package: pkg } of tree.loadScope(own).packages) {
    const facts = derivePackageFacts(program, pkg);
    for (const file of pkg.files) {
      const uses = wanted.get(file.path);
      if (!uses) continue;
      for (let i = 0; i < file.tree.count; i++) {
        if (file.tree.kind[i] !== NodeKind.SelectorExpr) continue;
        const { name } = selectorParts(file.tree, i);
        const want = uses.get(file.tree.start[name]);
        if (want === undefined) continue;
        row.selectors++;
        const have = meaningOf(program, facts, file, i);
        // An interface without a name has no owner to compare.
        const same = have === want || (have.startsWith('func .') && want.startsWith('func interface.'));
        if (same) row.right++;
        else {
          if (have === '') row.unknown++;
          else row.wrong++;
          const key = `${file.path}: ${want} | ${have || 'unknown'}`;
          samples.set(key, (samples.get(key) ?? 0) + 1);
        }
      }
    }
  }
  if (process.argv.includes('--show'))
    for (const [key, n] of [...samples].sort((a, b) => b[1] - a[1]).slice(0, 60)) console.log(`  ${n} × ${key}`);
  return row;
}

const args = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const stubs = process.argv.includes('--stubs');
const tool = buildGoastdump();
if (!tool) {
  console.error('resolver needs go 1.27 or newer (GOTOOLCHAIN)');
  process.exitCode = 2;
} else {
  mkdirSync(work, { recursive: true });
  const table = [
    '| selectors of | selectors | the same as go/types | not told | wrong | share |',
    '|---|---|---|---|---|---|',
  ];
  const measure = (name: string, row: Row): void => {
    const share = ((100 * row.right) / row.selectors).toFixed(2);
    table.push(`| ${name} | ${row.selectors} | ${row.right} | ${row.unknown} | ${row.wrong} | ${share} % |`);
    console.log(table.at(-1));
  };
  const wanted = args.length > 0 ? args : ['std', ...modules];
  for (const name of wanted)
    if (name === 'std') {
      if (!stubs) measure('GOROOT/src (std)', compare(tool, join(goRoot(), 'src'), ['std'], ['./...'], false));
    } else measure(name, compare(tool, copyOf(name), ['./...'], ['./...'], stubs));
  if (process.argv.includes('--write') && !stubs) {
    const text = readFileSync(page, 'utf8');
    writeFileSync(page, text.replace(/(<!-- resolver -->\n)[\s\S]*?(<!-- end -->)/, `$1${table.join('\n')}\n$2`));
  }
}

// `node lab/recall/kernels.mjs [--write]`: lints the leak kernels that ship in GOROOT from Go 1.26 on
// (src/runtime/testdata/testgoroutineleakprofile) and compares with the causes in kernels.json, which were written down
// from Go's own description of each kernel. A kernel is found when a finding of one of its causes lies in its file (and
// function, where a file has several kernels). --write puts the table into docs/lint-recall.md. Needs `go`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lintJson, speaksOf, writeTable } from './measure.mjs';

const kernels = JSON.parse(readFileSync(join(import.meta.dirname, 'kernels.json'), 'utf8'));
const env = { GOTOOLCHAIN: 'go1.27.3', ...process.env };
const root = execFileSync('go', ['env', 'GOROOT'], { env, encoding: 'utf8' }).trim();
const folder = mkdtempSync(join(tmpdir(), 'kernels-'));

/** Each kernel with the rules that spoke in its place. */
export function measureKernels() {
  try {
    cpSync(join(root, 'src/runtime/testdata/testgoroutineleakprofile'), folder, { recursive: true });
    writeFileSync(join(folder, 'go.mod'), 'module kernels\n\ngo 1.27\n');
    const { findings } = lintJson(folder, ['./...']);
    return kernels.map((kernel) => {
      const here = findings.filter(
        ({ location, function: name }) =>
          location.file === kernel.file &&
          (kernel.functions === undefined || kernel.functions.some((wanted) => speaksOf(name, wanted))),
      );
      const right = here.filter(({ rule }) => kernel.causes.includes(rule));
      return { ...kernel, right, other: here.filter(({ rule }) => !kernel.causes.includes(rule)) };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const measured = measureKernels();
  const rows = ['| kernel | what happens | expected | said |', '|---|---|---|---|'];
  const say = (list) => [...new Set(list.map(({ rule, level }) => `${rule} ${level}`))].join(', ');
  let found = 0;
  let loud = 0;
  for (const { file, functions, causes, what, right, other } of measured) {
    if (right.length > 0) found++;
    if (right.some(({ level }) => level !== 'note')) loud++;
    const name = functions?.[0] ?? file.slice(6, -3);
    const said = right.length > 0 ? say(right) : other.length > 0 ? `not found (${say(other)})` : 'not found';
    rows.push(`| ${name} | ${what} | ${causes.join(' ')} | ${said} |`);
    console.log(`${right.length > 0 ? 'found ' : 'missed'} ${name}: ${causes.join(' ')}: ${said}`);
  }
  const share = ((100 * found) / measured.length).toFixed(0);
  const summary = `${found} of ${measured.length} with the right cause (${share} %; ${loud} at the default level)`;
  console.log(summary);
  if (process.argv.includes('--write')) writeTable('kernels', [...rows, '', `${summary}.`]);
}

// The text of a go.mod or go.work → its directives. Grammar: https://go.dev/ref/mod#go-mod-file-grammar; go.work has the
// same lexical form with `use` and `replace`.
import type { GoModFile, ModuleReplace, ModuleVersion } from '../../model/go-module.ts';

/** The directives of the file; what cannot be read is left out and counted in `faults` by line. Never throws. */
export function parseGoMod(text: string): GoModFile {
  const file: {
    -readonly [K in keyof GoModFile]: GoModFile[K] extends readonly (infer T)[] ? T[] : GoModFile[K];
  } = { module: '', go: '', toolchain: '', requires: [], replaces: [], uses: [], ignores: [], godebug: [], faults: [] };
  let block = '';
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    let words = wordsOf(lines[i]);
    if (words.length === 0) continue;
    if (block === '') {
      if (words[words.length - 1] === '(' && words.length === 2) {
        block = words[0];
        continue;
      }
    } else if (words[0] === ')') {
      block = '';
      continue;
    } else words = [block, ...words];
    if (!readDirective(words, file)) file.faults.push(i + 1);
  }
  return file;
}

function readDirective(
  words: readonly string[],
  file: {
    module: string;
    go: string;
    toolchain: string;
    requires: ModuleVersion[];
    replaces: ModuleReplace[];
    uses: string[];
    ignores: string[];
    godebug: string[];
  },
): boolean {
  const [verb, first, second] = words;
  switch (verb) {
    case 'module':
      if (first === undefined) return false;
      file.module = first;
      return true;
    case 'go':
      if (!/^1(\.\d+)*/.test(first ?? '')) return false;
      file.go = first;
      return true;
    case 'toolchain':
      file.toolchain = first ?? '';
      return first !== undefined;
    case 'require':
      if (second === undefined) return false;
      file.requires.push({ path: first, version: second });
      return true;
    case 'replace': {
      const arrow = words.indexOf('=>');
      if (arrow < 2 || words[arrow + 1] === undefined) return false;
      file.replaces.push({
        path: first,
        version: arrow > 2 ? second : '',
        to: words[arrow + 1],
        toVersion: words[arrow + 2] ?? '',
      });
      return true;
    }
    case 'use':
      if (first === undefined) return false;
      file.uses.push(first);
      return true;
    case 'ignore':
      if (first === undefined) return false;
      file.ignores.push(first);
      return true;
    case 'godebug':
      if (first === undefined) return false;
      file.godebug.push(first);
      return true;
    case 'exclude':
    case 'retract':
    case 'tool':
      return true;
    default:
      return false;
  }
}

/** `require "a b" v1 // c` → `require`, `a b`, `v1`; `=>`, `(` and `)` are words of their own. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  let i = 0;
  while (i < line.length) {
    const c = line[i];
    if (c === ' ' || c === '\t' || c === '\r' || c === '\ufeff') i++;
    else if (c === '/' && line[i + 1] === '/') break;
    else if (c === '"' || c === '`') {
      const end = line.indexOf(c, i + 1);
      if (end < 0) return words;
      words.push(line.slice(i + 1, end));
      i = end + 1;
    } else if (c === '(' || c === ')') {
      words.push(c);
      i++;
    } else {
      let end = i;
      while (end < line.length && !' \t\r()"`'.includes(line[end]) && !(line[end] === '/' && line[end + 1] === '/'))
        end++;
      words.push(line.slice(i, end));
      i = end;
    }
  }
  return words;
}

/** `vendor/modules.txt`: module of each vendored package, by import path. `## …` lines and replacements are not needed. */
export function parseVendorModules(text: string): ReadonlyMap<string, ModuleVersion> {
  const packages = new Map<string, ModuleVersion>();
  let module: ModuleVersion | undefined;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line.startsWith('## ') || line === '') continue;
    if (line.startsWith('# ')) {
      // `# github.com/a/b v1.2.3` or `# a v1 => ./b` or `# a => b v2` (workspace replacement without version).
      const [path, version = ''] = line.slice(2).split(' ');
      module = { path, version: version === '=>' ? '' : version };
    } else if (module) packages.set(line, module);
  }
  return packages;
}

/** A module path or version as the module cache spells it: each capital letter as `!` and the small one. */
export function escapeModulePath(path: string): string {
  return path.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}

/** Semantic versions in the order of `go`: negative when `a` is older. Build metadata (`+incompatible`) does not count. */
export function compareVersions(a: string, b: string): number {
  const [coreA, preA] = splitVersion(a);
  const [coreB, preB] = splitVersion(b);
  for (let i = 0; i < 3; i++) if ((coreA[i] ?? 0) !== (coreB[i] ?? 0)) return (coreA[i] ?? 0) - (coreB[i] ?? 0);
  if (preA === preB) return 0;
  if (preA === '') return 1;
  if (preB === '') return -1;
  const left = preA.split('.');
  const right = preB.split('.');
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] === right[i]) continue;
    const numberA = /^\d+$/.test(left[i]);
    const numberB = /^\d+$/.test(right[i]);
    if (numberA && numberB) return Number(left[i]) - Number(right[i]);
    if (numberA !== numberB) return numberA ? -1 : 1;
    return left[i] < right[i] ? -1 : 1;
  }
  return left.length - right.length;
}

function splitVersion(version: string): [number[], string] {
  const bare = version.replace(/^v/, '').split('+')[0];
  const dash = bare.indexOf('-');
  const core = dash < 0 ? bare : bare.slice(0, dash);
  return [core.split('.').map((n) => Number.parseInt(n, 10) || 0), dash < 0 ? '' : bare.slice(dash + 1)];
}

// Package patterns → folders, as `go` reads them: `./...`, `dir`, `a/...`, import paths, `std`, files.
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Disk } from '../../collect/source/disk.ts';

export interface MatchedFolder {
  readonly folder: string;
  /** Named itself, not found under a `...`: that it cannot be linted is an error. */
  readonly named: boolean;
  /** Only these files were asked for. */
  readonly files?: ReadonlySet<string>;
}

export interface Matches {
  readonly folders: readonly MatchedFolder[];
  /** Patterns that fit nothing, each with the reason. */
  readonly unmatched: readonly { readonly pattern: string; readonly why: string }[];
  /** Folders under a `...` that could not be listed. */
  readonly unreadable: readonly { readonly folder: string; readonly why: string }[];
}

export interface MatchWorld {
  readonly disk: Disk;
  readonly goroot: string | undefined;
  /** Folders that go.mod says to ignore. */
  isIgnored(folder: string): boolean;
  /** The folder of an import path, from the working folder. */
  folderOf(importPath: string): string | undefined;
  /** The same of what stands before `/...`: there need be no package of that name. */
  folderBelow(path: string): string | undefined;
}

/** Folders that hold Go files, each once, in the order of the patterns. `cwd` is absolute. */
export function matchPackages(patterns: readonly string[], cwd: string, world: MatchWorld): Matches {
  const found = new Map<string, { named: boolean; files?: Set<string> }>();
  const unmatched: { pattern: string; why: string }[] = [];
  const unreadable: { folder: string; why: string }[] = [];
  const add = (folder: string, named: boolean, file?: string): void => {
    const known = found.get(folder);
    if (!known) found.set(folder, { named, ...(file === undefined ? {} : { files: new Set([file]) }) });
    else {
      known.named ||= named;
      if (file === undefined) known.files = undefined;
      else known.files?.add(file);
    }
  };
  for (const given of patterns) {
    // `std` is a set of packages, not a folder.
    const pattern = given === 'std' ? 'std/...' : given;
    if (pattern.endsWith('.go') && !world.disk.isFolder(resolve(cwd, pattern))) {
      const file = resolve(cwd, pattern);
      if (world.disk.isFile(file)) add(dirname(file), true, basename(file));
      else unmatched.push({ pattern, why: 'no such file' });
      continue;
    }
    const isLocal = /^\.{1,2}($|\/|\\)/.test(pattern) || resolve(pattern) === pattern;
    const dots = pattern.indexOf('...');
    if (dots < 0) {
      const local = resolve(cwd, pattern);
      const folder = isLocal || world.disk.isFolder(local) ? local : world.folderOf(pattern);
      if (folder === undefined || !world.disk.isFolder(folder)) {
        unmatched.push({ pattern, why: 'no such folder and no package of this name on the disk' });
        continue;
      }
      const lack = lackOf(folder, world);
      if (lack === undefined) add(folder, true);
      else unmatched.push({ pattern, why: lack });
      continue;
    }
    const root = rootOf(pattern, cwd, isLocal, world);
    if (root === undefined || !world.disk.isFolder(root)) {
      unmatched.push({ pattern, why: 'no such folder and no package of this name on the disk' });
      continue;
    }
    const fits = isLocal
      ? matcherOf(resolve(cwd, pattern.slice(0, dots)) + rest(pattern, dots))
      : matcherOf(root.split(sep).join('/') + pattern.slice(wholeOf(pattern).length));
    let count = 0;
    for (const folder of foldersBelow(root, world, unreadable)) {
      if (!fits(folder.split(sep).join('/'))) continue;
      count++;
      add(folder, false);
    }
    if (count === 0) unmatched.push({ pattern, why: 'no folder with Go files fits' });
  }
  return { folders: [...found].map(([folder, f]) => ({ folder, ...f })), unmatched, unreadable };
}

/** What follows the first `...`, with the slash that `resolve` took away in front of it. */
function rest(pattern: string, dots: number): string {
  return (pattern[dots - 1] === '/' ? '/' : '') + pattern.slice(dots);
}

/** What stands before the first `...`, as far as it is whole names: `net` of `net/ht...`. */
function wholeOf(pattern: string): string {
  const before = pattern.slice(0, pattern.indexOf('...'));
  return before.endsWith('/') ? before.slice(0, -1) : dirname(before);
}

/** Why a folder that was named cannot be linted at all. */
function lackOf(folder: string, world: MatchWorld): string | undefined {
  const listing = world.disk.list(folder);
  if (listing.kind === 'unreadable') return `cannot be listed: ${listing.why}`;
  const holds = listing.kind === 'listed' && listing.entries.some((e) => e.kind !== 'folder' && e.name.endsWith('.go'));
  return holds ? undefined : 'no Go files in this folder (its packages: /...)';
}

function rootOf(pattern: string, cwd: string, isLocal: boolean, world: MatchWorld): string | undefined {
  if (pattern === 'std/...') return world.goroot && join(world.goroot, 'src');
  const whole = wholeOf(pattern);
  if (isLocal) return resolve(cwd, whole === '' ? '/' : whole);
  const local = resolve(cwd, whole);
  if (world.disk.isFolder(local)) return local;
  return world.folderOf(whole) ?? world.folderBelow(whole);
}

/** `a/.../b` as Go matches it: `...` is anything, and `/...` at the end also fits nothing. */
function matcherOf(pattern: string): (path: string) => boolean {
  const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\\.\\.\\.', '.*');
  const text = escaped.endsWith('/.*') ? `${escaped.slice(0, -3)}(/.*)?` : escaped;
  const expression = new RegExp(`^${text}$`);
  return (path) => expression.test(path);
}

/** The folder and all below it that hold Go files: no `testdata`, `vendor`, `_x`, `.x`, no other module, no links. */
function* foldersBelow(
  root: string,
  world: MatchWorld,
  unreadable: { folder: string; why: string }[],
): Generator<string> {
  const stack = [root];
  for (;;) {
    const folder = stack.pop();
    if (folder === undefined) return;
    const listing = world.disk.list(folder);
    if (listing.kind === 'unreadable') unreadable.push({ folder, why: listing.why });
    if (listing.kind !== 'listed') continue;
    if (folder !== root && listing.entries.some((e) => e.name === 'go.mod' && e.kind === 'file')) continue;
    if (listing.entries.some((e) => e.kind !== 'folder' && e.name.endsWith('.go') && !/^[._]/.test(e.name)))
      yield folder;
    for (let i = listing.entries.length - 1; i >= 0; i--) {
      const { name, kind } = listing.entries[i];
      if (kind !== 'folder' || name.startsWith('.') || name.startsWith('_')) continue;
      if (name === 'testdata' || name === 'vendor') continue;
      const path = join(folder, name);
      if (!world.isIgnored(path)) stack.push(path);
    }
  }
}

/** A path below the working folder relative to it, any other as it is. */
export function shownPath(cwd: string, path: string): string {
  const short = relative(cwd, path);
  return short === '' || short.startsWith(`..${sep}`) || short === '..' ? path : short.split(sep).join('/');
}

// Opens the Go source of a program for `check --source` and `lint --with`.
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Disk } from '../collect/source/disk.ts';
import { collectGoEnvironment } from '../collect/source/go-environment.ts';
import { openStubIndex } from '../collect/source/standard-stubs.ts';
import { sourceRules } from '../judge/rules/source-registry.ts';
import { SourceJoin } from '../pipeline/source/source-join.ts';
import { SourceTree } from '../pipeline/source/source-tree.ts';
import { UsageError } from './usage-error.ts';

/** The join with the source in `folder`; throws `UsageError` when that is no folder. */
export function openSourceJoin(folder: string): SourceJoin {
  const cwd = process.cwd();
  const root = resolve(cwd, folder);
  let isFolder = false;
  try {
    isFolder = statSync(root).isDirectory();
  } catch {
    // Told below.
  }
  if (!isFolder) throw new UsageError(`--source ${folder} is no folder`);
  const tree = new SourceTree({
    disk: new Disk(),
    env: collectGoEnvironment(process.env, { platform: process.platform, arch: process.arch }),
    cwd,
    root,
    tags: [],
    tests: true,
    stubs: openStubIndex(),
  });
  return new SourceJoin(tree, root, { rules: sourceRules.filter((r) => r.stage === 'stable'), now: Date.now() });
}

/** The folder whose module is linted: the working folder when it lies in one, else that of the first pattern that does
 * (`lint ./services/shop --with DUMP` from the top of a monorepo). */
export function moduleFolderOf(cwd: string, patterns: readonly string[]): string {
  const folders = [cwd, ...patterns.map((pattern) => resolve(cwd, pattern.replace(/(^|\/)\.\.\.$/, '')))];
  return folders.find(isInModule) ?? cwd;
}

function isInModule(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'go.mod')) || existsSync(join(at, 'go.work'))) return true;
    if (dirname(at) === at) return false;
  }
}

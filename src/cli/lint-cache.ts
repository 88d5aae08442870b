// The cache of `lint` between runs: results by key in one file of the cache folder.
import type { Disk } from '../collect/source/disk.ts';
import {
  hashParts,
  programStamp,
  readResults,
  resultCacheFolder,
  writeResults,
} from '../collect/source/result-cache.ts';
import { makeFolderKeys } from '../pipeline/source/folder-keys.ts';
import type { FolderResult, JudgeScopeOptions, Lacking } from '../pipeline/source/judge-scope.ts';
import type { Scope, SourceTree } from '../pipeline/source/source-tree.ts';
import type { LintWorkerData } from './lint-worker.ts';

/** Changes with the shape of what is kept. */
const SHAPE = 'parkwatch/lint-cache/1';

interface Kept {
  readonly shape: string;
  readonly program: string;
  readonly results: readonly (readonly [key: string, result: FolderResult])[];
  readonly lacking: Lacking;
}

/** The cache of runs with these options, for `LintOptions`; undefined when it is switched off. `now` in ms. */
export function openLintCache(
  environment: Readonly<Record<string, string | undefined>>,
  disk: Disk,
  options: Pick<LintWorkerData, 'env' | 'tree' | 'patterns' | 'rules'>,
  now: number,
): ((tree: SourceTree, scope: Scope) => JudgeScopeOptions['cache']) | undefined {
  const folder = resultCacheFolder(environment);
  if (folder === undefined) return undefined;
  return (tree, scope) => {
    const { gowork } = options.env;
    const work = gowork === '' || gowork === 'off' ? '' : (disk.text(gowork) ?? '');
    const settings = JSON.stringify([options, work]);
    const name = hashParts([settings]);
    const program = programStamp();
    const read = readResults(folder, name) as Kept | undefined;
    const kept = read?.shape === SHAPE && read.program === program ? read : undefined;
    const results = new Map(kept?.results ?? []);
    return {
      results: {
        find: (key) => results.get(key),
        lacking: kept?.lacking ?? { modules: [], packages: [], dependencies: 0 },
        keep: (all, lacking) =>
          writeResults(folder, name, { shape: SHAPE, program, results: [...all], lacking } satisfies Kept, now),
      },
      keys: (context) =>
        makeFolderKeys(tree, scope, context, {
          hash: hashParts,
          text: (file) => disk.text(file),
          isFolder: (path) => disk.isFolder(path),
          moduleCache: options.env.moduleCache,
          program,
          settings,
        }),
    };
  };
}

// The cache of `lint` between runs, one file for each set of options: outlines of files by content, summaries of packages by
// content, results of folders by key. What is not of this program, or cannot be read, is as if it were not there.
import type { Disk } from '../collect/source/disk.ts';
import {
  hashParts,
  programStamp,
  readResults,
  resultCacheFolder,
  writeResults,
} from '../collect/source/result-cache.ts';
import type { FileOutline } from '../model/source-package.ts';
import { makeFolderKeys } from '../pipeline/source/folder-keys.ts';
import type { FolderResult, JudgeScopeOptions } from '../pipeline/source/judge-scope.ts';
import type { OutlineCache } from '../pipeline/source/load-package.ts';
import { hashOfSource } from '../pipeline/source/read-bodies.ts';
import type { Scope, SourceTree } from '../pipeline/source/source-tree.ts';
import type { LintWorkerData } from './lint-worker.ts';

/** Changes with the shape of what is kept. */
const SHAPE = 'parkwatch/lint-cache/2';

interface Kept {
  readonly shape: string;
  readonly program: string;
  /** By hash of the bytes. */
  readonly outlines: readonly (readonly [hash: string, outline: FileOutline])[];
  /** By hash of the names and bytes of the files. */
  readonly summaries: readonly (readonly [content: string, summary: string])[];
  readonly results: readonly (readonly [key: string, result: FolderResult])[];
}

export interface LintCache {
  /** For loading: files with an outline are not parsed. */
  readonly outlines: OutlineCache;
  /** For judging. */
  of(tree: SourceTree, scope: Scope): JudgeScopeOptions['cache'];
}

/** The cache of runs with these options; undefined when it is switched off. `now` in ms. */
export function openLintCache(
  environment: Readonly<Record<string, string | undefined>>,
  disk: Disk,
  options: Pick<LintWorkerData, 'env' | 'tree' | 'rules'> & { readonly patterns: readonly string[] },
  now: number,
): LintCache | undefined {
  const folder = resultCacheFolder(environment);
  if (folder === undefined) return undefined;
  const { gowork } = options.env;
  const work = gowork === '' || gowork === 'off' ? '' : (disk.text(gowork) ?? '');
  const settings = JSON.stringify([options, work]);
  const name = hashParts([settings]);
  const program = programStamp();
  const kept = readKept(readResults(folder, name), program);
  const before = new Map(kept?.outlines ?? []);
  const outlines = new Map<string, FileOutline>();
  const summaries = new Map(kept?.summaries ?? []);
  const results = new Map(kept?.results ?? []);
  return {
    outlines: {
      find(source) {
        const hash = hashOfSource(source);
        const outline = before.get(hash);
        if (outline) outlines.set(hash, outline);
        return outline;
      },
      keep: (source, outline) => outlines.set(hashOfSource(source), outline),
    },
    of: (tree, scope) => {
      const used = new RecordingMap(summaries);
      return {
        results: {
          find: (key) => results.get(key),
          keep: (all) =>
            writeResults(
              folder,
              name,
              {
                shape: SHAPE,
                program,
                outlines: [...outlines],
                summaries: [...used.asked],
                results: [...all],
              } satisfies Kept,
              now,
            ),
        },
        keys: (context) =>
          makeFolderKeys(tree, scope, context, {
            hash: hashParts,
            text: (file) => disk.text(file),
            isFolder: (path) => disk.isFolder(path),
            moduleCache: options.env.moduleCache,
            program,
            summaries: used,
            settings,
          }),
      };
    },
  };
}

/** Remembers what was asked for and put in, so that what nobody needs any more is not kept. */
class RecordingMap extends Map<string, string> {
  readonly asked = new Map<string, string>();

  override get(key: string): string | undefined {
    const value = super.get(key);
    if (value !== undefined) this.asked.set(key, value);
    return value;
  }

  override set(key: string, value: string): this {
    this.asked?.set(key, value);
    return super.set(key, value);
  }
}

/** What was read, when it is of this program and has its shape. */
function readKept(read: unknown, program: string): Kept | undefined {
  const kept = read as Partial<Kept> | null | undefined;
  if (kept?.shape !== SHAPE || kept.program !== program) return undefined;
  const lists = [kept.outlines, kept.summaries, kept.results];
  return lists.every((list) => Array.isArray(list) && list.every((pair) => Array.isArray(pair) && pair.length === 2))
    ? (kept as Kept)
    : undefined;
}

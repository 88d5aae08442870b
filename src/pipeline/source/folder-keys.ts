// Under which key the result of a folder is kept: a hash of all that it depends on. That is the program itself, the rules, the
// build target, what go.mod and its like say, which modules are at hand, the bytes of the folder's files, and the summary
// (`package-summary.ts`) of every package of the main modules that it imports, directly or not; of a replacement by a folder its
// bytes. What lies in the module cache, in vendor, in GOROOT or in the stub index is known by its version.
import { dirname, join } from 'node:path';
import { Program } from '../../analyse/source/program.ts';
import { escapeModulePath } from '../../decode/gomod/parse-go-mod.ts';
import type { SourcePackage } from '../../model/source-package.ts';
import type { JudgeContext } from './judge-scope.ts';
import type { PackageFolder } from './module-world.ts';
import { summaryOfPackages } from './package-summary.ts';
import { hashOfSource } from './read-bodies.ts';
import type { Scope, SourceTree } from './source-tree.ts';

export interface FolderKeys {
  /** Undefined when the folder's result may not be kept. */
  keyOf(folder: string): string | undefined;
}

export interface FolderKeyOptions {
  /** Hash of byte strings, one behind the other, as text. */
  readonly hash: (parts: readonly (string | Uint8Array)[]) => string;
  /** The text of a file, undefined when there is none. */
  readonly text: (file: string) => string | undefined;
  readonly isFolder: (path: string) => boolean;
  readonly moduleCache: string;
  /** What this program is: changes with every build. */
  readonly program: string;
  /** Summaries of packages by the hash of their content, from earlier runs; new ones are put in. */
  readonly summaries: Map<string, string>;
  /** All options that rules or the reading of files depend on. */
  readonly settings: string;
}

/** Keys of the folders in scope. */
export function makeFolderKeys(
  tree: SourceTree,
  scope: Scope,
  context: JudgeContext,
  options: FolderKeyOptions,
): FolderKeys {
  const { hash } = options;
  const packages = new Map<string, readonly SourcePackage[]>();
  for (const folder of scope.folders) packages.set(folder.folder, folder.packages);
  const packagesOf = (folder: string): readonly SourcePackage[] => packages.get(folder) ?? [];
  const contents = new Map<string, string>();
  /** Names and bytes of a folder's files: those that importers see, or all. */
  const contentOf = (folder: string, tests: boolean): string => {
    const key = `${tests}${folder}`;
    let content = contents.get(key);
    if (content === undefined) {
      const files = packagesOf(folder).flatMap((pkg) => pkg.files.filter((file) => tests || !file.isTest));
      const partial = packagesOf(folder).some((pkg) => pkg.isPartial) ? ['partial'] : [];
      content = hash([...partial, ...files.flatMap((file) => [file.path, file.goVersion, hashOfSource(file.source)])]);
      contents.set(key, content);
    }
    return content;
  };
  const inScope = new Set(scope.folders.map(({ folder }) => folder));
  const program = new Program(tree.find);
  /** What importers see of a folder in scope; of a replacement by a folder all that it holds. */
  const declaredIn = (folder: string): string => {
    const content = contentOf(folder, false);
    if (!inScope.has(folder)) return content;
    let summary = options.summaries.get(content);
    if (summary === undefined) {
      summary = summaryOfPackages(program, packagesOf(folder));
      options.summaries.set(content, summary);
      tree.shelf.clear();
    }
    return summary;
  };
  const stamps = new Map<string, string>();
  const stampOf = (folder: string): string => {
    const world = tree.worldOf(folder);
    const places = world.main.map((main) => main.folder).sort();
    const key = `${world.mode}|${places.join('|')}`;
    let stamp = stamps.get(key);
    if (stamp === undefined) {
      const parts = [key];
      for (const main of world.main) {
        for (const name of ['go.mod', 'vendor/modules.txt']) parts.push(options.text(join(main.folder, name)) ?? '-');
        for (let at = main.folder; dirname(at) !== at; at = dirname(at))
          parts.push(options.text(join(at, 'go.work')) ?? '-');
        for (const { path, version } of main.file.requires) {
          const place = join(options.moduleCache, `${escapeModulePath(path)}@${escapeModulePath(version)}`);
          parts.push(options.isFolder(place) ? '+' : '-');
        }
      }
      stamps.set(key, (stamp = hash(parts)));
    }
    return stamp;
  };
  /** Hash of what a folder's importers depend on; undefined inside an import cycle. */
  const seen = new Map<string, string | undefined>();
  const seenBy = (found: PackageFolder, from: SourcePackage): string | undefined => {
    if (found.isStandard && !packages.has(found.folder)) return found.importPath;
    if (found.module?.version) return `${found.importPath}@${found.module.version}`;
    const { folder } = found;
    if (seen.has(folder)) return seen.get(folder);
    if (!packages.has(folder)) {
      const loaded = tree.find(found.importPath, from);
      packages.set(folder, loaded ? [loaded] : []);
    }
    seen.set(folder, undefined);
    const imports = importsOf(folder, false);
    const value = imports && hash([declaredIn(folder), ...imports]);
    seen.set(folder, value);
    return value;
  };
  const importsOf = (folder: string, tests: boolean): string[] | undefined => {
    const paths = new Set<string>();
    for (const pkg of packagesOf(folder))
      for (const file of pkg.files) if (tests || !file.isTest) for (const path of file.outline.imports) paths.add(path);
    const world = tree.worldOf(folder);
    const [from] = packagesOf(folder);
    const parts: string[] = [];
    for (const path of [...paths].sort()) {
      const found = path === 'C' || path === 'unsafe' ? undefined : world.resolve(path, folder);
      if (found?.folder === folder) continue;
      const part = found ? seenBy(found, from) : `no ${path}`;
      if (part === undefined) return undefined;
      parts.push(part);
    }
    return parts;
  };
  const { goos, goarch, cgo, tags, minor } = tree.target;
  const common = hash([
    options.program,
    options.settings,
    JSON.stringify([context.mainGoVersion, context.timersNeedStop, goos, goarch, cgo, tags, minor]),
    `${tree.goroot ?? ''} stubs ${tree.stubVersion}`,
    (tree.goroot && options.text(join(tree.goroot, 'VERSION'))) ?? '',
  ]);
  const keys = new Map<string, string | undefined>();
  return {
    keyOf(folder) {
      if (keys.has(folder)) return keys.get(folder);
      const imports = importsOf(folder, true);
      const key = imports && hash([common, stampOf(folder), folder, contentOf(folder, true), ...imports]);
      keys.set(folder, key);
      return key;
    },
  };
}

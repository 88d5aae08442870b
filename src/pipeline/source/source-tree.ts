// All Go source of one run: which packages are in scope, and any other that they import, read when first asked for.
import { join, sep } from 'node:path';
import type { Disk } from '../../collect/source/disk.ts';
import { findCachedToolchain, type GoEnvironment, versionOfGoroot } from '../../collect/source/go-environment.ts';
import { GoDecoder } from '../../decode/gosource/decode-go.ts';
import type { BuildTarget } from '../../model/go-module.ts';
import { nameOf } from '../../model/go-tree.ts';
import { type FindPackage, goVersionAtLeast, type SourceFile, type SourcePackage } from '../../model/source-package.ts';
import { type LoadedFolder, loadPackage, type OutlineCache } from './load-package.ts';
import { type Matches, matchPackages, shownPath } from './match-packages.ts';
import { ModuleWorld, type PackageFolder, placeOfFolder } from './module-world.ts';
import { outlineFile } from './outline-file.ts';
import { TreeShelf } from './tree-shelf.ts';

export interface SourceTreeOptions {
  readonly disk: Disk;
  readonly env: GoEnvironment;
  /** Absolute. */
  readonly cwd: string;
  /** Absolute: whose go.mod chooses the toolchain; the working folder unless told. */
  readonly root?: string;
  readonly tags: readonly string[];
  readonly tests: boolean;
  /** `--go 1.22`: the language version of all packages in scope. */
  readonly goVersion?: string;
  /** What the standard library declares, as Go source by import path: read instead of GOROOT, and where there is none. */
  readonly stubs: StandardStubs;
  /** Outlines of files in scope, from earlier runs. */
  readonly outlines?: OutlineCache;
}

/** The stub index. */
export interface StandardStubs {
  /** `1.27.3`, of which Go it was made. */
  readonly version: string;
  /** Declarations of a package as Go source; undefined when there is no such package. */
  source(importPath: string): Uint8Array | undefined;
}

/** What the files in scope import from outside of it. */
export interface ImportsFound {
  /** How many packages, those of the stub index left out. */
  readonly dependencies: number;
  /** Import paths that no folder was found for. */
  readonly missingPackages: readonly string[];
  /** `path@version` of modules that the build list names and the disk does not have. */
  readonly missingModules: readonly string[];
}

/** A package in scope. */
export interface ScopePackage {
  readonly package: SourcePackage;
  readonly folder: string;
  /** Paths of the files that are reported on, all when undefined. */
  readonly only: ReadonlySet<string> | undefined;
}

export interface Scope {
  readonly matches: Matches;
  readonly packages: readonly ScopePackage[];
  readonly folders: readonly (LoadedFolder & { readonly folder: string; readonly named: boolean })[];
}

/** Newest minor whose release tag holds when no GOROOT tells: the one that the parser knows. */
const newestMinor = 27;

export class SourceTree {
  readonly goroot: string | undefined;
  readonly decoder = new GoDecoder();
  /** The trees of all files that were loaded. */
  readonly shelf = new TreeShelf(this.decoder);
  readonly target: BuildTarget;
  /** Packages beside those in scope that were read. */
  dependencies = 0;
  readonly #options: SourceTreeOptions;
  readonly #worlds = new Map<string, ModuleWorld>();
  readonly #loaded = new Map<string, LoadedFolder>();
  /** A dependency is read in the world of whoever asked first: its own go.mod does not choose versions. */
  readonly #worldByFolder = new Map<string, ModuleWorld>();
  readonly #folders = new WeakMap<SourcePackage, string>();
  #imports: ImportsFound | undefined;
  readonly #stubs = new Map<string, SourcePackage | undefined>();
  /** Files asked for by folder; set before anything is loaded. */
  readonly #scope = new Map<string, { readonly files?: ReadonlySet<string> }>();

  constructor(options: SourceTreeOptions) {
    this.#options = options;
    const { env, disk, cwd } = options;
    const place = placeOfFolder(disk, env, options.root ?? cwd);
    const wanted = place.modules.map((folder) => disk.text(join(folder, 'go.mod')) ?? '').join('\n');
    const newest = [...wanted.matchAll(/^(?:go|toolchain go) ?(1\.\d+(?:\.\d+)?)/gm)]
      .map((m) => m[1])
      .sort(byVersion)
      .at(-1);
    // `go` itself would switch to a toolchain of the module cache when go.mod wants a newer one than it is.
    const cached =
      env.goroot !== undefined && newest !== undefined && byVersion(env.gorootVersion, newest) < 0
        ? findCachedToolchain(env.moduleCache, newest)
        : undefined;
    this.goroot = cached ?? env.goroot;
    const version = this.goroot === undefined ? '' : versionOfGoroot(this.goroot);
    this.target = {
      goos: env.goos,
      goarch: env.goarch,
      cgo: env.cgo,
      tags: [...env.tags, ...options.tags],
      minor: version === '' ? newestMinor : minorOf(version) || newestMinor,
    };
  }

  /** The folders that the patterns name; nothing is parsed. */
  match(patterns: readonly string[]): Matches {
    const { disk, cwd } = this.#options;
    return matchPackages(patterns, cwd, {
      disk,
      goroot: this.goroot,
      isIgnored: (folder) => this.worldOf(folder).isIgnored(folder),
      folderOf: (path) => this.worldOf(cwd).resolve(path, cwd)?.folder,
      folderBelow: (path) => this.worldOf(cwd).folderBelow(path),
    });
  }

  /** The packages that the patterns name. */
  loadScope(patterns: readonly string[]): Scope {
    const matches = this.match(patterns);
    this.takeScope(matches);
    const packages: ScopePackage[] = [];
    const folders: (LoadedFolder & { folder: string; named: boolean })[] = [];
    for (const { folder, named } of matches.folders) {
      packages.push(...this.scopePackages(folder));
      folders.push({ ...this.#load(folder), folder, named });
      this.shelf.clear();
    }
    return { matches, packages, folders };
  }

  /** Says what is in scope, before anything is loaded. */
  takeScope(matches: Matches): void {
    for (const { folder, files } of matches.folders) this.#scope.set(folder, { files });
  }

  /** The packages of one folder in scope. */
  scopePackages(folder: string): ScopePackage[] {
    const { cwd } = this.#options;
    const files = this.#scope.get(folder)?.files;
    const only = files && new Set([...files].map((name) => shownPath(cwd, join(folder, name))));
    return this.#load(folder).packages.map((pkg) => ({ package: pkg, folder, only }));
  }

  /** How analyses find what a package imports. */
  readonly find: FindPackage = (path, from) => {
    const folder = this.#folders.get(from);
    if (folder === undefined) return from.isStandard ? this.#stub(path) : undefined;
    // `p_test` imports `p`, which is the same folder.
    const world = this.worldOf(folder);
    const found = world.resolve(path, folder);
    if (!found) {
      return this.goroot === undefined ? this.#stub(path) : undefined;
    }
    if (found.isStandard && !from.isStandard && this.#isIndexed(path) && !this.#scope.has(found.folder))
      return this.#stub(path);
    return this.#load(found.folder, found, world).packages.find((p) => !p.path.endsWith('_test') || p.path === path);
  };

  /** What the files in scope import and where it is: told by them alone, so that it does not depend on what rules asked for. */
  askForImports(scope: Scope): ImportsFound {
    if (this.#imports) return this.#imports;
    const inScope = new Set(scope.folders.map(({ folder }) => folder));
    const dependencies = new Set<string>();
    const missing = new Set<string>();
    for (const { package: pkg, folder } of scope.packages) {
      const world = this.worldOf(folder);
      for (const path of new Set(pkg.files.flatMap(({ outline }) => outline.imports))) {
        if (path === 'C' || path === 'unsafe') continue;
        const found = world.resolve(path, folder);
        if (found) {
          if (!inScope.has(found.folder)) dependencies.add(found.folder);
        } else if (this.goroot !== undefined || !this.#options.stubs.source(path)) missing.add(path);
      }
    }
    const modules = new Set(this.worlds.flatMap((world) => [...world.missing]));
    this.#imports = {
      dependencies: dependencies.size,
      missingPackages: [...missing].sort(),
      missingModules: [...modules].sort(),
    };
    return this.#imports;
  }

  /** The go.mod, go.work or GOPATH that rules a folder. */
  worldOf(folder: string): ModuleWorld {
    const { disk, env } = this.#options;
    if (this.goroot !== undefined && folder.startsWith(join(this.goroot, 'src') + sep)) {
      const standard = join(this.goroot, 'src');
      return this.#world(standard, () => ({ key: standard, workFile: undefined, modules: [standard] }));
    }
    const own = this.#worldByFolder.get(folder);
    if (own) return own;
    const place = placeOfFolder(disk, env, folder);
    const world = this.#world(place.key, () => place);
    this.#worldByFolder.set(folder, world);
    return world;
  }

  #world(key: string, place: () => ReturnType<typeof placeOfFolder>): ModuleWorld {
    let world = this.#worlds.get(key);
    if (!world) {
      world = new ModuleWorld(this.#options.disk, this.#options.env, this.goroot, place(), this.#isIndexed);
      this.#worlds.set(key, world);
    }
    return world;
  }

  /** Whether the stub index says of a package of the standard library all that its source would: rules look into no function of
   * it, names that are not exported are nobody else's. Not when the toolchain is newer than the index; `syscall` is another one
   * on each system, and the index is of linux/amd64. */
  readonly #isIndexed = (path: string): boolean => {
    const { stubs } = this.#options;
    if (stubs.source(path) === undefined || this.target.minor > minorOf(stubs.version)) return false;
    return path !== 'syscall' || (this.target.goos === 'linux' && this.target.goarch === 'amd64');
  };

  /** Of which Go the stub index was made. */
  get stubVersion(): string {
    return this.#options.stubs.version;
  }

  /** All worlds that were needed. */
  get worlds(): readonly ModuleWorld[] {
    return [...this.#worlds.values()];
  }

  /** The packages of a folder, for frames of a dump; empty when it holds no Go files. */
  loadFolder(folder: string): readonly SourcePackage[] {
    return this.#load(folder).packages;
  }

  /** Whether a folder holds a file of this name. */
  hasFile(folder: string, name: string): boolean {
    const listing = this.#options.disk.list(folder);
    return listing.kind === 'listed' && listing.entries.some((e) => e.name === name && e.kind === 'file');
  }

  #load(folder: string, found?: PackageFolder, asker?: ModuleWorld): LoadedFolder {
    let loaded = this.#loaded.get(folder);
    if (loaded) return loaded;
    const { disk, cwd, tests, goVersion, outlines } = this.#options;
    // What a dependency imports is chosen by the build list of the main module that asked for it.
    if (asker && found && !found.isStandard && !found.module?.isMain) this.#worldByFolder.set(folder, asker);
    const scope = this.#scope.get(folder);
    const world = this.worldOf(folder);
    const own = world.importPathOf(folder);
    const isStandard = found?.isStandard ?? (own?.module.path === 'std' || own?.module.path === 'cmd');
    const importPath = found?.importPath ?? own?.importPath ?? this.#pathOutsideModules(folder);
    const moduleGo = found?.module?.go ?? own?.module.go ?? '';
    const load = (only?: ReadonlySet<string>): LoadedFolder =>
      loadPackage(disk, this.shelf, this.target, folder, importPath, (path) => shownPath(cwd, path), {
        tests: scope !== undefined && (tests || [...(scope.files ?? [])].some((name) => name.endsWith('_test.go'))),
        isStandard,
        isDependency: scope === undefined,
        goVersion: scope !== undefined && goVersion !== undefined ? goVersion : moduleGo,
        also: scope?.files,
        only,
        outlines: scope === undefined ? undefined : outlines,
      });
    loaded = load();
    // A folder of separate programs: several `main` functions in one package. Each file stands for itself then.
    if (scope?.files && loaded.packages.some((p) => p.files.reduce((sum, { outline }) => sum + outline.mains, 0) > 1))
      loaded = load(scope.files);
    if (scope === undefined) this.dependencies++;
    this.#loaded.set(folder, loaded);
    for (const pkg of loaded.packages) this.#folders.set(pkg, folder);
    return loaded;
  }

  #pathOutsideModules(folder: string): string {
    for (const root of this.#options.env.gopath) {
      const src = join(root, 'src') + sep;
      if (folder.startsWith(src)) return folder.slice(src.length).split(sep).join('/');
    }
    return 'command-line-arguments';
  }

  #stub(path: string): SourcePackage | undefined {
    if (this.#stubs.has(path)) return this.#stubs.get(path);
    const source = this.#options.stubs.source(path);
    let pkg: SourcePackage | undefined;
    if (source) {
      const tree = this.decoder.decode(source, path);
      const file: SourceFile = {
        path: `std:${path}`,
        tree,
        source,
        outline: outlineFile(tree, true),
        goVersion: this.#options.stubs.version,
        isTest: false,
        isTestCode: false,
        isGenerated: true,
      };
      pkg = { path, name: nameOf(tree, 1), files: [file], isStandard: true, isDependency: true };
    }
    this.#stubs.set(path, pkg);
    return pkg;
  }
}

/** 27 of `1.27.3`; NaN where there is none. */
function minorOf(version: string): number {
  return Number.parseInt(version.split('.')[1] ?? '', 10);
}

function byVersion(a: string, b: string): number {
  const left = a.split('.').map((n) => Number.parseInt(n, 10) || 0);
  const right = b.split('.').map((n) => Number.parseInt(n, 10) || 0);
  return left[0] - right[0] || (left[1] ?? 0) - (right[1] ?? 0) || (left[2] ?? 0) - (right[2] ?? 0);
}

/** Whether timers and tickers stay until stopped: below Go 1.23, or `asynctimerchan=1`. */
export function timersNeedStop(goVersion: string, godebug: readonly string[]): boolean {
  if (godebug.some((d) => d.replace(/^go:debug\s+/, '') === 'asynctimerchan=1')) return true;
  return goVersion !== '' && !goVersionAtLeast(goVersion, '1.23');
}

// Which folder an import path means: main modules and workspace, vendor, replacements, module cache, GOPATH, GOROOT.
// The rules are those of https://go.dev/ref/mod without the network: nothing is downloaded, nothing is run.
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Disk } from '../../collect/source/disk.ts';
import type { GoEnvironment } from '../../collect/source/go-environment.ts';
import { compareVersions, escapeModulePath, parseGoMod, parseVendorModules } from '../../decode/gomod/parse-go-mod.ts';
import type { GoModFile, ModuleReplace, ModuleVersion } from '../../model/go-module.ts';
import { goVersionAtLeast } from '../../model/source-package.ts';

export interface ModuleRoot {
  readonly path: string;
  /** Empty for main modules and replacements by a folder. */
  readonly version: string;
  readonly folder: string;
  /** Language version, `1.16` when go.mod has none. */
  readonly go: string;
  /** Reported on, unlike dependencies. */
  readonly isMain: boolean;
}

export interface PackageFolder {
  readonly folder: string;
  readonly importPath: string;
  /** Undefined for the standard library and in GOPATH mode. */
  readonly module: ModuleRoot | undefined;
  readonly isStandard: boolean;
}

interface MainModule extends ModuleRoot {
  readonly file: GoModFile;
}

/** All that belongs to one go.mod, go.work or GOPATH tree. */
export class ModuleWorld {
  readonly mode: 'module' | 'workspace' | 'gopath';
  readonly main: readonly MainModule[];
  /** GOROOT that is used; undefined when the stub index stands for it. */
  readonly goroot: string | undefined;
  /** Modules that the build list names and the disk does not have, by `path@version`. */
  readonly missing = new Set<string>();
  readonly godebug: readonly string[];
  readonly #disk: Disk;
  readonly #env: GoEnvironment;
  readonly #isKnown: (importPath: string) => boolean;
  readonly #replaces: readonly (ModuleReplace & { readonly base: string })[];
  readonly #vendor: string | undefined;
  readonly #vendored: ReadonlyMap<string, ModuleVersion>;
  #versions: ReadonlyMap<string, string> | undefined;
  readonly #roots = new Map<string, ModuleRoot | undefined>();
  readonly #resolved = new Map<string, PackageFolder | undefined>();

  /** `isKnown` names packages of the standard library that need not be looked for. */
  constructor(
    disk: Disk,
    env: GoEnvironment,
    goroot: string | undefined,
    place: WorldPlace,
    isKnown: (importPath: string) => boolean,
  ) {
    this.#disk = disk;
    this.#isKnown = isKnown;
    this.#env = env;
    this.goroot = goroot;
    this.mode = place.workFile !== undefined ? 'workspace' : place.modules.length > 0 ? 'module' : 'gopath';
    this.main = place.modules.map((folder) => {
      const file = readGoMod(disk, join(folder, 'go.mod'));
      return { path: file.module, version: '', folder, go: file.go || '1.16', isMain: true, file };
    });
    const work = place.workFile === undefined ? undefined : readGoMod(disk, place.workFile);
    this.godebug = [...(work?.godebug ?? []), ...(work ? [] : this.main.flatMap((m) => m.file.godebug))];
    this.#replaces = [
      ...(work?.replaces ?? []).map((r) => ({ ...r, base: dirname(place.workFile ?? '') })),
      ...this.main.flatMap((m) => m.file.replaces.map((r) => ({ ...r, base: m.folder }))),
    ];
    const base = place.workFile === undefined ? this.main[0]?.folder : dirname(place.workFile);
    const vendor = base === undefined || env.mod === 'mod' || env.mod === 'readonly' ? undefined : join(base, 'vendor');
    const list = vendor === undefined ? undefined : disk.text(join(vendor, 'modules.txt'));
    this.#vendor = list === undefined ? undefined : vendor;
    this.#vendored = parseVendorModules(list ?? '');
  }

  /** The package that `importPath` means when a file in `fromFolder` imports it; undefined when it is not on this disk. */
  resolve(importPath: string, fromFolder: string): PackageFolder | undefined {
    const inStandard = this.goroot !== undefined && isInside(join(this.goroot, 'src'), fromFolder);
    const key = this.mode === 'gopath' || inStandard ? `${importPath}\0${fromFolder}` : importPath;
    if (this.#resolved.has(key)) return this.#resolved.get(key);
    const found = this.#resolve(importPath, fromFolder, inStandard);
    this.#resolved.set(key, found);
    return found;
  }

  /** The import path of a folder of a main module; undefined when it belongs to none. */
  importPathOf(folder: string): { readonly importPath: string; readonly module: ModuleRoot } | undefined {
    let best: MainModule | undefined;
    for (const module of this.main)
      if (isInside(module.folder, folder) && module.folder.length > (best?.folder.length ?? -1)) best = module;
    if (!best) return undefined;
    const path = relative(best.folder, folder).split(sep).join('/');
    // GOROOT/src is the module `std`, whose packages have no prefix.
    const importPath = best.path === 'std' ? path : path === '' ? best.path : `${best.path}/${path}`;
    return { importPath, module: best };
  }

  /** The folder below which the packages of `path/...` lie, whether or not it holds Go files itself. */
  folderBelow(path: string): string | undefined {
    for (const module of this.main) {
      if (module.path !== 'std' && module.path.startsWith(`${path}/`)) return module.folder;
      const folder = isPrefix(module.path, path) ? join(module.folder, path.slice(module.path.length)) : undefined;
      if (folder !== undefined && this.#disk.isFolder(folder)) return folder;
    }
    const standard = this.goroot === undefined || path === '' ? undefined : join(this.goroot, 'src', path);
    return standard !== undefined && this.#disk.isFolder(standard) ? standard : undefined;
  }

  /** Folders that `./...` leaves out because go.mod says so (`ignore`, Go 1.25). */
  isIgnored(folder: string): boolean {
    for (const module of this.main)
      for (const ignored of module.file.ignores) {
        const path = relative(module.folder, folder).split(sep).join('/');
        const name = ignored.replace(/^\.\//, '').replace(/\/$/, '');
        if (ignored.startsWith('./') ? path === name : path === name || path.endsWith(`/${name}`)) return true;
      }
    return false;
  }

  #resolve(importPath: string, fromFolder: string, inStandard: boolean): PackageFolder | undefined {
    const standard = this.#standard(importPath, inStandard);
    if (standard) return standard;
    if (this.mode === 'gopath') return this.#inGopath(importPath, fromFolder);
    let best: MainModule | undefined;
    for (const module of this.main)
      if (isPrefix(module.path, importPath) && module.path.length > (best?.path.length ?? -1)) best = module;
    if (best) {
      const own = this.#inRoot(best, importPath);
      if (own) return own;
    }
    if (this.#vendor !== undefined) {
      const folder = join(this.#vendor, importPath);
      if (this.#hasGoFiles(folder)) {
        const of = this.#vendored.get(importPath);
        const module = of && { ...of, folder: join(this.#vendor, of.path), go: '1.21', isMain: false };
        return { folder, importPath, module, isStandard: false };
      }
    }
    return this.#inBuildList(importPath);
  }

  #standard(importPath: string, inStandard: boolean): PackageFolder | undefined {
    if (this.goroot === undefined) return undefined;
    const first = importPath.split('/', 1)[0];
    const src = join(this.goroot, 'src');
    if (!inStandard && this.#isKnown(importPath))
      return { folder: join(src, importPath), importPath, module: undefined, isStandard: true };
    const candidates = inStandard ? [join(src, 'vendor', importPath), join(src, 'cmd', 'vendor', importPath)] : [];
    if (!first.includes('.')) candidates.unshift(join(src, importPath));
    for (const folder of candidates)
      if (this.#hasGoFiles(folder)) return { folder, importPath, module: undefined, isStandard: true };
    return undefined;
  }

  /** The longest module path of the build list that has the folder wins, as `go` decides it. */
  #inBuildList(importPath: string): PackageFolder | undefined {
    const versions = this.#buildList();
    for (
      let path = importPath;
      path !== '.' && path !== '';
      path = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
    ) {
      const version = versions.get(path);
      const replaced = this.#replaces.some((r) => r.path === path);
      if (version === undefined && !replaced) continue;
      const root = this.#rootOf(path, version ?? '');
      const found = root && this.#inRoot(root, importPath);
      if (found) return found;
    }
    return undefined;
  }

  #inRoot(root: ModuleRoot, importPath: string): PackageFolder | undefined {
    const folder = importPath === root.path ? root.folder : join(root.folder, importPath.slice(root.path.length + 1));
    return this.#hasGoFiles(folder) ? { folder, importPath, module: root, isStandard: false } : undefined;
  }

  #rootOf(path: string, version: string): ModuleRoot | undefined {
    const key = `${path}@${version}`;
    if (this.#roots.has(key)) return this.#roots.get(key);
    const replace =
      this.#replaces.find((r) => r.path === path && r.version === version && version !== '') ??
      this.#replaces.find((r) => r.path === path && r.version === '');
    let folder: string;
    let shown = version;
    if (replace && replace.toVersion === '') {
      folder = isAbsolute(replace.to) ? replace.to : resolve(replace.base, replace.to);
      shown = '';
    } else {
      const from = replace ?? { to: path, toVersion: version };
      folder = join(this.#env.moduleCache, `${escapeModulePath(from.to)}@${escapeModulePath(from.toVersion)}`);
      shown = from.toVersion;
    }
    let root: ModuleRoot | undefined;
    if (this.#disk.isFolder(folder)) {
      const go = readGoMod(this.#disk, join(folder, 'go.mod')).go || '1.16';
      root = { path, version: shown, folder, go, isMain: false };
    } else this.missing.add(shown === '' ? path : `${path}@${shown}`);
    this.#roots.set(key, root);
    return root;
  }

  /** Version of each module: from go.mod alone where it lists all of them (Go 1.17 and later), else by minimal version
   * selection over the go.mod files in the cache. */
  #buildList(): ReadonlyMap<string, string> {
    if (this.#versions) return this.#versions;
    const chosen = new Map<string, string>();
    const queue: ModuleVersion[] = this.main.flatMap((m) => [...m.file.requires]);
    const add = (module: ModuleVersion): boolean => {
      const known = chosen.get(module.path);
      if (known !== undefined && compareVersions(known, module.version) >= 0) return false;
      chosen.set(module.path, module.version);
      return true;
    };
    const pruned = this.main.every((m) => goVersionAtLeast(m.go, '1.17'));
    for (let i = 0; i < queue.length; i++) {
      if (!add(queue[i]) || pruned) continue;
      const { path, version } = queue[i];
      const file = join(
        this.#env.moduleCache,
        'cache/download',
        escapeModulePath(path),
        '@v',
        `${escapeModulePath(version)}.mod`,
      );
      queue.push(...readGoMod(this.#disk, file).requires);
    }
    this.#versions = chosen;
    return chosen;
  }

  #inGopath(importPath: string, fromFolder: string): PackageFolder | undefined {
    for (const root of this.#env.gopath) {
      const src = join(root, 'src');
      if (isInside(src, fromFolder))
        for (let at = fromFolder; at.length >= src.length; at = dirname(at)) {
          const folder = join(at, 'vendor', importPath);
          if (this.#hasGoFiles(folder)) return { folder, importPath, module: undefined, isStandard: false };
        }
      const folder = join(src, importPath);
      if (this.#hasGoFiles(folder)) return { folder, importPath, module: undefined, isStandard: false };
    }
    return undefined;
  }

  #hasGoFiles(folder: string): boolean {
    const listing = this.#disk.list(folder);
    return listing.kind === 'listed' && listing.entries.some((e) => e.kind === 'file' && e.name.endsWith('.go'));
  }
}

/** Which go.mod or go.work rules a folder. */
export interface WorldPlace {
  /** Distinguishes worlds: the go.work, the module's folder, or `gopath`. */
  readonly key: string;
  readonly workFile: string | undefined;
  /** Folders of the main modules. */
  readonly modules: readonly string[];
}

/** Looks from `folder` upward, as `go` does; GOWORK=off and a go.work that does not use the module are honoured. */
export function placeOfFolder(disk: Disk, env: GoEnvironment, folder: string): WorldPlace {
  const module = findUpward(disk, folder, 'go.mod');
  const work = env.gowork === 'off' ? undefined : env.gowork !== '' ? env.gowork : findUpward(disk, folder, 'go.work');
  if (work !== undefined) {
    const base = dirname(work);
    const modules = readGoMod(disk, work)
      .uses.map((use) => resolve(base, use))
      .filter((use) => disk.isFile(join(use, 'go.mod')));
    if (modules.length > 0 && (module === undefined || modules.includes(dirname(module))))
      return { key: work, workFile: work, modules };
  }
  if (module !== undefined) return { key: dirname(module), workFile: undefined, modules: [dirname(module)] };
  return { key: 'gopath', workFile: undefined, modules: [] };
}

function findUpward(disk: Disk, folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, name);
    if (disk.isFile(file)) return file;
    if (dirname(at) === at) return undefined;
  }
}

function readGoMod(disk: Disk, file: string): GoModFile {
  return parseGoMod(disk.text(file) ?? '');
}

function isPrefix(modulePath: string, importPath: string): boolean {
  return modulePath !== '' && (importPath === modulePath || importPath.startsWith(`${modulePath}/`));
}

/** Whether `path` is `folder` or below it. */
export function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

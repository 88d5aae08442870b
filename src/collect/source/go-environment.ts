// Where Go's things are on this machine, told by the environment, Go's own settings file and the place of `go` on the PATH.
// Nothing is run.
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

export interface GoEnvironment {
  /** The folder with `src/`; undefined when there is none. */
  readonly goroot: string | undefined;
  /** `1.27.3` of GOROOT/VERSION; empty without GOROOT. */
  readonly gorootVersion: string;
  readonly gopath: readonly string[];
  readonly moduleCache: string;
  readonly goos: string;
  readonly goarch: string;
  readonly cgo: boolean;
  /** From GOFLAGS: `mod`, `vendor`, `readonly` or empty. */
  readonly mod: string;
  /** From GOFLAGS `-tags=a,b`. */
  readonly tags: readonly string[];
  /** `off`, a file, or empty. */
  readonly gowork: string;
}

/** Reads `env` (as `process.env`); `host` is the machine when GOOS and GOARCH are not set. */
export function collectGoEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  host: { readonly platform: string; readonly arch: string },
): GoEnvironment {
  const home = env.HOME ?? env.USERPROFILE ?? '';
  const stored = readSettings(env.GOENV ?? join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'go', 'env'));
  const of = (name: string): string => env[name] || stored.get(name) || '';
  const gopath = (of('GOPATH') || join(home, 'go')).split(delimiter).filter((p) => p !== '');
  const goroot = findGoroot(of('GOROOT'), env.PATH ?? '');
  const flags = of('GOFLAGS').split(/\s+/);
  const flag = (name: string): string =>
    flags
      .map((f) => f.replace(/^--?/, ''))
      .find((f) => f.startsWith(`${name}=`))
      ?.slice(name.length + 1) ?? '';
  const goos = of('GOOS') || ({ win32: 'windows', sunos: 'solaris' }[host.platform] ?? host.platform);
  const goarch = of('GOARCH') || ({ x64: 'amd64', ia32: '386' }[host.arch] ?? host.arch);
  const isHost = !of('GOOS') && !of('GOARCH');
  return {
    goroot,
    gorootVersion: goroot === undefined ? '' : versionOfGoroot(goroot),
    gopath,
    moduleCache: of('GOMODCACHE') || join(gopath[0] ?? home, 'pkg', 'mod'),
    goos,
    goarch,
    cgo: of('CGO_ENABLED') === '' ? isHost : of('CGO_ENABLED') === '1',
    mod: flag('mod'),
    tags: flag('tags')
      .split(',')
      .filter((t) => t !== ''),
    gowork: of('GOWORK'),
  };
}

/** A newer toolchain that `go` keeps in the module cache (`golang.org/toolchain@v0.0.1-go1.27.3.linux-amd64`), newest
 * patch of the wanted or a later version first; undefined when there is none. */
export function findCachedToolchain(moduleCache: string, wanted: string): string | undefined {
  const number = (version: string): number[] => version.split('.').map((n) => Number.parseInt(n, 10) || 0);
  const compare = (a: number[], b: number[]): number => a[0] - b[0] || a[1] - b[1] || (a[2] ?? 0) - (b[2] ?? 0);
  try {
    const found = readdirSync(join(moduleCache, 'golang.org'))
      .map((name) => ({ name, version: /^toolchain@v0\.0\.1-go(\d+\.\d+(?:\.\d+)?)\./.exec(name)?.[1] }))
      .filter((t) => t.version !== undefined && compare(number(t.version), number(wanted)) >= 0)
      .sort((a, b) => compare(number(a.version ?? ''), number(b.version ?? '')));
    for (const { name } of found) {
      const folder = join(moduleCache, 'golang.org', name);
      if (isFolder(join(folder, 'src', 'runtime'))) return folder;
    }
  } catch {
    // No cache, or none of these in it.
  }
  return undefined;
}

/** `1.27.3` of GOROOT/VERSION, whose first line is `go1.27.3`; empty when it cannot be read. */
export function versionOfGoroot(goroot: string): string {
  try {
    return /^go(\d+\.\d+(?:\.\d+)?)/.exec(readFileSync(join(goroot, 'VERSION'), 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}

function findGoroot(named: string, path: string): string | undefined {
  if (named !== '') return isFolder(join(named, 'src', 'runtime')) ? named : undefined;
  for (const folder of path.split(delimiter)) {
    for (const name of ['go', 'go.exe']) {
      try {
        const root = dirname(dirname(realpathSync(join(folder, name))));
        if (isFolder(join(root, 'src', 'runtime'))) return root;
      } catch {
        // Not here.
      }
    }
  }
  return undefined;
}

function readSettings(file: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  if (file === 'off') return settings;
  try {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const at = line.indexOf('=');
      if (at > 0 && !line.startsWith('#')) settings.set(line.slice(0, at), line.slice(at + 1).trim());
    }
  } catch {
    // No settings file.
  }
  return settings;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

// Reads a module's version from the file names of a stack: `…/github.com/x/y@v1.2.3/z.go`.
import { moduleOfFile } from '../../knowledge/known-leaks.ts';
import type { KnownLeak } from '../../knowledge/signature.ts';
import type { Frame } from '../../model/stack.ts';

/** The version of `module`, or of a major version of it, that the files name; undefined when none does (vendored, trimmed). */
export function moduleVersion(module: string, frames: readonly Frame[]): string | undefined {
  for (const { file } of frames) {
    const found = file === undefined ? undefined : moduleOfFile(file);
    if (found && (found.module === module || found.module.startsWith(`${module}/`))) return found.version;
  }
  return undefined;
}

/** Whether the files of the stack name a version of the leak's module that has the mend; false while the version is unknown. */
export function isMended(leak: Pick<KnownLeak, 'module' | 'fixedIn'>, frames: readonly Frame[]): boolean {
  const version = leak.fixedIn === undefined ? undefined : moduleVersion(leak.module, frames);
  return version !== undefined && compareVersions(version, leak.fixedIn as string) >= 0;
}

/** Semantic-version order; a pre-release comes before its release. Unreadable parts count as 0. */
export function compareVersions(a: string, b: string): number {
  const parse = (v: string) => {
    const [core, pre] = v.replace(/^v/, '').replace(/\+.*$/, '').split(/-(.*)/s);
    return { core: core.split('.').map((n) => Number.parseInt(n, 10) || 0), pre: pre ?? '' };
  };
  const [x, y] = [parse(a), parse(b)];
  for (let i = 0; i < 3; i++) if ((x.core[i] ?? 0) !== (y.core[i] ?? 0)) return (x.core[i] ?? 0) - (y.core[i] ?? 0);
  if (x.pre === y.pre) return 0;
  if (x.pre === '') return 1;
  if (y.pre === '') return -1;
  return x.pre < y.pre ? -1 : 1;
}

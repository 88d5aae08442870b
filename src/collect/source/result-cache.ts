// Results of `lint` on the disk between runs: one file for each working folder and set of options. It is a help only: what
// cannot be read is not there, what cannot be written is not kept.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file that no run has written for so long goes. */
const KEEP_MILLISECONDS = 30 * 86_400_000;

/** Where results are kept: PARKWATCH_CACHE, else the user's cache folder; undefined when switched off (`off`) or unknown. */
export function resultCacheFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const own = env.PARKWATCH_CACHE;
  if (own === 'off') return undefined;
  if (own) return own;
  const base = env.XDG_CACHE_HOME || (env.LOCALAPPDATA ?? (env.HOME ? join(env.HOME, '.cache') : undefined));
  return base ? join(base, 'parkwatch', 'lint') : undefined;
}

/** First 32 hex digits of the SHA-256 of the parts with their lengths. */
export function hashParts(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(`${part.length}:`);
    hash.update(part);
  }
  return hash.digest('hex').slice(0, 32);
}

/** What this program is: names, sizes and times of its files, so that another build or an edited source is another one. */
export function programStamp(): string {
  return (stamp ??= stampOfProgram());
}

let stamp: string | undefined;

function stampOfProgram(): string {
  // From sources this file is src/collect/source/…; in the package it is part of a chunk of dist/bin.
  const here = fileURLToPath(import.meta.url);
  const root = here.endsWith('.ts') ? join(dirname(here), '../..') : dirname(here);
  const parts: string[] = [process.version];
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(ts|js|as)$/.test(entry.name) || entry.name.endsWith('.test.ts')) continue;
    const file = join(entry.parentPath, entry.name);
    const { size, mtimeMs } = statSync(file);
    parts.push(`${file} ${size} ${mtimeMs}`);
  }
  return hashParts(parts.sort());
}

/** The value kept in a file of the folder; undefined when there is none that can be read. */
export function readResults(folder: string, name: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Keeps a value; whole or not at all, also when two runs write at once. Old files of the folder go. */
export function writeResults(folder: string, name: string, value: unknown, now: number): void {
  const part = join(folder, `${name}.${randomBytes(6).toString('hex')}.part`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(part, JSON.stringify(value), { mode: 0o600 });
    renameSync(part, join(folder, `${name}.json`));
    for (const entry of readdirSync(folder)) {
      const file = join(folder, entry);
      if (/\.(json|part)$/.test(entry) && now - statSync(file).mtimeMs > KEEP_MILLISECONDS)
        rmSync(file, { force: true });
    }
  } catch {
    try {
      rmSync(part, { force: true });
    } catch {
      // Where nothing can be written nothing was left.
    }
  }
}

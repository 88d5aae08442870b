// Which lines changed since a git revision, for `lint --new-from REV`. Git is asked; nothing is changed.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { UsageError } from './usage-error.ts';

export interface ChangedLines {
  /** Whether a 1-based line of a file (absolute path) is new or changed. */
  has(file: string, line: number): boolean;
}

/** Compares the working tree with `rev`; untracked files are new as a whole. Throws `UsageError` when git cannot tell. */
export function readChangedLines(cwd: string, rev: string): ChangedLines {
  const git = (...args: string[]): string => {
    try {
      return execFileSync('git', args, {
        cwd,
        encoding: 'utf8',
        maxBuffer: 1 << 30,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    } catch (error) {
      const text = String((error as { stderr?: unknown }).stderr ?? (error as Error).message)
        .trim()
        .split('\n')[0];
      throw new UsageError(`--new-from ${rev}: ${text}`);
    }
  };
  if (rev.startsWith('-')) throw new UsageError(`--new-from ${rev} is no revision`);
  const top = git('rev-parse', '--show-toplevel').trim();
  const diff = git('diff', '--no-color', '--no-ext-diff', '-U0', '--no-prefix', rev, '--', '*.go');
  const changed = parseDiff(diff);
  const fresh = new Set(
    git('ls-files', '--others', '--exclude-standard', '--full-name', '-z', top)
      .split('\0')
      .filter((name) => name.endsWith('.go')),
  );
  const byPath = new Map([...changed].map(([name, ranges]) => [join(top, name), ranges]));
  const newFiles = new Set([...fresh].map((name) => join(top, name)));
  return {
    has: (file, line) =>
      newFiles.has(file) || (byPath.get(file)?.some(([from, to]) => line >= from && line <= to) ?? false),
  };
}

/** `+++ path` and `@@ -a,b +c,d @@` of a diff without context → changed ranges by path. A pure deletion changes no line. */
export function parseDiff(diff: string): ReadonlyMap<string, readonly (readonly [number, number])[]> {
  const files = new Map<string, [number, number][]>();
  let ranges: [number, number][] = [];
  let inHeader = true;
  for (const line of diff.split('\n')) {
    if (line.startsWith('diff --git ')) inHeader = true;
    else if (inHeader && line.startsWith('+++ ')) {
      ranges = [];
      const name = line.slice(4).replace(/\t$/, '');
      files.set(name.startsWith('"') ? JSON.parse(name) : name, ranges);
    } else {
      const hunk = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line);
      if (!hunk) continue;
      inHeader = false;
      const from = Number(hunk[1]);
      const count = hunk[2] === undefined ? 1 : Number(hunk[2]);
      if (count > 0) ranges.push([from, from + count - 1]);
    }
  }
  return files;
}

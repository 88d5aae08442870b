// Writes the fixes of findings into their files: `lint --fix`.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { applyEdits, editsOverlap, type TextEdit } from '../base/unified-diff.ts';
import { editsByFile } from '../judge/source/fix-diff.ts';
import type { Reported } from '../judge/source/judge-source.ts';
import type { LintFinding } from '../model/lint-result.ts';

export interface AppliedFixes {
  readonly findings: number;
  readonly files: readonly string[];
  /** Fixes left out because they touch the same lines as another one, or because the file changed meanwhile. */
  readonly left: number;
}

/** Applies every fix that has a diff (with `all` also those that are not safe); a fix is applied whole or not at all. */
export function applyFixes(
  reported: readonly { readonly finding: LintFinding; readonly from: Reported }[],
  all: boolean,
  cwd: string,
): AppliedFixes {
  const edits = new Map<string, { source: Uint8Array; edits: TextEdit[] }>();
  let findings = 0;
  let left = 0;
  for (const { finding, from } of reported) {
    const { fix } = from.finding;
    if (!fix || finding.fix.diff === undefined || !(finding.fix.safe || all)) continue;
    const own = [...editsByFile(fix)].map(([file, list]) => ({
      path: resolve(cwd, file.path),
      source: file.source,
      list,
    }));
    const fits = own.every(
      ({ path, source, list }) =>
        !editsOverlap([...(edits.get(path)?.edits ?? []), ...list]) && isUnchanged(path, source),
    );
    if (!fits) {
      left++;
      continue;
    }
    for (const { path, source, list } of own) {
      const known = edits.get(path);
      // The same import may be asked for by two fixes.
      const fresh = list.filter(
        (e) => !known?.edits.some((k) => k.start === e.start && k.end === e.end && k.text === e.text),
      );
      if (known) known.edits.push(...fresh);
      else edits.set(path, { source, edits: [...list] });
    }
    findings++;
  }
  for (const [path, { source, edits: list }] of edits) writeFileSync(path, applyEdits(source, list));
  return { findings, files: [...edits.keys()], left };
}

function isUnchanged(path: string, source: Uint8Array): boolean {
  try {
    return Buffer.compare(readFileSync(path), source) === 0;
  } catch {
    return false;
  }
}

// A baseline: the fingerprints of findings that are known and accepted for now, so that CI fails on new ones only.
import { readFileSync, writeFileSync } from 'node:fs';
import type { LintFinding } from '../model/lint-result.ts';
import { UsageError } from './usage-error.ts';

const schema = 'parkwatch/baseline/1';

/** Fingerprints of a baseline file; throws `UsageError` when it is none. */
export function readBaseline(file: string): ReadonlySet<string> {
  let value: { schema?: unknown; findings?: unknown };
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--baseline ${file} cannot be read: ${(error as Error).message}`);
  }
  if (value.schema !== schema || !Array.isArray(value.findings))
    throw new UsageError(`--baseline ${file} is no baseline; make one with --write-baseline ${file}`);
  return new Set(value.findings.map((f: { id?: unknown }) => String(f.id)));
}

/** Writes the findings, sorted, one a line, so that changes of the file can be reviewed. */
export function writeBaseline(file: string, findings: readonly LintFinding[]): void {
  const entries = [...findings]
    .sort((a, b) =>
      a.location.file === b.location.file ? (a.id < b.id ? -1 : 1) : a.location.file < b.location.file ? -1 : 1,
    )
    .map(({ id, rule, location, message }) => JSON.stringify({ id, rule, file: location.file, message }));
  const text = `{\n  "schema": "${schema}",\n  "findings": [${entries.length === 0 ? '' : `\n    ${entries.join(',\n    ')}\n  `}]\n}\n`;
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${(error as Error).message}`);
  }
}

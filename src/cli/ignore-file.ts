// `.parkwatch.yml`: what to ignore, why, until when. Found from the working folder upward, validated with line numbers.
//   ignore:
//     - site: example.com/app/jobs.(*Pool).run     # or birth:, package: example.com/x/..., label: { tenant: test }
//       reason: one dispatcher per process, stopped with it
//       until: 2027-01-31                          # optional
//       max: 1                                     # optional
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Node, Pair, YAMLMap } from 'yaml';
import type { IgnoreRule } from '../judge/apply-ignores.ts';
import type { Problem } from '../model/problem.ts';
import { suggest } from './suggest.ts';
import { UsageError } from './usage-error.ts';

export const ignoreFileName = '.parkwatch.yml';
const keys = ['site', 'birth', 'package', 'label', 'rule', 'reason', 'until', 'max'];
const criteria = ['site', 'birth', 'package', 'label', 'rule'];

export interface IgnoreFile {
  readonly rules: readonly IgnoreRule[];
  /** Expired entries. */
  readonly problems: readonly Problem[];
}

/** The nearest ignore file from `folder` upward. */
export function findIgnoreFile(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, ignoreFileName);
    if (existsSync(file)) return file;
    if (dirname(at) === at) return undefined;
  }
}

/** Reads and checks a file; `now` in ms decides what has expired. Throws `UsageError` with every fault and its line. */
export async function readIgnoreFile(file: string, now: number): Promise<IgnoreFile> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  return parseIgnores(text, file, now);
}

/** The same from its text. */
export async function parseIgnores(text: string, file: string, now: number): Promise<IgnoreFile> {
  const { isMap, isScalar, isSeq, LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faults: string[] = [];
  const problems: Problem[] = [];
  const rules: IgnoreRule[] = [];
  const lineOf = (node: unknown): number => lines.linePos((node as Node | undefined)?.range?.[0] ?? 0).line;
  const fault = (node: unknown, message: string) => faults.push(`${file}:${lineOf(node)}: ${message}`);
  for (const error of document.errors)
    faults.push(`${file}:${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0]}`);

  const readEntry = (entry: YAMLMap) => {
    const found: Record<string, unknown> = {};
    const nodes: Record<string, unknown> = {};
    for (const pair of entry.items as Pair[]) {
      const key = isScalar(pair.key) ? String(pair.key.value) : '?';
      if (!keys.includes(key)) {
        fault(pair.key, `${key} is not known here${suggest(key, keys)}; an entry has ${keys.join(', ')}`);
        continue;
      }
      nodes[key] = pair.value ?? pair.key;
      found[key] = readValue(key, pair.value);
    }
    if (!found.reason && nodes.reason === undefined) fault(entry, 'an entry needs a reason');
    if (!criteria.some((c) => nodes[c] !== undefined)) fault(entry, `an entry needs one of ${criteria.join(', ')}`);
    const place = `${file}:${lineOf(entry)}`;
    if (typeof found.until === 'number' && found.until <= now) {
      problems.push({
        code: 'run/ignore-expired',
        message: `the ignore entry “${String(found.reason)}” expired on ${new Date(found.until - dayMs).toISOString().slice(0, 10)} and is not honoured any more`,
        source: file,
        line: lineOf(entry),
      });
      return;
    }
    const { until, ...rest } = found;
    rules.push({ ...(rest as Omit<IgnoreRule, 'place'>), place });
  };

  const readValue = (key: string, node: unknown): unknown => {
    if (key === 'label') {
      if (isMap(node) && node.items.every((p) => isScalar(p.key) && isScalar(p.value)) && node.items.length > 0)
        return Object.fromEntries((node.items as Pair[]).map((p) => [scalarText(p.key), scalarText(p.value)]));
      fault(node, 'label wants keys with values, e.g. label: { tenant: test }');
      return undefined;
    }
    const value = isScalar(node) ? node.value : undefined;
    if (key === 'max') {
      if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
      fault(node, 'max is a whole number of goroutines');
      return undefined;
    }
    const words = isScalar(node) ? scalarText(node).trim() : '';
    if (words === '') {
      fault(node, `${key} wants a text`);
      return undefined;
    }
    if (key !== 'until') return words;
    const day = /^\d{4}-\d{2}-\d{2}$/.test(words) ? Date.parse(`${words}T00:00:00Z`) : Number.NaN;
    // `Date.parse` lets 2027-02-30 through as 2 March.
    if (!Number.isNaN(day) && new Date(day).toISOString().startsWith(words)) return day + dayMs;
    fault(node, `until is a day, e.g. 2027-01-31, not ${words}`);
    return undefined;
  };
  const scalarText = (node: unknown): string =>
    isScalar(node) ? String(typeof node.source === 'string' ? node.source : (node.value ?? '')) : '';

  const top = document.contents;
  if (faults.length === 0 && top !== null) {
    if (!isMap(top)) fault(top, 'the file holds one key: ignore');
    else
      for (const pair of top.items as Pair[]) {
        const key = isScalar(pair.key) ? String(pair.key.value) : '?';
        if (key !== 'ignore')
          fault(pair.key, `${key} is not known${suggest(key, ['ignore'])}; the file holds one key: ignore`);
        else if (isSeq(pair.value))
          for (const entry of pair.value.items) {
            if (isMap(entry)) readEntry(entry);
            else fault(entry, 'an entry is a list of keys, e.g. - site: main.worker');
          }
        else if (isScalar(pair.value) && pair.value.value === null) continue;
        else fault(pair.value ?? pair.key, 'ignore is a list of entries');
      }
  }
  if (faults.length > 0) throw new UsageError(faults.join('\n'));
  return { rules, problems };
}

const dayMs = 86_400_000;

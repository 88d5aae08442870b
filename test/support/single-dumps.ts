// Every single dump of a recorded series, judged alone: what healthy programs are called, and what leaking ones are not.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectSource } from '../../src/collect/collect-sources.ts';
import { decodeCountText } from '../../src/decode/count/decode-count-text.ts';
import type { Decoded } from '../../src/model/decoded.ts';
import type { RunResult } from '../../src/model/run-result.ts';
import { decodeCaptures, judgeDecoded } from '../../src/pipeline/run-check.ts';
import { toDebug1 } from './to-debug1.ts';

interface Leak {
  readonly parkSite?: string | null;
  readonly birthSite?: string | null;
  readonly userSite?: string | null;
  readonly frame?: string;
}

export interface SingleDump {
  readonly form: 'debug=0' | 'debug=1' | 'debug=2';
  /** Number of the moment in the series. */
  readonly moment: string;
  /** `leak visible`: ten goroutines of the truth stand in the dump of that moment. */
  readonly row: 'healthy' | 'leak visible' | 'leak small';
  /** `found` at a place of the truth, `elsewhere`, or the verdict of a run without findings; of healthy ones the verdict. */
  readonly word: string;
  readonly findings: readonly string[];
}

/** Fewer leaked goroutines nobody could tell from a healthy handful. */
const visible = 10;

/** Judges the dumps of a bundle one by one; debug=1 is made of debug=0. */
export async function judgeSingleDumps(folder: string): Promise<SingleDump[]> {
  const truth: { healthy: boolean; leaks: Leak[] } = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
  const captures = (await collectSource(folder)).filter((c) => /\d-goroutine\./.test(c.provenance.name));
  const all: { form: SingleDump['form']; moment: string; result: RunResult }[] = [];
  const add = (form: SingleDump['form'], d: Decoded) =>
    all.push({ form, moment: /(\d+)-goroutine/.exec(d.name ?? '')?.[1] ?? '', result: judge(d) });
  for (const d of await decodeCaptures(captures)) {
    add(d.form === 'dump' ? 'debug=2' : 'debug=0', d);
    if (d.form === 'dump') continue;
    const [snapshot] = d.snapshots;
    const text = decodeCountText(new TextEncoder().encode(toDebug1(snapshot)), snapshot.provenance);
    add('debug=1', { ...text, name: d.name });
  }
  const leaked = new Map(
    all.filter((s) => s.form === 'debug=2').map((s) => [s.moment, countLeaked(s.result, truth.leaks)]),
  );
  const places = new Set(truth.leaks.flatMap((l) => [l.parkSite, l.birthSite, l.userSite, l.frame]).filter(Boolean));
  return all.map(({ form, moment, result }) => ({
    form,
    moment,
    row: truth.healthy ? 'healthy' : (leaked.get(moment) ?? 0) >= visible ? 'leak visible' : 'leak small',
    word: truth.healthy ? result.verdict : rate(result, places),
    findings: result.findings.map((f) => `${f.verdict} ${f.rule} ${f.count} ${f.parkSite?.function}`),
  }));
}

function judge(decoded: Decoded): RunResult {
  return judgeDecoded([decoded], { failOn: 'leak', ageSeconds: 600, groups: true });
}

function countLeaked(result: RunResult, leaks: readonly Leak[]): number {
  let n = 0;
  for (const g of result.groups ?? []) {
    const names = new Set<string | null | undefined>(g.stack.map((f) => f.function));
    const isLeak = (l: Leak) =>
      (!l.birthSite || g.birthSite?.function === l.birthSite) && (names.has(l.frame) || names.has(l.parkSite));
    if (leaks.some(isLeak)) n += g.count;
  }
  return n;
}

function rate(result: RunResult, places: ReadonlySet<string | null | undefined>): string {
  const sites = result.findings.flatMap((f) => [
    ...f.stack.map((s) => s.function),
    f.birthSite?.function,
    ...(f.companions ?? []).map((c) => c.parkSite?.function),
  ]);
  if (sites.some((s) => places.has(s))) return 'found';
  return result.findings.length > 0 ? 'elsewhere' : result.verdict;
}

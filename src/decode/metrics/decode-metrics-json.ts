// Decodes metrics in JSON: expvar's `/debug/vars` (cmdline, memstats, what the program publishes) and maps of runtime/metrics.
//
//   {"cmdline": ["/app"], "goroutines": 208, "memstats": {"HeapAlloc": 744672, …}}
//   {"/sched/goroutines:goroutines": 218, "/sched/goroutines-created:goroutines": 254, …}
import type { Provenance } from '../../model/capture.ts';
import { type Decoded, emptyDecoded } from '../../model/decoded.ts';
import { DecodeError } from '../../model/problem.ts';
import { ProblemTally } from '../problem-tally.ts';
import { SampleBuilder } from './sample-builder.ts';

/** Deeper values are left out. */
const depthLimit = 8;

/**
 * One sample; nested numbers are named by their path (`memstats.NextGC`), lists are left out.
 * JSON that was cut gives the numbers that can still be read, and a problem. Throws `DecodeError` when there are none.
 */
export function decodeMetricsJson(bytes: Uint8Array, provenance: Provenance): Decoded {
  const problems = new ProblemTally(provenance.name);
  const sample = new SampleBuilder(problems);
  const text = new TextDecoder('utf-8').decode(bytes);
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : '';
    problems.add('metrics/bad-json', `The JSON is damaged or cut: ${said}`.trim());
  }
  if (root === undefined) takeScattered(sample, text);
  else if (isRecord(root)) {
    takeWords(sample, root);
    takeNumbers(sample, root, '', 0, problems);
  }
  if (sample.length === 0) throw new DecodeError('metrics/no-series', 'The JSON holds no numbers by name.', 0);
  const built = sample.build(provenance);
  return {
    ...emptyDecoded('metrics', bytes.length),
    metrics: [built],
    problems: problems.list(),
    ...(built.goVersion === undefined ? {} : { goVersion: built.goVersion }),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function takeWords(sample: SampleBuilder, root: Record<string, unknown>): void {
  const { cmdline } = root;
  if (Array.isArray(cmdline)) sample.commandLine = cmdline.filter((part) => typeof part === 'string').join(' ');
  for (const [key, value] of Object.entries(root))
    if (typeof value === 'string' && /^go1\.\d/.test(value) && /^go_?version$|^version$/i.test(key))
      sample.goVersion ??= value;
}

function takeNumbers(
  sample: SampleBuilder,
  record: Record<string, unknown>,
  prefix: string,
  depth: number,
  problems: ProblemTally,
): void {
  for (const [key, value] of Object.entries(record)) {
    if (typeof value === 'number') sample.take(`${prefix}${key}`, '', value, true);
    else if (isRecord(value)) {
      if (depth < depthLimit) takeNumbers(sample, value, `${prefix}${key}.`, depth + 1, problems);
      else problems.add('metrics/too-deep', `Values below ${depthLimit} levels are left out.`, { quote: key });
    }
  }
}

/** Damaged JSON: every `"name": number` that is closed by a comma, a brace or a line end. Paths are lost but for memstats. */
function takeScattered(sample: SampleBuilder, text: string): void {
  const cmdline = /"cmdline"\s*:\s*(\[[^\]]*\])/.exec(text)?.[1];
  if (cmdline) {
    const parts = [...cmdline.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, part]) => part);
    sample.commandLine = parts.join(' ');
  }
  const memstats = text.indexOf('"memstats"');
  const pair = /"([^"\\\n]{1,200})"\s*:\s*(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*[,}\n]/g;
  for (const match of text.matchAll(pair)) {
    const inside = memstats >= 0 && match.index > memstats && /^[A-Z]\w+$/.test(match[1]);
    sample.take(inside ? `memstats.${match[1]}` : match[1], '', Number(match[2]), true);
  }
}

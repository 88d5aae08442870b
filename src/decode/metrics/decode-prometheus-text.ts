// Decodes Prometheus text (exposition format 0.0.4) and OpenMetrics text into one metrics sample.
//
//   # TYPE go_goroutines gauge
//   go_goroutines 25
//   go_info{version="go1.26.8"} 1
//   name{label="a \"quoted\" value"} 3.5e+07 1795259539000 # {trace_id="x"} 1
import type { Provenance } from '../../model/capture.ts';
import { type Decoded, emptyDecoded } from '../../model/decoded.ts';
import { DecodeError } from '../../model/problem.ts';
import { ProblemTally } from '../problem-tally.ts';
import { forEachLine } from '../text-lines.ts';
import { SampleBuilder } from './sample-builder.ts';

interface Series {
  readonly name: string;
  readonly labels: string;
  readonly value: number;
  /** As written: ms in Prometheus text, seconds in OpenMetrics. */
  readonly timestamp: number | undefined;
}

/**
 * One sample with what is known of goroutines, threads, memory and start, all other series under `other`.
 * A last line without newline may be cut inside its number and is left out with a problem.
 * Throws `DecodeError` when no line is a series.
 */
export function decodePrometheusText(bytes: Uint8Array, provenance: Provenance): Decoded {
  const problems = new ProblemTally(provenance.name);
  const sample = new SampleBuilder(problems);
  let openMetrics = /openmetrics/.test(provenance.contentType ?? '');
  let timestamp: number | undefined;
  let held: { line: string; number: number } | undefined;

  const take = (line: string, number: number) => {
    const trimmed = line.trim();
    if (trimmed === '') return;
    if (trimmed[0] === '#') {
      if (trimmed === '# EOF') openMetrics = true;
      return;
    }
    const series = parseSeries(trimmed);
    if (!series) {
      problems.add('metrics/bad-line', 'A line is no series and was left out.', { line: number, quote: line });
      return;
    }
    if (series.name === 'go_info') sample.goVersion ??= labelOf(series.labels, 'version');
    if (series.name === 'go_goroutines') timestamp ??= series.timestamp;
    sample.take(series.name, series.labels, series.value);
  };

  const closed = forEachLine(bytes, (line, number) => {
    if (held) take(held.line, held.number);
    held = { line, number };
  });
  if (held && closed) take(held.line, held.number);
  else if (held && held.line.trim() !== '' && held.line.trim() !== '# EOF')
    problems.add('metrics/truncated', 'The last line has no end; it may be cut and was left out.', {
      line: held.number,
      quote: held.line,
    });
  if (sample.length === 0)
    throw new DecodeError('metrics/no-series', 'No line is a series in Prometheus or OpenMetrics text.', 0);
  if (timestamp !== undefined) sample.takenAt = openMetrics ? timestamp * 1000 : timestamp;
  const built = sample.build(provenance);
  return {
    ...emptyDecoded('metrics', bytes.length),
    metrics: [built],
    problems: problems.list(),
    ...(built.goVersion === undefined ? {} : { goVersion: built.goVersion }),
  };
}

const seriesName = /^[a-zA-Z_:][a-zA-Z0-9_:.]*/;
const seriesValue = /^\s+([^\s#]+)(?:\s+(-?\d+(?:\.\d+)?))?\s*(?:#.*)?$/;

function parseSeries(line: string): Series | undefined {
  const name = seriesName.exec(line)?.[0];
  if (!name) return undefined;
  let at = name.length;
  if (line[at] === '{' || line.startsWith(' {', at)) {
    const end = endOfLabels(line, line.indexOf('{', at));
    if (end < 0) return undefined;
    at = end;
  }
  const match = seriesValue.exec(line.slice(at));
  if (!match) return undefined;
  const value = numberOf(match[1]);
  if (value === undefined) return undefined;
  const timestamp = match[2] === undefined ? undefined : Number(match[2]);
  return { name, labels: line.slice(name.length, at).trimStart(), value, timestamp };
}

/** Position after the closing brace, which may stand inside quoted values as well; -1 when there is none. */
function endOfLabels(line: string, open: number): number {
  let quoted = false;
  for (let i = open + 1; i < line.length; i++) {
    const c = line[i];
    if (quoted && c === '\\') i++;
    else if (c === '"') quoted = !quoted;
    else if (c === '}' && !quoted) return i + 1;
  }
  return -1;
}

/** Go's spelling: `NaN`, `+Inf`, `1e+06`, `0x1p-2` is not used by any writer. */
function numberOf(text: string): number | undefined {
  if (/^[-+]?inf(?:inity)?$/i.test(text)) return text[0] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text) ? Number(text) : undefined;
}

function labelOf(labels: string, key: string): string | undefined {
  const match = /(?:^|[{,\s])(\w+)="((?:[^"\\]|\\.)*)"/g;
  for (const [, name, value] of labels.matchAll(match)) if (name === key) return value;
  return undefined;
}

// Collects series into one `MetricsSample`: known ones into its fields, all others by name.
import type { Provenance } from '../../model/capture.ts';
import type { MetricsSample } from '../../model/profile.ts';
import type { ProblemTally } from '../problem-tally.ts';
import { fieldOfSeries, type SampleField } from './known-series.ts';

/** More series than this are counted and not kept: a hostile endpoint must not fill the memory. */
const seriesLimit = 100_000;

/** Names and label values are printed later; control characters in them could lead a terminal. */
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** `text` without control characters. */
export function withoutControls(text: string): string {
  return text.replace(controls, '');
}

export class SampleBuilder {
  goVersion: string | undefined;
  commandLine: string | undefined;
  takenAt: number | undefined;
  private readonly fields = new Map<SampleField, { value: number; rank: number; series: string }>();
  private readonly other = new Map<string, number>();
  private readonly problems: ProblemTally;
  private taken = 0;

  constructor(problems: ProblemTally) {
    this.problems = problems;
  }

  /** Number of series taken. */
  get length(): number {
    return this.taken;
  }

  /** A series: bare name, its labels as written (`{a="b"}` or ''), value. Values that are not finite are left out. */
  take(name: string, labels: string, value: number, published = false): void {
    this.taken++;
    if (!Number.isFinite(value)) return;
    const series = withoutControls(`${name}${labels}`);
    const known = fieldOfSeries(name, published);
    if (!known) {
      this.keep(series, value);
      return;
    }
    const present = this.fields.get(known.field);
    if (present && present.rank === known.rank) {
      this.problems.add('metrics/several-series', 'A count is there several times; the first one is taken.', {
        quote: series,
      });
      this.keep(series, value);
    } else if (present && present.rank < known.rank) this.keep(series, value);
    else {
      if (present) this.keep(present.series, present.value);
      this.fields.set(known.field, { value, rank: known.rank, series });
    }
  }

  private keep(series: string, value: number): void {
    if (this.other.size >= seriesLimit)
      this.problems.add('metrics/too-many-series', `Only the first ${seriesLimit} series are kept.`);
    else this.other.set(series, value);
  }

  build(provenance: Provenance): MetricsSample {
    const takenAt = provenance.takenAt ?? this.takenAt;
    const fields: Partial<Record<SampleField, number>> = {};
    for (const [field, { value }] of this.fields)
      fields[field] = field === 'startedAt' ? Math.round(value * 1000) : value;
    return {
      provenance,
      ...(takenAt === undefined ? {} : { takenAt }),
      ...fields,
      ...(this.goVersion === undefined ? {} : { goVersion: withoutControls(this.goVersion) }),
      ...(this.commandLine === undefined ? {} : { commandLine: withoutControls(this.commandLine) }),
      other: Object.fromEntries(this.other),
    };
  }
}

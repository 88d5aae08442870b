// Reads the labels of samples, once the string table is known. Labels of the runtime's one-sample-per-goroutine
// profile (`go::goroutine …`) are told apart from the user's.
import { ByteReader } from '../../base/byte-reader.ts';
import type { Labels } from '../../model/stack.ts';
import type { StringTable } from './string-table.ts';

export interface GoroutineFacts {
  id: number;
  creator: number;
  state: string;
  minutes: number;
}

/** Labels of the profile in which each goroutine is one sample (cockroachdb's debug=3): number or text. */
const goroutineLabels: Readonly<Record<string, keyof GoroutineFacts>> = {
  'go::goroutine': 'id',
  'go::goroutine_created_by': 'creator',
  'go::goroutine_state': 'state',
  'go::goroutine_wait_minutes': 'minutes',
};

const none: Labels = {};

/** Interns label sets of a profile; set 0 is the empty one. */
export class LabelReader {
  readonly sets: Labels[] = [none];
  /** What the `go::` labels of the sample read last said; `id` is NaN when it had none. */
  facts: GoroutineFacts = { id: Number.NaN, creator: 0, state: '', minutes: 0 };
  private readonly byKey = new Map<string, number>();
  private readonly reader: ByteReader;
  private readonly strings: StringTable;

  constructor(bytes: Uint8Array, strings: StringTable) {
    this.reader = new ByteReader(bytes);
    this.strings = strings;
  }

  /** Number of the label set of the sample whose labels begin at `start`; fills `facts`. */
  read(start: number, end: number): number {
    this.facts = { id: Number.NaN, creator: 0, state: '', minutes: 0 };
    const { reader } = this;
    reader.pos = start;
    reader.end = end;
    reader.failed = false;
    const pairs: [string, string][] = [];
    while (reader.pos < end) {
      const tag = reader.readVarint();
      if (tag !== 26) {
        if (!reader.skipField(tag & 7)) break;
        continue;
      }
      const length = reader.readLength();
      if (length < 0) break;
      const partEnd = reader.pos + length;
      reader.end = partEnd;
      this.readLabel(pairs);
      reader.pos = partEnd;
      reader.end = end;
      reader.failed = false;
    }
    return pairs.length === 0 ? 0 : this.intern(pairs);
  }

  private readLabel(pairs: [string, string][]): void {
    const { reader } = this;
    let key = 0;
    let text = 0;
    let num = 0;
    let unit = 0;
    while (reader.pos < reader.end) {
      const tag = reader.readVarint();
      if (tag === 8)
        key = reader.readVarint(); // int64 key = 1
      else if (tag === 16)
        text = reader.readVarint(); // int64 str = 2
      else if (tag === 24) {
        reader.readVarint();
        num = reader.lastSigned(); // int64 num = 3
      } else if (tag === 32)
        unit = reader.readVarint(); // int64 num_unit = 4
      else if (!reader.skipField(tag & 7)) return;
    }
    const name = this.strings.get(key) ?? '';
    const fact = Object.hasOwn(goroutineLabels, name) ? goroutineLabels[name] : undefined;
    if (fact) {
      const said = text !== 0 ? (this.strings.get(text) ?? '') : '';
      if (fact === 'state') this.facts.state = said;
      else this.facts[fact] = text !== 0 ? Number(said) : num;
      return;
    }
    // A label without text, number and unit is an empty text: the runtime leaves out zero fields.
    let value = this.strings.get(text) ?? '';
    if (text === 0 && (num !== 0 || unit !== 0)) {
      const unitName = this.strings.get(unit) ?? '';
      value = unitName === '' ? `${num}` : `${num} ${unitName}`;
    }
    pairs.push([name, value]);
  }

  private intern(pairs: [string, string][]): number {
    pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const key = JSON.stringify(pairs);
    let set = this.byKey.get(key);
    if (set === undefined) {
      set = this.sets.length;
      this.byKey.set(key, set);
      this.sets.push(labelsOf(pairs));
    }
    return set;
  }
}

/** Repeated keys are joined by a comma. */
function labelsOf(pairs: readonly (readonly [string, string])[]): Labels {
  const values = new Map<string, string>();
  for (const [key, value] of pairs) {
    const known = values.get(key);
    values.set(key, known === undefined ? value : `${known},${value}`);
  }
  return Object.fromEntries(values);
}

// The tables of one profile.proto message before ids and string indices are resolved. Samples stand in columns:
// a profile with one sample per goroutine may hold millions, with few distinct stacks among them.
import { GrowingFloat64, GrowingUint32 } from '../../base/growing-array.ts';
import { StackTable } from './stack-table.ts';
import { StringTable } from './string-table.ts';

export interface RawValueType {
  readonly type: number;
  readonly unit: number;
}

export class RawProfile {
  readonly sampleTypes: RawValueType[] = [];
  periodType: RawValueType | undefined;
  period = 0;
  timeNanos = 0;
  durationNanos = 0;
  defaultSampleType = 0;
  readonly strings = new StringTable();
  /** Highest string index that a mapping names: a table cut behind the last function's name is noticed by it. */
  highestString = 0;
  /** Distinct lists of location ids. */
  readonly stacks: StackTable;

  /** Per sample: index into `stacks`. */
  readonly sampleStack: GrowingUint32;
  /** Values of all samples, and per sample where its values end; they begin where those of the sample before end. */
  readonly values: GrowingFloat64;
  readonly valueEnd: GrowingUint32;
  /** Of the samples with labels: row, offset of the first label field, end of the sample. */
  readonly labelRow = new GrowingUint32();
  readonly labelStart = new GrowingUint32();
  readonly labelEnd = new GrowingUint32();

  readonly locationId: number[] = [];
  /** Address in hexadecimal; kept only for locations without lines. */
  readonly locationAddress: string[] = [];
  /** First line of each location in `lineFunction`, `lineNumber`; one more entry than locations marks the end. */
  readonly locationLines: number[] = [0];
  readonly lineFunction: number[] = [];
  readonly lineNumber: number[] = [];

  readonly functionId: number[] = [];
  readonly functionName: number[] = [];
  readonly functionSystemName: number[] = [];
  readonly functionFile: number[] = [];

  /** Top-level fields of the format that were read; 0 means: no profile at all. */
  knownFields = 0;
  /** Bytes of this profile ended inside a field, or a field could not be read. */
  damagedAt: number | undefined;
  /** Where a second profile, appended to this one, begins. */
  nextProfileAt: number | undefined;

  private readonly wideIds = new Map<string, number>();

  /** `size`: bytes to come of `input`; columns begin at what a profile of that size usually holds. */
  constructor(input: Uint8Array, size: number) {
    const samples = Math.min(4096, 64 + size / 48) | 0;
    this.stacks = new StackTable(input, samples);
    this.sampleStack = new GrowingUint32(samples);
    this.values = new GrowingFloat64(samples);
    this.valueEnd = new GrowingUint32(samples);
  }

  /** Ids from 2^31 on get a negative stand-in, so that all fit into 32 bits and no two fall together. */
  idOf(value: number, hi: number, lo: number): number {
    if (value < 0x8000_0000) return value;
    const key = `${hi}:${lo}`;
    let id = this.wideIds.get(key);
    if (id === undefined) {
      id = -1 - this.wideIds.size;
      this.wideIds.set(key, id);
    }
    return id;
  }
}

// Writes pprof profiles from simple values, for tests and generated inputs: the inverse of `decodePprof`.
// Field order and packing follow runtime/pprof: strings last, lists of more than two packed.

export interface ProfileToEncode {
  readonly sampleTypes: readonly { readonly type: string; readonly unit: string }[];
  readonly periodType?: { readonly type: string; readonly unit: string };
  readonly period?: number;
  readonly timeNanos?: number | bigint;
  readonly durationNanos?: number | bigint;
  readonly defaultSampleType?: string;
  readonly samples: readonly SampleToEncode[];
  /** Order of the string table: at the end as runtime/pprof does (default), or first. */
  readonly stringsFirst?: boolean;
  /** Write every list unpacked. */
  readonly unpacked?: boolean;
}

export interface SampleToEncode {
  /** Leaf first; equal locations are written once. */
  readonly locations: readonly LocationToEncode[];
  readonly values: readonly (number | bigint)[];
  readonly labels?: readonly LabelToEncode[];
}

export interface LocationToEncode {
  readonly address?: number | bigint;
  /** Innermost inlined line first. */
  readonly lines: readonly {
    readonly function: string;
    readonly file?: string;
    readonly line?: number;
    readonly startLine?: number;
  }[];
}

export interface LabelToEncode {
  readonly key: string;
  readonly str?: string;
  readonly num?: number | bigint;
  readonly unit?: string;
}

/** The bytes of the profile, not compressed. */
export function encodePprof(profile: ProfileToEncode): Uint8Array {
  const strings = new Map<string, number>([['', 0]]);
  const text = (s: string): number => {
    let index = strings.get(s);
    if (index === undefined) {
      index = strings.size;
      strings.set(s, index);
    }
    return index;
  };
  const body = new ProtoWriter();
  const valueType = ({ type, unit }: { type: string; unit: string }) =>
    new ProtoWriter().int(1, text(type)).int(2, text(unit));
  if (profile.periodType) body.message(11, valueType(profile.periodType));
  if (profile.period !== undefined) body.int(12, profile.period);
  for (const type of profile.sampleTypes) body.message(1, valueType(type));
  const functions = new Map<string, number>();
  const locations = new Map<string, number>();
  const tables = new ProtoWriter();
  const functionId = (name: string, file: string, startLine: number): number => {
    const key = `${name}\0${file}\0${startLine}`;
    let id = functions.get(key);
    if (id === undefined) {
      id = functions.size + 1;
      functions.set(key, id);
      tables.message(
        5,
        new ProtoWriter().int(1, id).int(2, text(name)).int(3, text(name)).int(4, text(file)).int(5, startLine),
      );
    }
    return id;
  };
  const locationId = (location: LocationToEncode): number => {
    const key = `${location.address ?? ''}|${location.lines.map((l) => `${l.function}\0${l.file ?? ''}\0${l.line ?? 0}\0${l.startLine ?? 0}`).join('\x01')}`;
    let id = locations.get(key);
    if (id === undefined) {
      id = locations.size + 1;
      locations.set(key, id);
      const message = new ProtoWriter().int(1, id).int(3, location.address ?? 0);
      for (const line of location.lines)
        message.message(
          4,
          new ProtoWriter()
            .int(1, functionId(line.function, line.file ?? '', line.startLine ?? 0))
            .int(2, line.line ?? 0),
        );
      tables.message(4, message);
    }
    return id;
  };
  for (const sample of profile.samples) {
    const message = new ProtoWriter();
    message.ints(1, sample.locations.map(locationId), profile.unpacked ?? false);
    message.ints(2, sample.values, profile.unpacked ?? false);
    for (const label of sample.labels ?? [])
      message.message(
        3,
        new ProtoWriter()
          .int(1, text(label.key))
          .int(2, text(label.str ?? ''))
          .int(3, label.num ?? 0)
          .int(4, text(label.unit ?? '')),
      );
    body.message(2, message);
  }
  if (profile.timeNanos !== undefined) body.int(9, profile.timeNanos);
  if (profile.durationNanos !== undefined) body.int(10, profile.durationNanos);
  if (profile.defaultSampleType !== undefined) body.int(14, text(profile.defaultSampleType));
  const table = new ProtoWriter();
  for (const s of strings.keys()) table.bytes(6, encoder.encode(s));
  const out = new ProtoWriter();
  for (const part of profile.stringsFirst ? [table, body, tables] : [body, tables, table]) out.append(part);
  return out.finish();
}

const encoder = new TextEncoder();

/** A growing protobuf message. Zero integers are left out, as proto3 writers do. */
class ProtoWriter {
  private buffer = new Uint8Array(64);
  private length = 0;

  int(field: number, value: number | bigint): this {
    if (Number(value) === 0) return this;
    this.varint(field * 8);
    this.varint(value);
    return this;
  }

  ints(field: number, values: readonly (number | bigint)[], unpacked: boolean): void {
    if (unpacked || values.length <= 2) {
      for (const value of values) {
        this.varint(field * 8);
        this.varint(value);
      }
      return;
    }
    const list = new ProtoWriter();
    for (const value of values) list.varint(value);
    this.message(field, list);
  }

  message(field: number, message: ProtoWriter): void {
    this.bytes(field, message.buffer.subarray(0, message.length));
  }

  bytes(field: number, bytes: Uint8Array): void {
    this.varint(field * 8 + 2);
    this.varint(bytes.length);
    this.raw(bytes);
  }

  append(other: ProtoWriter): void {
    this.raw(other.buffer.subarray(0, other.length));
  }

  finish(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  private raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  private varint(value: number | bigint): void {
    this.reserve(10);
    if (typeof value === 'number' && value >= 0 && value < 0x80) {
      this.buffer[this.length++] = value;
      return;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      this.buffer[this.length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.buffer[this.length++] = Number(rest);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.buffer.length) return;
    const next = new Uint8Array(Math.max(this.buffer.length * 2, this.length + count));
    next.set(this.buffer.subarray(0, this.length));
    this.buffer = next;
  }
}

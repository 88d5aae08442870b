// Takes label values out of a pprof profile: every label then says `<redacted>`, and no value stays in the string table.
//   Profile { 1 sample_type  2 sample  3 mapping  4 location  5 function  6 string_table  7,8 frames  11 period_type
//             13 comment  14 default_sample_type }       Sample { 1 location  2 value  3 label }
//   Label { 1 key  2 str  3 num  4 num_unit }            (github.com/google/pprof/proto/profile.proto)
import { CollectError } from '../collect-error.ts';

interface Field {
  readonly number: number;
  readonly wire: number;
  /** Value of a varint; a string index never passes 2^53. */
  readonly value: number;
  /** Where the field begins (its tag), where its body begins, where it ends. */
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

/** Walks the fields of a message; throws `CollectError` for bytes that are no protobuf. */
function* fieldsOf(bytes: Uint8Array, from: number, to: number): Generator<Field> {
  let at = from;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= to || shift > 63) throw new CollectError('collect/not-redactable', 'the profile is cut or damaged');
      const byte = bytes[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < to) {
    const start = at;
    const tag = varint();
    const wire = tag & 7;
    let value = 0;
    let body = at;
    if (wire === 0) value = varint();
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else if (wire === 2) {
      const length = varint();
      body = at;
      at += length;
    } else throw new CollectError('collect/not-redactable', `the profile holds a field of wire type ${wire}`);
    if (at > to) throw new CollectError('collect/not-redactable', 'the profile is cut or damaged');
    yield { number: Math.floor(tag / 8), wire, value, start, body, end: at };
  }
}

const stringFields: Readonly<Record<number, readonly number[]>> = { 1: [1, 2], 3: [5, 6], 5: [2, 3, 4], 11: [1, 2] };

/** The plain bytes of a profile without its label values. */
export function redactPprof(bytes: Uint8Array): Uint8Array {
  const strings: Field[] = [];
  const values = new Set<number>();
  const elsewhere = new Set<number>([0]);
  const top = [...fieldsOf(bytes, 0, bytes.length)];
  for (const field of top) {
    if (field.number === 6 && field.wire === 2) strings.push(field);
    else if (field.number === 2 && field.wire === 2) {
      for (const label of labelsOf(bytes, field))
        for (const part of fieldsOf(bytes, label.body, label.end))
          if (part.number === 2) values.add(part.value);
          else if (part.number === 1 || part.number === 4) elsewhere.add(part.value);
    } else if (field.wire === 2 && stringFields[field.number]) {
      for (const part of fieldsOf(bytes, field.body, field.end))
        if (stringFields[field.number].includes(part.number)) elsewhere.add(part.value);
    } else if (field.wire === 0 && [7, 8, 13, 14].includes(field.number)) elsewhere.add(field.value);
    else if (field.number === 13) for (const index of packed(bytes, field)) elsewhere.add(index);
  }
  const parts: Uint8Array[] = [];
  const replacement = encodeVarint(strings.length);
  let index = 0;
  for (const field of top) {
    if (field.number === 6 && field.wire === 2) {
      const hide = values.has(index) && !elsewhere.has(index);
      parts.push(hide ? Uint8Array.of(0x32, 0) : bytes.subarray(field.start, field.end));
      index++;
    } else if (field.number === 2 && field.wire === 2) parts.push(message(2, redactSample(bytes, field, replacement)));
    else parts.push(bytes.subarray(field.start, field.end));
  }
  parts.push(message(6, [new TextEncoder().encode('<redacted>')]));
  return concat(parts);
}

function* labelsOf(bytes: Uint8Array, sample: Field): Generator<Field> {
  for (const field of fieldsOf(bytes, sample.body, sample.end)) if (field.number === 3 && field.wire === 2) yield field;
}

function redactSample(bytes: Uint8Array, sample: Field, replacement: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (const field of fieldsOf(bytes, sample.body, sample.end)) {
    if (field.number !== 3 || field.wire !== 2) {
      parts.push(bytes.subarray(field.start, field.end));
      continue;
    }
    const label: Uint8Array[] = [];
    for (const part of fieldsOf(bytes, field.body, field.end))
      if (part.number === 2 && part.value !== 0) label.push(Uint8Array.of(0x10), replacement);
      else label.push(bytes.subarray(part.start, part.end));
    parts.push(message(3, label));
  }
  return parts;
}

function* packed(bytes: Uint8Array, field: Field): Generator<number> {
  let value = 0;
  let shift = 0;
  for (let at = field.body; at < field.end; at++) {
    value += (bytes[at] & 0x7f) * 2 ** shift;
    shift += 7;
    if (bytes[at] < 0x80) {
      yield value;
      value = 0;
      shift = 0;
    }
  }
}

function encodeVarint(value: number): Uint8Array {
  const out: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    out.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  out.push(rest);
  return Uint8Array.from(out);
}

function message(number: number, parts: readonly Uint8Array[]): Uint8Array {
  const body = concat(parts);
  return concat([encodeVarint(number * 8 + 2), encodeVarint(body.length), body]);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

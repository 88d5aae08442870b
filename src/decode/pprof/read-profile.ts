// Reads the wire form of profile.proto (github.com/google/pprof/proto/profile.proto) into tables, in the manner of
// google/pprof's encode.go: one case a field with its .proto line; unknown fields are skipped; lengths are checked
// against what is left. Ids and string indices stay raw; they are resolved when everything has been read.
//
//   field = varint(number << 3 | wireType) payload;  wireType 0 varint, 1 eight bytes, 2 length + bytes, 5 four bytes
import { ByteReader } from '../../base/byte-reader.ts';
import { ProblemTally } from '../problem-tally.ts';
import { RawProfile, type RawValueType } from './raw-profile.ts';

/**
 * Tables of the profile that begins at `from`; stops at a field that cannot be read (`damagedAt`) and where
 * another profile follows (`nextProfileAt`). Damaged samples, locations and functions are left out with a problem.
 */
export function readProfile(bytes: Uint8Array, from: number, to: number, problems: ProblemTally): RawProfile {
  const tally = new ProblemTally(problems.source);
  const raw = scanFields(bytes, from, to, tally);
  const next = raw.nextProfileAt;
  if (next === undefined) {
    problems.merge(tally);
    return raw;
  }
  // The second profile shows only at its end; the first one is read again without it.
  const first = scanFields(bytes, from, next, problems);
  first.nextProfileAt = next;
  return first;
}

function scanFields(bytes: Uint8Array, from: number, to: number, problems: ProblemTally): RawProfile {
  const raw = new RawProfile(bytes, to - from);
  const reader = new ByteReader(bytes, from, to);
  // A run of string_table fields followed by samples may be a second profile; a second '' or time proves it.
  let afterStrings: number | undefined;
  while (reader.pos < to) {
    const at = reader.pos;
    const tag = bytes[at] < 0x80 ? bytes[reader.pos++] : reader.readVarint();
    const field = tag < 0x80 ? tag >>> 3 : Math.floor(tag / 8);
    const wireType = tag & 7;
    if (reader.failed || field === 0) {
      raw.damagedAt = at;
      break;
    }
    if (wireType === 2 && field <= 15) {
      const length = reader.readLength();
      if (length < 0) {
        raw.damagedAt = at;
        // The part that is there may still hold a string or a sample worth having; a cut unit is dropped all the same.
        break;
      }
      const end = reader.pos + length;
      if (raw.strings.length > 0 && afterStrings === undefined && (field === 1 || field === 2)) afterStrings = at;
      if (field === 6 && length === 0 && raw.strings.length > 0 && afterStrings !== undefined) {
        raw.nextProfileAt = afterStrings;
        break;
      }
      readPart(raw, reader, field, end, problems);
      reader.pos = end;
      reader.end = to;
      reader.failed = false;
    } else if (wireType === 0 && field <= 15) {
      const value = reader.readVarint();
      if (reader.failed) {
        raw.damagedAt = at;
        break;
      }
      if (field === 9 && raw.timeNanos !== 0 && afterStrings !== undefined) {
        raw.nextProfileAt = afterStrings;
        break;
      }
      readScalar(raw, field, value, reader, problems, at);
    } else if (!reader.skipField(wireType)) {
      raw.damagedAt = at;
      break;
    }
  }
  raw.strings.seal(bytes);
  return raw;
}

function readScalar(
  raw: RawProfile,
  field: number,
  value: number,
  reader: ByteReader,
  problems: ProblemTally,
  at: number,
): void {
  switch (field) {
    case 7: // int64 drop_frames = 7
    case 8: // int64 keep_frames = 8
    case 13: // repeated int64 comment = 13
    case 15: // int64 doc_url = 15
      break;
    case 9: // int64 time_nanos = 9
      if (raw.timeNanos !== 0)
        problems.add('pprof/concatenated', 'The profile states its time twice: two profiles were joined.', {
          offset: at,
        });
      else raw.timeNanos = reader.lastSigned();
      break;
    case 10: // int64 duration_nanos = 10
      raw.durationNanos = reader.lastSigned();
      break;
    case 12: // int64 period = 12
      raw.period = reader.lastSigned();
      break;
    case 14: // int64 default_sample_type = 14
      raw.defaultSampleType = value;
      break;
    default:
      return;
  }
  raw.knownFields++;
}

function readPart(raw: RawProfile, reader: ByteReader, field: number, end: number, problems: ProblemTally): void {
  const at = reader.pos;
  reader.end = end;
  switch (field) {
    case 1: // repeated ValueType sample_type = 1
      raw.sampleTypes.push(readValueType(reader));
      break;
    case 2: // repeated Sample sample = 2
      if (!readSample(raw, reader))
        problems.add('pprof/bad-sample', 'A sample could not be read and was left out.', { offset: at });
      break;
    case 3: // repeated Mapping mapping = 3
      readMapping(raw, reader);
      break;
    case 4: // repeated Location location = 4
      if (!readLocation(raw, reader))
        problems.add('pprof/bad-location', 'A location could not be read and was left out.', { offset: at });
      break;
    case 5: // repeated Function function = 5
      if (!readFunction(raw, reader))
        problems.add('pprof/bad-function', 'A function could not be read and was left out.', { offset: at });
      break;
    case 6: // repeated string string_table = 6
      raw.strings.start.push(at);
      raw.strings.end.push(end);
      break;
    case 11: // ValueType period_type = 11
      raw.periodType = readValueType(reader);
      break;
    default: // comments may come packed; nothing in them is needed
      return;
  }
  raw.knownFields++;
}

/** Nothing of a mapping is needed but to know that its strings are all there. */
function readMapping(raw: RawProfile, reader: ByteReader): void {
  while (reader.pos < reader.end) {
    const tag = reader.readVarint();
    // int64 filename = 5, int64 build_id = 6
    if (tag === 40 || tag === 48) raw.highestString = Math.max(raw.highestString, reader.readVarint());
    else if (tag < 8 || !reader.skipField(tag & 7)) return;
  }
}

function readValueType(reader: ByteReader): RawValueType {
  let type = 0;
  let unit = 0;
  while (reader.pos < reader.end) {
    const tag = reader.readVarint();
    if (tag === 8)
      type = reader.readVarint(); // int64 type = 1
    else if (tag === 16)
      unit = reader.readVarint(); // int64 unit = 2
    else if (!reader.skipField(tag & 7)) break;
  }
  return { type, unit };
}

function readSample(raw: RawProfile, reader: ByteReader): boolean {
  const { stacks, values } = raw;
  const { bytes, end } = reader;
  const firstValue = values.length;
  let labelAt = 0;
  // Location ids stay bytes here; nearly always they are one part, or none.
  let parts = 0;
  let idsFrom = 0;
  let idsTo = 0;
  while (reader.pos < end) {
    const at = reader.pos;
    // All tags of a sample are one byte long, and nearly all lengths and counts: those are read without a call.
    const tag = bytes[at] < 0x80 ? bytes[reader.pos++] : reader.readVarint();
    if (tag === 10 || tag === 8) {
      // repeated uint64 location_id = 1, packed or one by one
      let from = reader.pos;
      if (tag === 8) reader.readVarint();
      else {
        const short = bytes[from] < 0x80 && bytes[from] < end - from;
        const length = short ? bytes[reader.pos++] : reader.readLength();
        if (length < 0) break;
        from = reader.pos;
        reader.pos += length;
        // The last id must end here.
        if (length > 0 && bytes[reader.pos - 1] > 0x7f) reader.failed = true;
      }
      if (++parts === 2) {
        stacks.beginGathered();
        stacks.gather(idsFrom, idsTo);
      }
      if (parts > 1) stacks.gather(from, reader.pos);
      idsFrom = from;
      idsTo = reader.pos;
    } else if (tag === 18) {
      // repeated int64 value = 2, packed
      const length = reader.readLength();
      if (length < 0) break;
      reader.end = reader.pos + length;
      while (reader.pos < reader.end) {
        reader.readVarint();
        values.push(reader.lastSigned());
      }
      reader.end = end;
    } else if (tag === 16) {
      // repeated int64 value = 2
      if (reader.pos < end && bytes[reader.pos] < 0x80) values.push(bytes[reader.pos++]);
      else {
        reader.readVarint();
        values.push(reader.lastSigned());
      }
    } else {
      // repeated Label label = 3: read again when the strings are known
      if (tag === 26 && labelAt === 0) labelAt = at;
      if (tag < 8 || !reader.skipField(tag & 7)) reader.failed = true;
    }
    if (reader.failed) break;
  }
  if (reader.failed) {
    values.length = firstValue;
    return false;
  }
  if (labelAt !== 0) {
    raw.labelRow.push(raw.sampleStack.length);
    raw.labelStart.push(labelAt);
    raw.labelEnd.push(end);
  }
  raw.sampleStack.push(parts > 1 ? stacks.internGathered() : stacks.intern(idsFrom, idsTo));
  raw.valueEnd.push(values.length);
  return true;
}

function readLocation(raw: RawProfile, reader: ByteReader): boolean {
  const end = reader.end;
  let id = 0;
  let address = '';
  const firstLine = raw.lineFunction.length;
  while (reader.pos < end) {
    const tag = reader.readVarint();
    if (tag === 8) {
      // uint64 id = 1
      const value = reader.readVarint();
      id = raw.idOf(value, reader.hi, reader.lo);
    } else if (tag === 24) {
      // uint64 address = 3
      const value = reader.readVarint();
      if (value !== 0)
        address = reader.hi === 0 ? `0x${value.toString(16)}` : `0x${reader.hi.toString(16)}${hex8(reader.lo)}`;
    } else if (tag === 34) {
      // repeated Line line = 4
      const length = reader.readLength();
      if (length < 0) break;
      const partEnd = reader.pos + length;
      reader.end = partEnd;
      readLine(raw, reader);
      if (reader.failed) break;
      reader.end = end;
    } else if (tag < 8 || !reader.skipField(tag & 7)) {
      // uint64 mapping_id = 2, bool is_folded = 5 and what is not known
      reader.failed = true;
    }
    if (reader.failed) break;
  }
  if (reader.failed) {
    raw.lineFunction.length = firstLine;
    raw.lineNumber.length = firstLine;
    return false;
  }
  raw.locationId.push(id);
  raw.locationAddress.push(address);
  raw.locationLines.push(raw.lineFunction.length);
  return true;
}

function readLine(raw: RawProfile, reader: ByteReader): void {
  let functionId = 0;
  let line = 0;
  while (reader.pos < reader.end) {
    const tag = reader.readVarint();
    if (tag === 8) {
      // uint64 function_id = 1
      const value = reader.readVarint();
      functionId = raw.idOf(value, reader.hi, reader.lo);
    } else if (tag === 16) {
      // int64 line = 2
      reader.readVarint();
      line = reader.lastSigned();
    } else if (tag < 8 || !reader.skipField(tag & 7)) {
      reader.failed = true; // int64 column = 3 is skipped
      return;
    }
  }
  raw.lineFunction.push(functionId);
  raw.lineNumber.push(line);
}

function readFunction(raw: RawProfile, reader: ByteReader): boolean {
  let id = 0;
  let name = 0;
  let systemName = 0;
  let file = 0;
  while (reader.pos < reader.end) {
    const tag = reader.readVarint();
    if (tag === 8) {
      // uint64 id = 1
      const value = reader.readVarint();
      id = raw.idOf(value, reader.hi, reader.lo);
    } else if (tag === 16)
      name = reader.readVarint(); // int64 name = 2
    else if (tag === 24)
      systemName = reader.readVarint(); // int64 system_name = 3
    else if (tag === 32)
      file = reader.readVarint(); // int64 filename = 4
    else if (tag < 8 || !reader.skipField(tag & 7)) return false; // int64 start_line = 5
  }
  if (reader.failed) return false;
  raw.functionId.push(id);
  raw.functionName.push(name);
  raw.functionSystemName.push(systemName);
  raw.functionFile.push(file);
  return true;
}

function hex8(value: number): string {
  return value.toString(16).padStart(8, '0');
}

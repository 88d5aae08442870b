// Tells from its first bytes whether something is a pprof profile, without trusting any header.
import { ByteReader } from '../../base/byte-reader.ts';

/** Wire type of each field of `Profile` (profile.proto); 0 varint, 2 length-delimited. */
const wireTypes = [-1, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0, 2, 0, -2, 0, 0];

/**
 * True when the bytes read as fields of a profile up to their end (the last one may be cut), and at least one
 * value type, sample or location among them reads as such.
 */
export function looksLikeProfile(head: Uint8Array): boolean {
  const reader = new ByteReader(head);
  let vouching = 0;
  for (let fields = 0; reader.pos < head.length && fields < 10_000; fields++) {
    const tag = reader.readVarint();
    const field = Math.floor(tag / 8);
    const wireType = tag & 7;
    if (reader.failed) return vouching > 0;
    if (
      field < 1 ||
      field > 15 ||
      (wireTypes[field] !== wireType && !(field === 13 && (wireType === 0 || wireType === 2)))
    )
      return false;
    if (wireType === 0) {
      reader.readVarint();
      continue;
    }
    const length = reader.readVarint();
    if (reader.failed) return vouching > 0;
    const end = reader.pos + length;
    if (end > head.length) return vouching > 0;
    if (field === 1 || field === 11) {
      if (!isMessage(head, reader.pos, end, 2)) return false;
      vouching++;
    } else if (field === 2 || field === 4) {
      if (!isMessage(head, reader.pos, end, 5)) return false;
      vouching++;
    }
    reader.pos = end;
  }
  return vouching > 0;
}

/** Reads as a message whose field numbers do not pass `highest`. */
function isMessage(bytes: Uint8Array, from: number, to: number, highest: number): boolean {
  const reader = new ByteReader(bytes, from, to);
  while (reader.pos < to) {
    const tag = reader.readVarint();
    const field = Math.floor(tag / 8);
    if (reader.failed || field < 1 || field > highest || !reader.skipField(tag & 7)) return false;
  }
  return true;
}

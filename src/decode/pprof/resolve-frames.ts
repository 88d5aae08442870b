// Resolves the locations and functions of a profile into frames: inlined lines expanded leaf first, names as dumps print them.
import { ByteReader } from '../../base/byte-reader.ts';
import type { Frame, Stack } from '../../model/stack.ts';
import type { ProblemTally } from '../problem-tally.ts';
import { symbolName } from '../symbol-name.ts';
import type { RawProfile } from './raw-profile.ts';

/** What `go tool pprof` prints for a function that is not in the tables. */
const unknownFunction = '??';

/** The stacks of `raw`, in the order of its stack table. A sample without locations gives `unavailable`. */
export function resolveStacks(raw: RawProfile, problems: ProblemTally): Stack[] {
  const locations = new IdIndex(raw.locationId, 'location', problems);
  const table = new FrameTable(raw, locations, resolveLocations(raw, problems));
  const stacks: Stack[] = [];
  const { length } = raw.stacks;
  for (let stack = 0; stack < length; stack++) {
    const { bytes, from, to } = raw.stacks.placeOf(stack);
    const frames = table.expand(bytes, from, to) ?? table.expandAny(raw, new ByteReader(bytes, from, to), problems);
    stacks.push(frames.length === 0 ? { frames, unavailable: true } : { frames });
  }
  return stacks;
}

/** Locations of more inlined frames than this are counted one by one. */
const manyFrames = 255;
/** 2 for numbers of frames that need a closer look: none, or more than two. */
const rare = Uint8Array.from({ length: manyFrames + 1 }, (_, frames) => (frames === 1 || frames === 2 ? 0 : 2));
/** The first id that takes three bytes as a varint; such are rare, and not in the tables. */
const longId = 1 << 14;

/** Frames by location id. */
class FrameTable {
  private readonly locations: IdIndex;
  private readonly byLocation: readonly (readonly Frame[])[];
  /** By id, for ids from 1 to the number of locations. */
  private readonly several: (readonly Frame[] | undefined)[] = [];
  /** The first two frames of each location. */
  private readonly frames: Frame[] = [{ function: unknownFunction }];
  /** By id, where its first two frames stand in `frames`: twice the same where there is one. At most 2 × `longId`. */
  private readonly first: Uint16Array;
  private readonly second: Uint16Array;
  /** By id, the number of frames, at most `manyFrames`. */
  private readonly lengths: Uint8Array;
  private readonly largest: number;
  private places = new Uint16Array(2048);

  constructor(raw: RawProfile, locations: IdIndex, byLocation: readonly (readonly Frame[])[]) {
    this.locations = locations;
    this.byLocation = byLocation;
    this.largest = Math.min(raw.locationId.length, longId - 1);
    this.lengths = new Uint8Array(this.largest + 1);
    this.first = new Uint16Array(this.largest + 1);
    this.second = new Uint16Array(this.largest + 1);
    for (let id = 0; id <= this.largest; id++) {
      const frames = byLocation[locations.indexOf(id)] as readonly Frame[] | undefined;
      this.several.push(frames);
      this.lengths[id] = Math.min(frames?.length ?? 0, manyFrames);
      if (!frames || frames.length === 0) continue;
      this.first[id] = this.frames.push(frames[0]) - 1;
      this.second[id] = frames.length === 1 ? this.first[id] : this.frames.push(frames[1]) - 1;
    }
  }

  /**
   * Frames of the packed ids in `bytes[from, to)`; undefined when an id is long, not dense or leads nowhere. Neither how
   * long an id is nor whether a location holds one frame or two is asked by a branch: nothing foretells either. The frames
   * are numbers first, so that each is stored once.
   */
  expand(bytes: Uint8Array, from: number, to: number): Frame[] | undefined {
    const { frames, first, second, lengths, largest } = this;
    if (2 * (to - from) >= this.places.length) this.places = new Uint16Array(4 * (to - from));
    const { places } = this;
    let filled = 0;
    let odd = 0;
    for (let at = from; at < to; ) {
      const byte = bytes[at++];
      const isLong = byte >>> 7;
      const next = bytes[at] & -isLong;
      at += isLong;
      const id = (byte & 0x7f) | ((next & 0x7f) << 7);
      if (id > largest) return undefined;
      const length = lengths[id];
      odd |= (next >>> 7) | rare[length];
      places[filled] = first[id];
      places[filled + 1] = second[id];
      filled += length;
    }
    if (odd !== 0) return (odd & 1) === 0 ? this.expandRare(bytes, from, to) : undefined;
    const list = new Array<Frame>(filled);
    for (let i = 0; i < filled; i++) list[i] = frames[places[i]];
    return list;
  }

  /** As `expand`, where a location holds no frame or more than two; undefined where there is none. Ids have two bytes at most. */
  private expandRare(bytes: Uint8Array, from: number, to: number): Frame[] | undefined {
    const list: Frame[] = [];
    for (let at = from; at < to; ) {
      const byte = bytes[at++];
      const frames = this.several[byte < 0x80 ? byte : (byte & 0x7f) | (bytes[at++] << 7)];
      if (frames === undefined) return undefined;
      for (let k = 0; k < frames.length; k++) list.push(frames[k]);
    }
    return list;
  }

  /** As `expand`, for any ids; those that lead nowhere give an unknown frame and a problem. */
  expandAny(raw: RawProfile, reader: ByteReader, problems: ProblemTally): Frame[] {
    const list: Frame[] = [];
    while (reader.pos < reader.end) {
      const value = reader.readVarint();
      if (reader.failed) {
        problems.add('pprof/bad-stack', 'A list of location ids could not be read to its end.');
        break;
      }
      const location = this.locations.indexOf(raw.idOf(value, reader.hi, reader.lo));
      if (location >= 0) for (const frame of this.byLocation[location]) list.push(frame);
      else {
        problems.add('pprof/missing-location', `A sample names location ${value}, which is not in the profile.`);
        list.push({ function: unknownFunction });
      }
    }
    return list;
  }
}

function resolveLocations(raw: RawProfile, problems: ProblemTally): (readonly Frame[])[] {
  const functions = new IdIndex(raw.functionId, 'function', problems);
  const names = new Array<string | undefined>(raw.functionId.length);
  const files = new Array<string | undefined>(raw.functionId.length);
  const framesOf: (readonly Frame[])[] = [];
  for (let location = 0; location < raw.locationId.length; location++) {
    const address = raw.locationAddress[location];
    const first = raw.locationLines[location];
    const end = raw.locationLines[location + 1];
    // A program counter of 0 pads the stacks of threadcreate (Go >= 1.23) and stands for no frame.
    if (first === end) {
      framesOf.push(address === '' || address === '0xffffffffffffffff' ? [] : [{ function: address }]);
      continue;
    }
    const frames: Frame[] = [];
    for (let i = first; i < end; i++) {
      const line = raw.lineNumber[i];
      const index = functions.indexOf(raw.lineFunction[i]);
      if (index < 0) {
        problems.add('pprof/missing-function', `A line names function ${raw.lineFunction[i]}, which is not there.`);
        frames.push({ function: address || unknownFunction, ...(line > 0 ? { line } : {}) });
        continue;
      }
      if (names[index] === undefined) {
        names[index] = nameOf(raw, index, problems) || address || unknownFunction;
        files[index] = stringOf(raw, raw.functionFile[index], problems) ?? '';
      }
      const name = names[index] as string;
      const file = files[index] as string;
      if (file === '') frames.push(line > 0 ? { function: name, line } : { function: name });
      else frames.push(line > 0 ? { function: name, file, line } : { function: name, file });
    }
    framesOf.push(frames);
  }
  return framesOf;
}

function nameOf(raw: RawProfile, index: number, problems: ProblemTally): string {
  const name = stringOf(raw, raw.functionName[index], problems);
  return symbolName(name || raw.strings.get(raw.functionSystemName[index]) || '');
}

function stringOf(raw: RawProfile, index: number, problems: ProblemTally): string | undefined {
  const text = raw.strings.get(index);
  if (text === undefined)
    problems.add('pprof/missing-string', `String ${index} is named by a function and is not in the table.`);
  return text;
}

/** Look-up from id to index. Writers count ids from 1, so most tables need no map. */
class IdIndex {
  private readonly dense: Int32Array;
  private readonly sparse = new Map<number, number>();

  constructor(ids: readonly number[], what: string, problems: ProblemTally) {
    this.dense = new Int32Array(ids.length + 1);
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i];
      if (this.indexOf(id) >= 0)
        problems.add('pprof/duplicate-id', `Two entries have the ${what} id ${id}; the first one counts.`);
      else if (id >= 0 && id < this.dense.length) this.dense[id] = i + 1;
      else this.sparse.set(id, i);
    }
  }

  /** -1 when there is no such id. */
  indexOf(id: number): number {
    return id >= 0 && id < this.dense.length ? this.dense[id] - 1 : (this.sparse.get(id) ?? -1);
  }
}

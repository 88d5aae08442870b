// The columns of a timeline in the page, and how they are packed. Runs on both sides: `packTimeline` here, `unpackTimeline`
// in the browser (sent as its own text, so it uses nothing outside itself).
//
// Layout: uint32 (little endian) length of the head, the head as JSON in UTF-8, then the columns one after another.
// A column is a run of varints (7 bits a byte, low first), its length in bytes stands in the head. Times are whole ns as
// differences. The whole is deflated (raw) and base64.

/** The head: what is no column. */
export interface TimelineHead {
  readonly durationNs: number;
  readonly fromNs: number;
  readonly toNs: number;
  readonly cut: boolean;
  readonly groupNames: readonly string[];
  /** What a label shows. */
  readonly groupLabels: readonly string[];
  readonly groupSystem: readonly boolean[];
  readonly groupHues: readonly number[];
  readonly procIds: readonly (number | string)[];
  readonly reasons: readonly string[];
  readonly functions: readonly string[];
  readonly files: readonly string[];
  readonly bands: readonly { kind: 'gc' | 'stw'; text: string; at: number; ns: number }[];
  readonly spans: readonly { kind: 'task' | 'region'; name: string; at: number; ns: number; goroutine: number }[];
  /** Ids above 2^53, by goroutine. */
  readonly bigIds: Readonly<Record<string, string>>;
  readonly bigParents: Readonly<Record<string, string>>;
}

/** Everything that the browser knows; the words are those of model/trace-timeline.ts. */
export interface TimelineData extends TimelineHead {
  readonly goroutines: number;
  readonly id: Float64Array;
  readonly group: Int32Array;
  /** -1: before. */
  readonly born: Float64Array;
  readonly birthStack: Int32Array;
  /** -1 none, -2 not known. */
  readonly parent: Float64Array;
  readonly size: number;
  readonly time: Float64Array;
  readonly goroutine: Int32Array;
  readonly state: Uint8Array;
  readonly reason: Uint16Array;
  readonly stack: Int32Array;
  readonly proc: Int16Array;
  readonly waker: Int32Array;
  readonly wakerStack: Int32Array;
  readonly frameFunction: Int32Array;
  readonly frameFile: Int32Array;
  readonly frameLine: Int32Array;
  /** Frames of stack n: from `stackStart[n]` to `stackStart[n + 1]`. */
  readonly stackStart: Int32Array;
  readonly stackFrames: Int32Array;
  readonly heapTime: Float64Array;
  readonly heapBytes: Float64Array;
  readonly goalTime: Float64Array;
  readonly goalBytes: Float64Array;
}

/** Names of the columns in their order, with what is taken off before they are written: `delta` to the one before. */
export const timelineColumns = [
  ['id', 'plain'],
  ['group', 'plain'],
  ['born', 'plain'],
  ['birthStack', 'plain'],
  ['parent', 'plain'],
  ['time', 'delta'],
  ['goroutine', 'plain'],
  ['state', 'plain'],
  ['reason', 'plain'],
  ['stack', 'plain'],
  ['proc', 'plain'],
  ['waker', 'plain'],
  ['wakerStack', 'plain'],
  ['frameFunction', 'plain'],
  ['frameFile', 'plain'],
  ['frameLine', 'plain'],
  ['stackStart', 'delta'],
  ['stackFrames', 'plain'],
  ['heapTime', 'delta'],
  ['heapBytes', 'plain'],
  ['goalTime', 'delta'],
  ['goalBytes', 'plain'],
] as const;
export type TimelineColumn = (typeof timelineColumns)[number][0];

/** Per column: bytes, values, and whether differences were written; and what is added to make all of them ≥ 0. */
export type ColumnSpec = readonly [name: TimelineColumn, bytes: number, count: number, delta: boolean, lift: number];

/** Bytes (inflated) → columns. Runs in the browser. */
export function unpackTimeline(bytes: Uint8Array): TimelineData {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headSize = view.getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + headSize))) as TimelineHead & {
    columns: ColumnSpec[];
  };
  // Two loops that look alike: each sees one kind of array only, which makes them several times faster.
  const wide = (from: number, into: Float64Array, delta: boolean, lift: number): number => {
    let at = from;
    let sum = 0;
    for (let i = 0; i < into.length; i++) {
      let byte = bytes[at++];
      let value = byte & 127;
      // By multiplication: shifts end at 31 bits.
      for (let unit = 128; byte > 127; unit *= 128) {
        byte = bytes[at++];
        value += (byte & 127) * unit;
      }
      sum = delta ? sum + value : value;
      into[i] = sum - lift;
    }
    return at;
  };
  const narrow = (from: number, into: Int32Array, delta: boolean, lift: number): number => {
    let at = from;
    let sum = 0;
    for (let i = 0; i < into.length; i++) {
      let byte = bytes[at++];
      let value = byte & 127;
      for (let shift = 7; byte > 127; shift += 7) {
        byte = bytes[at++];
        value |= (byte & 127) << shift;
      }
      sum = delta ? sum + value : value;
      into[i] = sum - lift;
    }
    return at;
  };
  const large = /^(id|born|parent|time|heapTime|heapBytes|goalTime|goalBytes)$/;
  const columns: Record<string, unknown> = {};
  let at = 4 + headSize;
  for (const [name, , count, delta, lift] of head.columns) {
    if (large.test(name)) {
      const into = new Float64Array(count);
      at = wide(at, into, delta, lift);
      columns[name] = into;
      continue;
    }
    const into = new Int32Array(count);
    at = narrow(at, into, delta, lift);
    columns[name] =
      name === 'state'
        ? new Uint8Array(into)
        : name === 'reason'
          ? new Uint16Array(into)
          : name === 'proc'
            ? new Int16Array(into)
            : into;
  }
  return {
    ...head,
    ...columns,
    goroutines: (columns.id as Float64Array).length,
    size: (columns.time as Float64Array).length,
  } as unknown as TimelineData;
}

// A timeline → bytes for its page; timeline-data.ts tells the layout. Names are made safe to show here, once each.
import { neutralise } from '../../../base/neutralise.ts';
import type { TraceTimeline } from '../../../model/trace-timeline.ts';
import { hueOf, isStandard } from '../../frame-color.ts';
import { packageOf } from '../../words.ts';
import { type ColumnSpec, type TimelineColumn, type TimelineHead, timelineColumns } from './timeline-data.ts';
import { graphName } from './trace-names.ts';

const heapPoints = 20_000;

/** The bytes of the page, not yet deflated. */
export function packTimeline(timeline: TraceTimeline): Uint8Array {
  const { goroutines, steps } = timeline;
  const frames = packFrames(timeline);
  const heap = thin(timeline.heap);
  const goal = thin(timeline.goal);
  const bigIds: Record<string, string> = {};
  const bigParents: Record<string, string> = {};
  const values: Record<TimelineColumn, ArrayLike<number>> = {
    id: goroutines.id.map((id, i) => {
      if (typeof id === 'number') return id;
      bigIds[i] = neutralise(id);
      return 0;
    }),
    group: goroutines.group,
    born: goroutines.bornNs.map(Math.round),
    birthStack: goroutines.birthStack,
    parent: goroutines.parent.map((id, i) => {
      if (typeof id === 'number') return id;
      if (id !== '') bigParents[i] = neutralise(id);
      return -2;
    }),
    time: steps.time.map(Math.round),
    goroutine: steps.goroutine,
    state: steps.state,
    reason: steps.reason,
    stack: steps.stack,
    proc: steps.proc,
    waker: steps.waker,
    wakerStack: steps.wakerStack,
    ...frames.columns,
    heapTime: heap.time,
    heapBytes: heap.bytes,
    goalTime: goal.time,
    goalBytes: goal.bytes,
  };
  const specs: ColumnSpec[] = [];
  const writer = new VarintWriter(steps.size * 10 + 65_536);
  for (const [name, kind] of timelineColumns) {
    const column = values[name];
    const before = writer.length;
    const lift = liftOf(column);
    let last = 0;
    for (let i = 0; i < column.length; i++) {
      const value = column[i] + lift;
      writer.put(kind === 'delta' ? value - last : value);
      last = value;
    }
    specs.push([name, writer.length - before, column.length, kind === 'delta', lift]);
  }
  const head: TimelineHead & { columns: readonly ColumnSpec[] } = {
    durationNs: Math.round(timeline.durationNs),
    fromNs: Math.round(timeline.fromNs),
    toNs: Math.round(timeline.toNs),
    cut: timeline.cut,
    groupNames: timeline.groups.map((g) => graphName(g.name).full),
    groupLabels: timeline.groups.map((g) => graphName(g.name).short),
    groupSystem: timeline.groups.map((g) => g.system),
    groupHues: timeline.groups.map((g) => (isStandard(packageOf(g.name)) ? -1 : hueOf(g.name))),
    procIds: timeline.procIds,
    reasons: timeline.reasons.map(neutralise),
    functions: frames.functions.map(neutralise),
    files: frames.files.map(neutralise),
    bands: timeline.bands.map((b) => ({ ...b, text: neutralise(b.text) })),
    spans: timeline.spans.map((s) => ({ ...s, name: neutralise(s.name) })),
    bigIds,
    bigParents,
    columns: specs,
  };
  const text = new TextEncoder().encode(JSON.stringify(head));
  const packed = new Uint8Array(4 + text.length + writer.length);
  new DataView(packed.buffer).setUint32(0, text.length, true);
  packed.set(text, 4);
  packed.set(writer.bytes(), 4 + text.length);
  return packed;
}

/** What makes every value of a column ≥ 0. */
function liftOf(column: ArrayLike<number>): number {
  let least = 0;
  for (let i = 0; i < column.length; i++) if (column[i] < least) least = column[i];
  return -least;
}

/** At most so many points: of each stretch its lowest and its highest, in order. */
function thin(series: TraceTimeline['heap']): { time: number[]; bytes: number[] } {
  const { time, bytes } = series;
  const step = Math.max(1, Math.ceil((time.length * 2) / heapPoints));
  const keep: number[] = [];
  for (let at = 0; at < time.length; at += step) {
    let low = at;
    let high = at;
    for (let i = at; i < Math.min(time.length, at + step); i++) {
      if (bytes[i] < bytes[low]) low = i;
      if (bytes[i] > bytes[high]) high = i;
    }
    keep.push(...(low === high ? [low] : low < high ? [low, high] : [high, low]));
  }
  return { time: keep.map((i) => Math.round(time[i])), bytes: keep.map((i) => Math.round(bytes[i])) };
}

/** Functions, files and frames of all stacks, each once. */
function packFrames(timeline: TraceTimeline) {
  const functions = new Map<string, number>();
  const files = new Map<string, number>();
  const frames = new Map<string, number>();
  const columns = {
    frameFunction: [] as number[],
    frameFile: [] as number[],
    frameLine: [] as number[],
    stackStart: [0],
    stackFrames: [] as number[],
  };
  const intern = (table: Map<string, number>, text: string): number => {
    let at = table.get(text);
    if (at === undefined) {
      at = table.size;
      table.set(text, at);
    }
    return at;
  };
  for (const stack of timeline.stacks) {
    for (const frame of stack) {
      const key = `${intern(functions, frame.function)} ${intern(files, frame.file)} ${frame.line}`;
      let at = frames.get(key);
      if (at === undefined) {
        at = frames.size;
        frames.set(key, at);
        columns.frameFunction.push(intern(functions, frame.function));
        columns.frameFile.push(intern(files, frame.file));
        columns.frameLine.push(Number.isSafeInteger(frame.line) ? frame.line : 0);
      }
      columns.stackFrames.push(at);
    }
    columns.stackStart.push(columns.stackFrames.length);
  }
  return { functions: [...functions.keys()], files: [...files.keys()], columns };
}

class VarintWriter {
  length = 0;
  private items: Uint8Array;

  constructor(capacity: number) {
    this.items = new Uint8Array(capacity);
  }

  put(value: number): void {
    if (this.length + 10 > this.items.length) {
      const next = new Uint8Array(this.items.length * 2);
      next.set(this.items);
      this.items = next;
    }
    let rest = value;
    while (rest > 127) {
      // Division, not shifts: values reach beyond 32 bits.
      this.items[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.items[this.length++] = rest;
  }

  bytes(): Uint8Array {
    return this.items.subarray(0, this.length);
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 of bytes, for millions of them. */
export function base64OfBytes(bytes: Uint8Array): string {
  const codes = Uint8Array.from(alphabet, (char) => char.charCodeAt(0));
  const out = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(61);
  let at = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const n = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out[at++] = codes[n >> 18];
    out[at++] = codes[(n >> 12) & 63];
    if (i + 1 < bytes.length) out[at] = codes[(n >> 6) & 63];
    at++;
    if (i + 2 < bytes.length) out[at] = codes[n & 63];
    at++;
  }
  return new TextDecoder('latin1').decode(out);
}

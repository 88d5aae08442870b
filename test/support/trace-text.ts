// An execution trace as text, one line a record, and back to the same bytes: for hand-written cases and for looking at a file.
//
//   go 1.26 trace
//   EventBatch gen=1 m=7 time=100
//     GoStart dt=1 g=4 g_seq=1
//   EndOfGeneration
//   hex 67 6f
//
// Sizes and counts are worked out. `sN` behind a value says that its varint is padded to N bytes. What cannot be written
// in words (damage, payloads of experiments) is a line `hex`, so every file has a text, and the text gives the file again.
import { eventSpecs, wire } from '../../src/decode/exectrace/wire-events.ts';

const headerBytes = 16;
const allOnes = (1n << 64n) - 1n;

/** Bytes of the text. Throws with the line that it does not understand. */
export function traceFromText(text: string): Uint8Array {
  const out = new TextWriter();
  text.split('\n').forEach((line, i) => {
    try {
      out.line(line);
    } catch (error) {
      throw new Error(`line ${i + 1}: ${line}: ${(error as Error).message}`);
    }
  });
  return Uint8Array.from(out.finish());
}

/** Text of the bytes, whatever they are. */
export function textFromTrace(bytes: Uint8Array): string {
  return `${new TextReader(bytes).read().join('\n')}\n`;
}

const typeOf = new Map<string, number>(eventSpecs.flatMap((spec) => (spec ? [[spec.name, spec.type] as const] : [])));

class TextWriter {
  private readonly out: number[] = [];
  /** Payload of the open batch; its size is put before it when it closes. */
  private batch: number[] | undefined;
  private sizeBytes = 0;

  line(line: string): void {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) return;
    const header = /^(go 1\.\d+ trace)$/.exec(text);
    if (header) {
      this.out.push(...Array.from({ length: headerBytes }, (_, i) => header[1].charCodeAt(i) || 0));
      return;
    }
    const [word, ...parts] = text.split(' ');
    if (word === 'EventBatch' || word === 'ExperimentalBatch') {
      this.close();
      const put = argumentsOf(parts);
      if (word === 'EventBatch') this.out.push(wire.eventBatch);
      else this.out.push(wire.experimentalBatch, Number(put.take('exp').value));
      for (const name of ['gen', 'm', 'time']) writeVarint(this.out, put.take(name));
      this.sizeBytes = put.has('size') ? put.take('size').width : 0;
      this.batch = [];
      return;
    }
    if (word === 'EndOfGeneration') {
      this.close();
      this.out.push(wire.endOfGeneration);
      return;
    }
    if (!line.startsWith(' ')) this.close();
    record(this.batch ?? this.out, word, parts, text);
  }

  finish(): number[] {
    this.close();
    return this.out;
  }

  private close(): void {
    if (!this.batch) return;
    writeVarint(this.out, { value: BigInt(this.batch.length), width: this.sizeBytes });
    for (const byte of this.batch) this.out.push(byte);
    this.batch = undefined;
  }
}

/** Arguments after the number, by record; timed events are in the table of wire-events.ts. */
const records: Readonly<Record<string, readonly [type: number, args: readonly string[]]>> = {
  Stack: [wire.stack, ['id', 'frames']],
  CPUSample: [wire.cpuSample, ['time', 'm', 'p', 'g', 'stack']],
  Frequency: [wire.frequency, ['freq']],
  ClockSnapshot: [wire.clockSnapshot, ['dt', 'mono', 'sec', 'nsec']],
};
const marks: Readonly<Record<string, number>> = {
  Stacks: wire.stacks,
  Strings: wire.strings,
  CPUSamples: wire.cpuSamples,
  Sync: wire.sync,
};

function record(out: number[], word: string, parts: readonly string[], text: string): void {
  if (word === 'hex') {
    for (const part of parts) out.push(Number.parseInt(part, 16));
    return;
  }
  if (marks[word] !== undefined) {
    out.push(marks[word]);
    return;
  }
  if (word === 'String') {
    const match = /^String (id=\S+) (".*")$/.exec(text);
    if (!match) throw new Error('expected String id=N "text"');
    out.push(wire.string);
    writeVarint(out, argumentsOf([match[1]]).take('id'));
    const bytes = new TextEncoder().encode(JSON.parse(match[2]));
    writeVarint(out, { value: BigInt(bytes.length), width: 0 });
    out.push(...bytes);
    return;
  }
  const put = argumentsOf(parts);
  if (word === 'frame') {
    for (const name of ['pc', 'func', 'file', 'line']) writeVarint(out, put.take(name));
    return;
  }
  const type = typeOf.get(word);
  const [number, names] = records[word] ?? [type ?? -1, ['dt', ...(eventSpecs[type ?? 0]?.args ?? [])]];
  if (number < 0) throw new Error('no such record');
  out.push(number);
  for (const name of names) writeVarint(out, put.take(name));
}

interface Value {
  readonly value: bigint;
  /** Bytes of the varint; 0: as few as it needs. */
  readonly width: number;
}

function argumentsOf(parts: readonly string[]): { take(name: string): Value; has(name: string): boolean } {
  const values = new Map(parts.map((part) => part.split('=') as [string, string]));
  return {
    has: (name) => values.has(name),
    take(name) {
      const match = /^(-?\d*)(?:s(\d+))?$/.exec(values.get(name) ?? 'missing');
      if (!match) throw new Error(`no number for ${name}`);
      return { value: BigInt.asUintN(64, BigInt(match[1] || '0')), width: Number(match[2] ?? 0) };
    },
  };
}

function writeVarint(out: number[], { value, width }: Value): void {
  let rest = value;
  for (let n = 1; rest > 0x7fn || n < width; n++) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  out.push(Number(rest));
}

/** Leaves the reading of what is no record of the format. */
class NoRecord extends Error {}

class TextReader {
  private readonly bytes: Uint8Array;
  private at = 0;
  private end: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  read(): string[] {
    const lines: string[] = [];
    const header = /^(go 1\.\d+ trace)\0+$/.exec(String.fromCharCode(...this.bytes.subarray(0, headerBytes)));
    if (header && this.end >= headerBytes) {
      lines.push(header[1]);
      this.at = headerBytes;
    }
    while (this.at < this.end) {
      const from = this.at;
      let item: string[];
      try {
        item = this.item();
      } catch (error) {
        if (!(error instanceof NoRecord)) throw error;
        item = hexLines(this.bytes.subarray(from), '');
        this.at = this.end;
      }
      for (const line of item) lines.push(line);
    }
    return lines;
  }

  private item(): string[] {
    const type = this.byte();
    if (type === wire.endOfGeneration) return ['EndOfGeneration'];
    if (type !== wire.eventBatch && type !== wire.experimentalBatch) throw new NoRecord();
    const experiment = type === wire.experimentalBatch ? ` exp=${this.byte()}` : '';
    const head = `gen=${this.varint()} m=${this.varint()} time=${this.varint()}`;
    const size = this.value();
    if (size.value > BigInt(this.end - this.at)) throw new NoRecord();
    const stop = this.at + Number(size.value);
    const name = experiment === '' ? 'EventBatch' : 'ExperimentalBatch';
    const lines = [`${name}${experiment} ${head}${size.width > 0 ? ` size=s${size.width}` : ''}`];
    const whole = this.end;
    this.end = stop;
    while (this.at < stop) {
      const from = this.at;
      try {
        if (experiment !== '') throw new NoRecord();
        for (const line of this.record()) lines.push(line);
      } catch (error) {
        if (!(error instanceof NoRecord)) throw error;
        lines.push(...hexLines(this.bytes.subarray(from, stop), '  '));
        this.at = stop;
      }
    }
    this.end = whole;
    return lines;
  }

  private record(): string[] {
    const type = this.byte();
    for (const [word, number] of Object.entries(marks)) if (number === type) return [`  ${word}`];
    if (type === wire.string) {
      const id = this.varint();
      const length = this.value();
      const bytes = this.bytes.subarray(this.at, this.at + Number(length.value));
      const text = new TextDecoder().decode(bytes);
      // Only what is UTF-8 comes back as it was.
      const same = new TextEncoder().encode(text);
      if (length.width > 0 || BigInt(same.length) !== length.value || same.some((b, i) => b !== bytes[i]))
        throw new NoRecord();
      if (this.at + bytes.length > this.end) throw new NoRecord();
      this.at += bytes.length;
      return [`    String id=${id} ${JSON.stringify(text)}`];
    }
    if (type === wire.stack) {
      const head = `    Stack id=${this.varint()}`;
      const from = this.at;
      const count = this.varint();
      const lines = [`${head} frames=${count}`];
      for (let i = 0; i < Number.parseInt(count, 10); i++) {
        if (this.at >= this.end || i > this.end - from) throw new NoRecord();
        lines.push(`      frame pc=${this.varint()} func=${this.varint()} file=${this.varint()} line=${this.varint()}`);
      }
      return lines;
    }
    for (const [word, [number, names]] of Object.entries(records))
      if (number === type) return [`    ${word}${names.map((name) => ` ${name}=${this.varint()}`).join('')}`];
    const spec = eventSpecs[type];
    if (!spec) throw new NoRecord();
    return [`  ${spec.name}${['dt', ...spec.args].map((name) => ` ${name}=${this.varint()}`).join('')}`];
  }

  private byte(): number {
    if (this.at >= this.end) throw new NoRecord();
    return this.bytes[this.at++];
  }

  private varint(): string {
    const { value, width } = this.value();
    return `${value === allOnes ? -1 : value}${width > 0 ? `s${width}` : ''}`;
  }

  private value(): Value {
    const from = this.at;
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte();
      // The tenth byte has room for one bit.
      if (shift === 63n && byte > 1) throw new NoRecord();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const shortest: number[] = [];
    writeVarint(shortest, { value, width: 0 });
    const width = this.at - from;
    return { value, width: shortest.length === width ? 0 : width };
  }
}

function hexLines(bytes: Uint8Array, indent: string): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 32)
    lines.push(
      `${indent}hex ${[...bytes.subarray(at, at + 32)].map((b) => b.toString(16).padStart(2, '0')).join(' ')}`,
    );
  return lines;
}

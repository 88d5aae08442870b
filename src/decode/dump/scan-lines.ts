// Finds the streams in a text and takes each one's surroundings off its lines: prefixes, JSON, syslog, packages under test.
// A prefix is learnt from the line in which a goroutine header (or a like anchor) stands behind other text, and believed when
// the next line bears it too; else it belonged to that line alone (klog, glog). Each learnt prefix is a stream with a reader of
// its own; the last lines before are read again with it, for they hold the panic's message.
import { TestStreams } from '../gotest/test-streams.ts';
import { TestText } from '../gotest/test-text.ts';
import { crashKindOf } from './crash-text.ts';
import type { FrameTable } from './parse-frame.ts';
import { parseHeader } from './parse-header.ts';
import { isLogPrefix, type LineShape, prefixShape } from './prefix-shape.ts';
import { DumpTextReader } from './read-dump-text.ts';
import type { SinkTurns } from './turn-sink.ts';
import { unwrapJson } from './unwrap-json.ts';
import { escapedLines, plainLine, readCriLine, syslogLines } from './unwrap-line.ts';

const lookback = 64;
const streamLimit = 32;
const nestingLimit = 5;
const pieceLimit = 1 << 24;

interface Stream {
  readonly shape: LineShape;
  readonly lines: LineScanner;
}

/** A line with an anchor behind a prefix; the next lines decide what the prefix was. */
interface Candidate {
  readonly shape: LineShape;
  /** What stands before the anchor, of lines that were plain text. */
  readonly prefix?: string;
  readonly body: string;
  readonly line: number;
}

/** Streams that may begin at the same time. */
const candidateLimit = 8;

export class LineScanner {
  private readonly turns: SinkTurns;
  private readonly table: FrameTable;
  private readonly depth: number;
  private readonly tests: TestText;
  private readonly reader: DumpTextReader;
  private readonly streams: Stream[] = [];
  private candidates: Candidate[] = [];
  /** Lines since the first candidate that tell nothing. */
  private between: { readonly text: string; readonly line: number }[] = [];
  private before: { text: string; line: number }[] = [];
  private readonly pieces = new Map<string, { text: string; line: number }>();
  private testStreams: TestStreams | undefined;
  private nesting = 0;

  constructor(turns: SinkTurns, table: FrameTable, depth = 0, tests?: TestText) {
    this.turns = turns;
    this.table = table;
    this.depth = depth;
    const port = turns.port();
    this.tests = tests ?? new TestText((outcome) => port.test(outcome));
    this.reader = new DumpTextReader(port, table, this.tests);
  }

  get idle(): boolean {
    // Streams and tests have dumps of their own, which may have the sink just now.
    const alone = this.streams.length === 0 && this.testStreams === undefined;
    return alone && this.candidates.length === 0 && this.pieces.size === 0 && this.reader.idle;
  }

  noteFastRecords(firstLine: number): void {
    this.reader.noteFastRecords(firstLine);
  }

  /** Reads one line without its line break. */
  line(raw: string, line: number): void {
    const text = raw.charCodeAt(raw.length - 1) === 13 ? raw.slice(0, -1) : raw;
    if (this.candidates.length === 0 && this.streams.length === 0 && this.reader.takeRecordLine(text, line)) return;
    this.unwrap(text, line);
  }

  private unwrap(raw: string, line: number): void {
    const text = plainLine(raw);
    if (this.depth + this.nesting < nestingLimit) {
      this.nesting++;
      const done = this.unwrapTransport(text, line);
      this.nesting--;
      if (done) return;
    }
    if (this.candidates.length > 0 && this.decide(text, line)) return;
    if (this.streams.length > 0) {
      if (this.takeInStream(text, line)) return;
      if (this.reader.takeRecordLine(text, line)) return;
    } else if (text !== raw && this.reader.takeRecordLine(text, line)) return;
    if (this.depth < nestingLimit && this.learnPrefix(text, line)) return;
    this.remember(text, line);
    this.reader.take(text, line);
  }

  private unwrapTransport(text: string, line: number): boolean {
    const c = text.charCodeAt(0);
    if (c === 0x7b) return this.takeJson(text, line);
    const piece = readCriLine(text);
    if (piece) {
      this.takePiece(piece.stream, piece.text, !piece.partial, line);
      return true;
    }
    const split = syslogLines(text);
    if (split) {
      for (const part of split) this.line(part, line);
      return true;
    }
    const object = objectBehindPrefix(text);
    if (object !== undefined && unwrapJson(object)?.kind !== 'line' && this.takeJson(object, line)) return true;
    const escaped = escapedLines(text);
    if (escaped) this.takeWhole(escaped, line);
    return escaped !== undefined;
  }

  // ── JSON ──

  private takeJson(text: string, line: number): boolean {
    const found = unwrapJson(text);
    if (!found) {
      const escaped = escapedLines(text);
      if (escaped) this.takeWhole(escaped, line);
      return escaped !== undefined;
    }
    if (found.kind === 'test') {
      this.testStreams ??= new TestStreams(this.turns, (tests) => this.child(tests));
      this.testStreams.take(found.event, line);
    } else if (found.kind === 'docker') {
      this.takeChunk(found.stream, found.text, line);
    } else if (found.kind === 'stacks') {
      for (const stack of found.texts) this.takeWhole(stack.split('\n'), line);
    } else {
      if (this.takeInStream(text, line)) return true;
      this.addCandidate({ shape: found.shape, body: found.text.trimEnd(), line });
    }
    return true;
  }

  /** Text of a stream, of which a line break ends each line. */
  private takeChunk(stream: string, text: string, line: number): void {
    const lines = text.split('\n');
    const rest = lines.pop()!;
    for (const one of lines) this.takePiece(stream, one, true, line);
    if (rest !== '') this.takePiece(stream, rest, false, line);
  }

  /** Joins the pieces of a line that its transport cut. */
  private takePiece(stream: string, text: string, last: boolean, line: number): void {
    const open = this.pieces.get(stream);
    const whole = open ? open.text + text : text;
    if (last || whole.length > pieceLimit) {
      this.pieces.delete(stream);
      this.line(whole, open?.line ?? line);
    } else this.pieces.set(stream, { text: whole, line: open?.line ?? line });
  }

  /** Lines that stood in one line of the input: a text of its own. */
  private takeWhole(lines: readonly string[], line: number): void {
    const child = this.child();
    for (const text of lines) child.line(text, line);
    child.end(false);
  }

  private child(tests?: TestText): LineScanner {
    return new LineScanner(this.turns, this.table, this.depth + 1, tests);
  }

  // ── prefixes ──

  private takeInStream(text: string, line: number): boolean {
    for (let i = 0; i < this.streams.length; i++) {
      const stream = this.streams[i];
      const inner = stream.shape.strip(text);
      if (inner === undefined) continue;
      if (i > 0) {
        this.streams.splice(i, 1);
        this.streams.unshift(stream);
      }
      stream.lines.line(inner, line);
      return true;
    }
    return false;
  }

  /** Looks for an anchor behind other text; true when the line now waits as a candidate. */
  private learnPrefix(text: string, line: number): boolean {
    const at = anchorOf(text);
    if (at <= 0) return false;
    // Of the blanks before the anchor the first is the prefix's, the others are the dump's indentation.
    const end = text.slice(0, at).trimEnd().length;
    const begin = Math.min(at, end + 1);
    const shape = prefixShape(text.slice(0, begin));
    if (!shape) return false;
    this.addCandidate({ shape, prefix: text.slice(0, begin), body: text.slice(begin), line });
    return true;
  }

  private addCandidate(candidate: Candidate): void {
    if (this.candidates.length >= candidateLimit) this.readAsRaw();
    this.candidates.push(candidate);
  }

  /** Whether the line bears the prefix of a candidate, or shows that it has none; true when the line has been used. */
  private decide(text: string, line: number): boolean {
    const at = this.candidates.findIndex((candidate) => candidate.shape.strip(text) !== undefined);
    if (at >= 0) {
      const [{ shape, body, line: first }] = this.candidates.splice(at, 1);
      const stream = { shape, lines: this.child() };
      this.streams.unshift(stream);
      // The stream that was silent longest gives way.
      if (this.streams.length > streamLimit) this.streams.pop()!.lines.end(false);
      for (const old of this.before) {
        const inner = shape.strip(old.text);
        if (inner !== undefined) stream.lines.line(inner, old.line);
      }
      this.before = this.before.filter((old) => shape.strip(old.text) === undefined);
      stream.lines.line(body, first);
      stream.lines.line(shape.strip(text)!, line);
      if (this.candidates.length === 0) this.readAsRaw();
      return true;
    }
    if (anchorOf(text) > 0) return false;
    if (text !== '' && !this.reader.wouldTake(text) && this.between.length < 5) {
      this.between.push({ text, line });
      return true;
    }
    this.readAsRaw();
    return this.streams.length === 0 && this.reader.takeRecordLine(text, line);
  }

  /** The prefixes stood on those lines alone. */
  private readAsRaw(): void {
    const { candidates, between } = this;
    this.candidates = [];
    this.between = [];
    for (const { prefix, body, line } of candidates) {
      // `panic: boom goroutine 7 [running]:`, two lines that were joined.
      if (prefix && crashKindOf(prefix)) this.reader.take(prefix.trimEnd(), line);
      this.reader.takeBehindText(body, line);
    }
    for (const other of between) this.reader.take(other.text, other.line);
  }

  private remember(text: string, line: number): void {
    if (text.length > 4096) return;
    this.before.push({ text, line });
    if (this.before.length >= 2 * lookback) this.before = this.before.slice(-lookback);
  }

  /** Ends the text. `midLine`: it ended inside a line. */
  end(midLine: boolean): void {
    for (const [stream, piece] of [...this.pieces]) {
      this.pieces.delete(stream);
      this.line(piece.text, piece.line);
    }
    this.readAsRaw();
    for (const stream of this.streams.reverse()) stream.lines.end(midLine);
    this.testStreams?.end();
    this.reader.end(midLine);
    this.tests.flush();
  }
}

/** The JSON object that a line ends with, behind a prefix: `svc-1  | {"level":"error","stack":"goroutine 1 …"}`. */
function objectBehindPrefix(text: string): string | undefined {
  if (text.charCodeAt(text.length - 1) !== 0x7d) return undefined;
  const at = text.indexOf('{"');
  return at > 0 && at <= 300 ? text.slice(at) : undefined;
}

/**
 * Where text begins that tells of goroutines: a header, a race, goleak's heading; behind a mere time or container name
 * also a panic or a framing line of `go test`. -1 when nowhere.
 */
function anchorOf(text: string): number {
  let at = text.indexOf('goroutine ');
  while (at > 0) {
    const header = parseHeader(text, at);
    if (header && !header.doubtful) return at;
    at = text.indexOf('goroutine ', at + 10);
    if (at > 400) break;
  }
  at = text.indexOf('WARNING: DATA RACE');
  if (at > 0) return at;
  at = text.indexOf('[Goroutine ');
  if (at > 0 && text.endsWith(' on top of the stack:')) return at;
  at = text.search(/(?:panic: |fatal error: |SIG[A-Z]{3,7}: |=== RUN {3}|--- (?:PASS|FAIL|SKIP): )/);
  return at > 0 && at <= 300 && isLogPrefix(text.slice(0, at)) ? at : -1;
}

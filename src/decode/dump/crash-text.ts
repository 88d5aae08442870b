// Reads what a dying Go process prints before its goroutines (runtime/panic.go, signal_unix.go) into a Crash:
//   panic: first [recovered]            fatal error: concurrent map writes      SIGQUIT: quit
//   	panic: second                      [signal SIGSEGV: … code=… addr=… pc=…]   PC=0x497cc1 m=0 sigcode=0
import type { Crash, CrashKind } from '../../model/crash.ts';
import { cleanLine, cleanText } from './clean-text.ts';

/** Lines of a message that are kept; a panic value may be a whole dump. */
const lineLimit = 2000;

/** The kind of crash that this line (without prefix) begins; undefined when it begins none. */
export function crashKindOf(text: string): CrashKind | undefined {
  switch (text.charCodeAt(0)) {
    case 0x70: // p
      return text.startsWith('panic: ') ? panicKind(text.slice(7)) : undefined;
    case 0x66: // f
      return text.startsWith('fatal error: ') ? fatalKind(text.slice(13)) : undefined;
    case 0x53: // S
      if (!/^SIG[A-Z0-9]{2,9}: [a-z]/.test(text)) return undefined;
      return text.startsWith('SIGQUIT') ? 'quit' : 'signal';
    case 0x46: // F
      return /^Found \d+ data race\(s\)$/.test(text) ? 'race' : undefined;
  }
  return /\bhttp2?: panic serving \S+: /.test(text) ? 'http-panic' : undefined;
}

function panicKind(value: string): CrashKind {
  if (value.startsWith('test timed out after ')) return 'test-timeout';
  if (value.startsWith('deadlock: ')) return 'synctest-deadlock';
  return 'panic';
}

function fatalKind(value: string): CrashKind {
  if (value.startsWith('all goroutines are asleep - deadlock!') || value.endsWith(' - deadlock!')) return 'deadlock';
  if (/bubble|synctest/.test(value)) return 'synctest-deadlock';
  if (value.startsWith('concurrent map ')) return 'concurrent-map';
  if (value.startsWith('stack overflow')) return 'stack-overflow';
  if (/out of memory|cannot allocate memory/.test(value)) return 'out-of-memory';
  if (value === 'fault' || value.startsWith('unexpected signal')) return 'signal';
  return 'fatal-error';
}

interface Panic {
  value: string;
  recovered: boolean;
  repanicked: boolean;
  goexit?: boolean;
}

/** A crash message that is being read. */
export class CrashText {
  readonly kind: CrashKind;
  readonly line: number;
  /** The goroutine that failed: the first of its dump that is not g0. */
  goroutine: number | undefined;
  /** A goroutine followed the message. */
  confirmed = false;
  /** The message stood indented, in the output of something else. */
  indented = false;
  /** Lines of the message without indentation, after the first. */
  bareLines = 0;
  exitStatus: number | undefined;
  private readonly lines: string[] = [];
  private readonly prefaceLines: number;
  private readonly panics: Panic[] = [];
  private readonly running: { name: string; time: string }[] = [];
  private signal: Crash['signal'];
  private firstBlank = -1;
  private remoteAddress: string | undefined;
  private message = '';
  /** The last line belonged to a panic value. */
  private inValue = false;

  constructor(kind: CrashKind, text: string, line: number, preface: readonly string[] = []) {
    this.kind = kind;
    this.line = line;
    this.prefaceLines = preface.length;
    for (const before of preface) this.lines.push(cleanLine(before));
    this.add(text);
  }

  /** Lines since the first blank one; what follows a blank belongs to the message only when a goroutine follows it. */
  get linesSinceBlank(): number {
    return this.firstBlank < 0 ? 0 : this.lines.length - this.firstBlank;
  }

  get afterBlank(): boolean {
    return this.firstBlank >= 0;
  }

  /** Adds a line of the message. */
  add(raw: string): void {
    const text = cleanLine(raw);
    if (raw === '' && this.firstBlank < 0) this.firstBlank = this.lines.length;
    if (raw.charCodeAt(0) !== 9) this.bareLines++;
    if (this.lines.length < lineLimit) this.lines.push(text);
    this.readLine(text);
  }

  private readLine(text: string): void {
    if (this.kind === 'http-panic' && this.message === '') {
      const serving = /http2?: panic serving (\S+): (.*)$/.exec(text);
      this.remoteAddress = serving?.[1];
      this.beginPanic(serving?.[2] ?? text, false);
      this.message = this.panics[0].value;
      return;
    }
    const nested = /^(?:\t* ?| {4}| {8})panic: (.*)$/.exec(text);
    if (nested) {
      this.beginPanic(nested[1], this.inValue && !/^[\t ]/.test(text));
      if (this.message === '') this.message = this.panics[0].value;
      return;
    }
    const signal = /^\[signal (\S+?)(?::[^\]]*?)? code=(\S+) addr=(\S+) pc=([^\]\s]+)\]?/.exec(text);
    if (signal) {
      this.signal = { name: signalName(signal[1]), code: signal[2], address: signal[3], pc: signal[4] };
      this.inValue = false;
      return;
    }
    if (this.kind === 'test-timeout') {
      this.inValue = false;
      const test = /^(?:\t{1,2}| {2,16})(\S.*) \(([^()]+)\)$/.exec(text);
      if (test) this.running.push({ name: cleanText(test[1]), time: cleanText(test[2]) });
    }
    if (this.message === '') this.message = text.replace(/^fatal error: /, '');
    this.readSignalLines(text);
    if (this.inValue && text !== '') this.growValue(text);
    else this.inValue = false;
  }

  private readSignalLines(text: string): void {
    const named = /^(SIG[A-Z0-9]+): /.exec(text);
    if (named && this.signal === undefined) this.signal = { name: named[1] };
    const place = /^PC=(\S+) m=\S+ sigcode=(\S+)(?: addr=(\S+))?/.exec(text);
    if (place && this.signal)
      this.signal = {
        ...this.signal,
        code: place[2],
        pc: place[1],
        ...(place[3] === undefined ? {} : { address: place[3] }),
      };
  }

  private beginPanic(text: string, afterGoexit: boolean): void {
    if (this.panics.length >= 100) return;
    this.panics.push({ ...unmarked(text), ...(afterGoexit ? { goexit: true } : {}) });
    this.inValue = true;
  }

  /** A further line of the last value: TAB-indented from Go 1.23, bare before. */
  private growValue(text: string): void {
    const last = this.panics.at(-1);
    if (!last || last.value.length > 65536) return;
    const { value, recovered, repanicked } = unmarked(text.replace(/^\t/, ''));
    last.value += `\n${value}`;
    last.recovered ||= recovered;
    last.repanicked ||= repanicked;
  }

  /** The crash; `snapshot` is the index of its dump when goroutines followed. */
  build(snapshot: number | undefined): Crash {
    if (!this.confirmed && this.bareLines > 1 && !this.isShort()) return this.shortened().build(snapshot);
    let end = !this.confirmed && this.firstBlank >= 0 ? this.firstBlank : this.lines.length;
    while (end > 0 && this.lines[end - 1].trim() === '') end--;
    const isPanic = this.panics.length > 0;
    return {
      kind: this.kind,
      message: this.message.split('\n', 1)[0],
      lines: this.lines.slice(0, end),
      ...(isPanic ? { panics: this.panics } : {}),
      ...(this.signal ? { signal: this.signal } : {}),
      ...(this.goroutine === undefined ? {} : { goroutine: this.goroutine }),
      ...(snapshot === undefined ? {} : { snapshot }),
      ...(this.running.length > 0 ? { runningTests: this.running } : {}),
      ...(this.kind === 'test-timeout' ? { timeout: this.message.replace(/^test timed out after /, '') } : {}),
      ...(this.exitStatus === undefined ? {} : { exitStatus: this.exitStatus }),
      ...(this.remoteAddress === undefined ? {} : { remoteAddress: this.remoteAddress }),
      line: this.line,
    };
  }

  /** Nothing but the runtime's own lines follows the first. */
  private isShort(): boolean {
    return this.lines.every((line, i) => i <= this.prefaceLines || isOwnLine(line));
  }

  /** Without a goroutine after it, a message's unindented lines cannot be told from other text: only the runtime's own count. */
  private shortened(): CrashText {
    const lines = this.lines.slice(this.prefaceLines);
    const other = lines.findIndex((line, i) => i > 0 && !isOwnLine(line));
    const short = new CrashText(this.kind, lines[0], this.line, this.lines.slice(0, this.prefaceLines));
    for (const line of lines.slice(1, other < 0 ? lines.length : other)) short.add(line);
    short.exitStatus = this.exitStatus;
    return short;
  }

  /** Tests that ran when a test binary timed out. */
  get runningTests(): readonly string[] {
    return this.running.map((test) => test.name);
  }
}

function isOwnLine(text: string): boolean {
  return (
    text === '' ||
    /^(?:\t|panic: |fatal error: |\[signal |PC=0x|signal arrived |exit status |goroutine running )/.test(text)
  );
}

/** `boom [recovered, repanicked]` → value `boom` and the marks (Go >= 1.25 prints one line for a repanic). */
function unmarked(text: string): Panic {
  const mark = / \[recovered(, repanicked)?\]$/.exec(text);
  if (!mark) return { value: text, recovered: false, repanicked: false };
  return { value: text.slice(0, mark.index), recovered: true, repanicked: mark[1] !== undefined };
}

/** Go <= 1.8 prints the number. */
function signalName(word: string): string {
  return { '0xb': 'SIGSEGV', '0x7': 'SIGBUS', '0xa': 'SIGBUS', '0x8': 'SIGFPE' }[word] ?? word;
}

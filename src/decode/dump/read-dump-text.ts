// Reads plain lines (prefixes already off) into goroutines, dumps, crashes, races and leak reports: one machine.
// States: between → record (a goroutine) · message (a crash before its first goroutine) · race · runtimeStack (g0 frames).
//
// When a new dump begins (several may stand in one text):
// 1. text that says so: `panic: `, `fatal error: `, `SIGxxx: `, `panic serving`, goleak's heading, `runtime/debug.Stack` on top;
// 2. an id that the open dump already holds (not 0; not in a crash without text between, where a second thread prints its own
//    goroutine again; not in the per-thread part of GOTRACEBACK=crash, where only stacks that were not to be had are added);
// 3. other text, and then a `[running]` record while the open dump, which is no crash, began with one too.
// Foreign lines alone never split a dump.
import type { CrashKind } from '../../model/crash.ts';
import type { SnapshotLimit } from '../../model/snapshot.ts';
import type { TestText } from '../gotest/test-text.ts';
import { CrashText, crashKindOf } from './crash-text.ts';
import { readGoleakHeading } from './goleak-text.ts';
import { type FrameTable, leadingBlanks } from './parse-frame.ts';
import { maybeName, RecordReader, taken } from './parse-goroutine.ts';
import { type Header, parseHeader } from './parse-header.ts';
import type { ParsedGoroutine } from './parsed.ts';
import { RaceText } from './race-report.ts';
import { TextProblems } from './text-problems.ts';
import type { SinkPort } from './turn-sink.ts';

/** Deaths of which the runtime prints one goroutine unless GOTRACEBACK=all (runtime.gotraceback, go1.26). */
const printsOne: ReadonlySet<CrashKind> = new Set(['panic', 'http-panic', 'concurrent-map', 'fatal-error']);

/** Foreign lines in a row after which a record is taken for ended. */
const foreignLimit = 64;
/** Lines after a crash message's first blank line within which its first goroutine must come. */
const messageTail = 60;
/** Lines of an unindented message; Go >= 1.23 indents all but the first. */
const bareMessageLimit = 400;

type State = 'between' | 'record' | 'message' | 'race' | 'runtimeStack';

export class DumpTextReader {
  private readonly port: SinkPort;
  private readonly table: FrameTable;
  private readonly tests: TestText;
  private readonly problems: TextProblems;
  private readonly record: RecordReader;
  private state: State = 'between';
  /** Blanks before every line of an indented dump. */
  private indent = '';

  private dumpOpen = false;
  private ids = new Set<number>();
  private count = 0;
  private firstRunning = false;
  private onlyRunning = false;
  private fastRecords = false;
  private textSince = false;
  private goleak = false;
  private threadPart = false;
  /** Ids whose stack was on another thread; a later part of the same crash may show it. */
  private readonly unavailable = new Set<number>();

  /** The crash whose message is being read, or whose first goroutine is awaited. */
  private crash: CrashText | undefined;
  private dumpCrash: CrashText | undefined;
  private preface: string[] = [];
  /** A signal's line behind other text on the line before; the next line tells whether it is one. */
  private behindText = '';
  private race: RaceText | undefined;
  private embedded: DumpTextReader | undefined;

  private foreignRun = 0;
  private foreignLine = 0;
  private foreignQuote = '';
  /** Every second line is empty (line breaks that were doubled by copying). */
  private doubled = false;
  private blanks = 0;

  constructor(port: SinkPort, table: FrameTable, tests: TestText) {
    this.port = port;
    this.table = table;
    this.tests = tests;
    this.record = new RecordReader(table);
    this.problems = new TextProblems((problem) => port.problem(problem));
  }

  /** Nothing is half read, and a next record needs no decision on where it belongs. */
  get idle(): boolean {
    return (
      this.state === 'between' &&
      this.dumpOpen &&
      !this.crash &&
      !this.awaitsFailed &&
      !this.textSince &&
      !this.goleak &&
      !this.threadPart &&
      this.indent === ''
    );
  }

  /** The crash of the open dump has yet to be told which goroutine failed: g0 came first. */
  private get awaitsFailed(): boolean {
    const crash = this.dumpCrash;
    return crash !== undefined && crash.goroutine === undefined && crash.kind !== 'quit';
  }

  noteFastRecords(firstLine: number): void {
    this.openDump(firstLine);
    this.fastRecords = true;
    this.onlyRunning = false;
    this.count += 2;
  }

  /** Reads the line if it plainly belongs to a record or begins one; the hot path. Blank lines are '' here. */
  takeRecordLine(text: string, line: number): boolean {
    if (this.indent !== '') return false;
    if (text.charCodeAt(0) === 0x67) {
      const header = parseHeader(text);
      if (header && !header.doubtful && (this.state === 'record' || this.state === 'between')) {
        this.startRecord(header, line);
        return true;
      }
    }
    if (this.state !== 'record') return false;
    if (text === '') {
      this.blankInRecord();
      return true;
    }
    if (this.foreignRun > 0 || this.record.take(text, true) !== taken) return false;
    this.blanks = 0;
    return true;
  }

  /** Whether the line, without any prefix, could stand in the record that is open. */
  wouldTake(text: string): boolean {
    if (/^[ \t]+\S.*:\d+(?: \+0x[0-9a-f]+)?/.test(text)) return true;
    return /^(?:\S+\([^()]*\)|created by \S.*|\.\.\.[\d a-z]+elided\.\.\.)$/.test(text);
  }

  /** Reads the end of a line whose beginning was other text, and no prefix: a header there needs a frame to be believed. */
  takeBehindText(text: string, line: number): void {
    const body = text.trimStart();
    const header = this.state === 'message' ? undefined : parseHeader(body);
    if (header) this.startRecord({ ...header, doubtful: true }, line);
    else this.take(body, line);
  }

  /** Reads any line. */
  take(raw: string, line: number): void {
    const text = this.unindent(raw);
    switch (this.state) {
      case 'record':
        this.takeInRecord(text, line);
        return;
      case 'message':
        this.takeInMessage(text, line);
        return;
      case 'race':
        if (!parseHeader(text) && this.race!.take(text)) return;
        this.endRace();
        if (!text.includes('==================')) this.take(raw, line);
        return;
      case 'runtimeStack':
        if (text !== '' && !parseHeader(text)) return;
        this.state = this.crash ? 'message' : 'between';
        this.take(raw, line);
        return;
      default:
        this.takeBetween(text, line);
    }
  }

  private unindent(raw: string): string {
    if (raw === '' || this.indent === '') return raw;
    if (raw.startsWith(this.indent)) return raw.slice(this.indent.length);
    if (raw.trim() === '') return '';
    // Text outside of the indented part: a header or framing line there ends it.
    if (this.state === 'between' || this.record.whole || parseHeader(raw) || raw.charCodeAt(0) > 0x20) {
      if (this.state === 'record' && (this.record.whole || parseHeader(raw) || isFraming(raw))) {
        this.endRecord();
        this.endGoleak();
      }
      if (this.state !== 'record' && this.state !== 'race') this.indent = '';
    }
    return raw;
  }

  // ── between records ──

  private takeBetween(text: string, line: number): void {
    if (text === '') {
      this.preface = [];
      return;
    }
    const c = text.charCodeAt(0);
    if (c === 9 || c === 0x20) {
      const from = leadingBlanks(text);
      const header = this.indent === '' ? parseHeader(text, from) : undefined;
      if (header) {
        this.indent = text.slice(0, from);
        this.startRecord(header, line);
        return;
      }
      if (this.indent === '' && this.beginCrash(text.slice(from), line, text.slice(0, from))) return;
    } else {
      const header = parseHeader(text);
      if (header) {
        this.startRecord(header, line);
        return;
      }
    }
    const heading = readGoleakHeading(text);
    if (heading) {
      this.startGoleak(heading.header, heading.indent, line);
      return;
    }
    if (this.beginCrash(text, line, '')) return;
    if (this.behindText !== '' && /^PC=0x[0-9a-f]+ m=\d/.test(text) && this.beginCrash(this.behindText, line - 1, '')) {
      this.behindText = '';
      this.takeInMessage(text, line);
      return;
    }
    // A progress line that had no end: `53 % done  SIGABRT: abort`.
    this.behindText = /\s(SIG[A-Z0-9]{2,9}: [a-z][a-z /-]*)$/.exec(text)?.[1] ?? '';
    if (text.includes('WARNING: DATA RACE')) {
      this.race = new RaceText(this.table, line);
      this.state = 'race';
      return;
    }
    if (/^(?:FAIL|ok {2})\t/.test(text)) this.closeDump();
    if (this.takeEnding(text) || this.tests.take(text)) return;
    this.preface = /^(?:runtime: |sp=0x|unexpected fault address )/.test(text) ? [...this.preface, text].slice(-5) : [];
    if (text === ']' && this.goleak) {
      this.endGoleak();
      return;
    }
    if (text.startsWith('goleak: ')) this.tests.test = undefined;
    if (this.dumpOpen) this.textSince = true;
  }

  /** Lines that follow a crash: `-----` between threads, `exit status 2`, `runtime stack:`. */
  private takeEnding(text: string): boolean {
    if (text === '-----' && this.dumpCrash) return (this.threadPart = true);
    if (text === 'runtime stack:') {
      this.state = 'runtimeStack';
      return true;
    }
    const exit = /^exit status (\d{1,3})$/.exec(text);
    if (!exit) return false;
    const crash = this.dumpCrash ?? this.crash;
    if (crash) crash.exitStatus = Number(exit[1]);
    this.closeDump();
    this.endCrashWithoutDump();
    return crash !== undefined;
  }

  private beginCrash(text: string, line: number, indent: string): boolean {
    const kind = crashKindOf(text);
    if (!kind) return false;
    if (this.threadPart && text.startsWith('SIG')) return true;
    this.closeDump();
    this.endCrashWithoutDump();
    this.crash = new CrashText(kind, text, line, this.preface);
    this.preface = [];
    this.indent = indent;
    this.crash.indented = indent !== '';
    // A race's exit status is all that may follow.
    this.state = kind === 'race' ? 'between' : 'message';
    if (kind === 'panic') this.tests.addPanic();
    return true;
  }

  // ── crash message ──

  private takeInMessage(text: string, line: number): void {
    const crash = this.crash!;
    const header = parseHeader(text);
    if (header && (!header.doubtful || header.cut)) {
      this.endEmbedded();
      this.startRecord(header, line);
      return;
    }
    if (text === 'runtime stack:') {
      this.state = 'runtimeStack';
      return;
    }
    const tabbed = text.charCodeAt(0) === 9;
    if (crashKindOf(text) !== undefined && crash.afterBlank && !tabbed) {
      this.endCrashWithoutDump();
      this.take(text, line);
      return;
    }
    if (/^exit status \d+$/.test(text) || /^(?:FAIL|ok {2})\t/.test(text)) {
      this.state = 'between';
      if (!this.takeEnding(text)) {
        this.endCrashWithoutDump();
        this.tests.take(text);
      }
      return;
    }
    crash.add(text);
    if (tabbed) this.takeEmbedded(text.slice(1), line);
    else if (crash.linesSinceBlank > messageTail || crash.bareLines > bareMessageLimit) this.endCrashWithoutDump();
  }

  /** A panic value may hold a dump of its own, TAB-indented (goleak 1.3 on deep stacks). */
  private takeEmbedded(text: string, line: number): void {
    if (!this.embedded) {
      if (!parseHeader(text)) return;
      this.embedded = new DumpTextReader(this.port, this.table, this.tests);
    }
    this.embedded.take(text, line);
  }

  private endEmbedded(): void {
    this.embedded?.end(false);
    this.embedded = undefined;
  }

  private endCrashWithoutDump(): void {
    this.endEmbedded();
    const crash = this.crash;
    this.crash = undefined;
    if (this.state === 'message') this.state = 'between';
    if (!crash) return;
    if (crash.indented) this.indent = '';
    // net/http and indented text are believed only with the goroutine that they announce.
    if (crash.kind === 'http-panic' || crash.indented) return;
    this.noteTimeout(crash);
    this.port.crash((snapshot) => crash.build(snapshot));
  }

  private noteTimeout(crash: CrashText): void {
    if (crash.kind !== 'test-timeout') return;
    for (const test of crash.runningTests) this.tests.add({ test, action: 'timeout' });
    if (crash.runningTests.length === 0) this.tests.addForCurrent('timeout');
  }

  // ── race, goleak ──

  private endRace(): void {
    if (this.race) this.port.race(this.race.build());
    this.race = undefined;
    this.state = 'between';
    this.indent = '';
  }

  private startGoleak(header: Header, indent: string, line: number): void {
    if (!this.goleak) {
      this.closeDump();
      this.endCrashWithoutDump();
      this.indent = indent;
      this.goleak = true;
      this.tests.addForCurrent('leak');
    }
    this.startRecord(header, line);
  }

  private endGoleak(): void {
    if (!this.goleak) return;
    this.closeDump();
    this.goleak = false;
    this.indent = '';
  }

  // ── records ──

  private startRecord(header: Header, line: number): void {
    if (this.state === 'record') {
      // goleak <= 1.2 prints its heading and the header.
      if (this.goleak && this.record.fresh && this.record.id === header.id) {
        this.record.replaceHeader(header);
        return;
      }
      this.endRecord();
    }
    this.record.start(header, line);
    if (!Number.isSafeInteger(header.id))
      this.problems.add('dump/id-too-large', 'A goroutine id is above 2^53 and is not exact.', line, String(header.id));
    this.state = 'record';
    this.foreignRun = 0;
    this.blanks = 0;
    this.doubled = false;
  }

  private blankInRecord(): void {
    this.blanks++;
    if (this.record.fresh && this.blanks === 1) this.doubled = true;
    if (this.doubled && this.blanks < 2) return;
    this.endRecord();
  }

  private takeInRecord(text: string, line: number): void {
    if (text === '' || text.trim() === '') {
      this.blankInRecord();
      return;
    }
    this.blanks = 0;
    const from = leadingBlanks(text);
    const header = parseHeader(text, from);
    if (header && (!header.doubtful || from === 0)) {
      if (from > 0) {
        this.endRecord();
        this.indent += text.slice(0, from);
      }
      this.startRecord(header, line);
      return;
    }
    const heading = readGoleakHeading(text);
    if (heading) {
      this.endRecord();
      this.startGoleak(heading.header, this.indent + heading.indent, line);
      return;
    }
    const answer = this.record.take(text);
    if (answer === taken) {
      this.noteInterruption();
      return;
    }
    if (this.record.whole || isFraming(text) || (text === ']' && this.goleak)) {
      if (this.record.whole || !this.dumpCrash || crashKindOf(text) !== this.dumpCrash.kind) {
        this.endRecord();
        this.takeBetween(text, line);
        return;
      }
    }
    if (answer !== maybeName || this.foreignRun > 0 || this.foreignLine === 0) {
      this.foreignLine ||= line;
      this.foreignQuote ||= text;
    }
    if (++this.foreignRun > foreignLimit) {
      this.endRecord();
      if (this.dumpOpen) this.textSince = true;
    }
  }

  /** A line of the record came after foreign ones: they broke into it. */
  private noteInterruption(): void {
    if (this.foreignRun > 0 && !(this.record.nameUsed && this.foreignRun === 1))
      this.problems.add(
        'dump/foreign-line',
        'Lines of other text stand inside a goroutine; they were passed over.',
        this.foreignLine,
        this.foreignQuote,
      );
    this.foreignRun = this.foreignLine = 0;
    this.foreignQuote = '';
  }

  private endRecord(atEnd = false, midLine = false): void {
    this.state = 'between';
    this.foreignRun = this.foreignLine = 0;
    this.foreignQuote = '';
    if (!this.record.open) return;
    // Odd headers without a frame are prose about goroutines, unless the text ends there.
    if (this.record.doubtful && !(atEnd && midLine)) {
      this.record.drop();
      return;
    }
    this.give(this.record.finish(atEnd, midLine));
  }

  // ── dumps ──

  private give(goroutine: ParsedGoroutine): void {
    const { id, state } = goroutine;
    const running = state.status === 'running';
    const alone = goroutine.stack.frames[0]?.function === 'runtime/debug.Stack' && !this.crash && !this.goleak;
    if (this.dumpOpen) {
      const known = id > 0 && (this.ids.has(id) || (this.fastRecords && this.port.seen(id)));
      if (known && this.threadPart && !this.unavailable.delete(id)) return;
      const again = this.textSince && running && this.firstRunning && !this.dumpCrash && !this.goleak;
      const other = known && !this.threadPart && (!this.dumpCrash || this.textSince);
      if (other || alone || this.crash || again) this.closeDump();
    }
    if (!this.dumpOpen) {
      this.openDump(goroutine.line);
      this.firstRunning = running;
      this.onlyRunning = running;
    }
    const crash = this.dumpCrash;
    if (crash && crash.goroutine === undefined && crash.kind !== 'quit' && id > 0) crash.goroutine = id;
    this.textSince = false;
    this.count++;
    if (id > 0) this.ids.add(id);
    if (crash && goroutine.stack.unavailable && id > 0) this.unavailable.add(id);
    this.port.goroutine(goroutine);
    if (alone || crash?.kind === 'http-panic') this.closeDump();
  }

  private openDump(line: number): void {
    if (this.dumpOpen) return;
    this.dumpOpen = true;
    this.dumpCrash = this.crash;
    if (this.crash) this.crash.confirmed = true;
    this.crash = undefined;
    this.port.beginDump(line, this.goleak ? { limits: ['filtered'] } : undefined);
  }

  private closeDump(cut = false): void {
    if (!this.dumpOpen) return;
    this.unavailable.clear();
    const crash = this.dumpCrash;
    if (crash) this.noteTimeout(crash);
    const limits = this.limits(crash, cut);
    this.problems.flush();
    this.port.endDump(limits.length > 0 ? limits : undefined, crash && ((snapshot) => crash.build(snapshot)));
    this.dumpOpen = this.fastRecords = this.textSince = this.threadPart = false;
    this.dumpCrash = undefined;
    this.ids = new Set();
    this.count = 0;
  }

  /**
   * A panic with one goroutine is GOTRACEBACK=single (or a process of one goroutine, which cannot be told apart); so is
   * a lone running goroutine that nothing announced (debug.Stack, a recover handler). Fatal errors that the program is
   * to blame for (maps, unlock of unlocked) print one since Go 1.26, all before; those of the runtime always print all.
   */
  private limits(crash: CrashText | undefined, cut: boolean): SnapshotLimit[] {
    const limits: SnapshotLimit[] = [];
    if (cut) limits.push('truncated');
    if (crash?.kind === 'synctest-deadlock') limits.push('bubble-only');
    const single = crash ? printsOne.has(crash.kind) : this.onlyRunning;
    if (single && this.count === 1 && !this.goleak) limits.push('single-goroutine');
    if (this.goleak) limits.push('filtered');
    return limits;
  }

  /** Ends the text. `midLine`: it ended inside a line. */
  end(midLine: boolean): void {
    this.endEmbedded();
    if (this.state === 'race') this.endRace();
    let cut = false;
    if (this.record.open && !(this.record.doubtful && !midLine)) {
      const line = this.record.line;
      cut = !this.record.endsWhole(midLine);
      this.endRecord(true, midLine);
      if (cut)
        this.problems.add(
          'dump/truncated',
          'The text ends inside a goroutine; the rest of the dump is missing.',
          line,
          '',
        );
    }
    this.closeDump(cut);
    this.endCrashWithoutDump();
    this.problems.flush();
    this.goleak = false;
    this.indent = '';
    this.state = 'between';
  }
}

/** Lines that end a record even without a blank line before them. */
function isFraming(text: string): boolean {
  return (
    crashKindOf(text) !== undefined ||
    /^(?:exit status \d|-----$|={18}|=== (?:RUN|NAME|CONT|PAUSE)|--- (?:PASS|FAIL|SKIP): |(?:FAIL|ok {2})\t|runtime stack:$)/.test(
      text,
    )
  );
}

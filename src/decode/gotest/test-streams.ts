// Takes `go test -json` apart: the output of each package is one text, whatever events of other packages stand between.

import { cleanText } from '../dump/clean-text.ts';
import type { LineScanner } from '../dump/scan-lines.ts';
import type { SinkTurns } from '../dump/turn-sink.ts';
import type { TestEvent } from './test-event.ts';
import { TestText } from './test-text.ts';

const packageLimit = 4096;
const lineLimit = 1 << 24;

interface PackageStream {
  readonly tests: TestText;
  readonly lines: LineScanner;
  /** Output after the last line break. */
  rest: string;
}

export class TestStreams {
  private readonly turns: SinkTurns;
  private readonly newScanner: (tests: TestText) => LineScanner;
  private readonly byPackage = new Map<string, PackageStream>();
  /** Line of the newest event: what a stream left open is dated by. */
  private newestLine = 1;

  constructor(turns: SinkTurns, newScanner: (tests: TestText) => LineScanner) {
    this.turns = turns;
    this.newScanner = newScanner;
  }

  /** Reads one event. An outcome is given as it comes; output goes to the package's scanner under the event's test. */
  take(event: TestEvent, line: number): void {
    this.newestLine = line;
    const name = cleanText(event.package);
    const test = event.test === undefined ? undefined : cleanText(event.test);
    const { action } = event;
    if (event.output !== undefined) {
      const stream = this.stream(name);
      stream.tests.test = test;
      const lines = (stream.rest + event.output).split('\n');
      stream.rest = lines.pop()!;
      for (const text of lines) stream.lines.line(text, line);
      if (stream.rest.length > lineLimit) this.flushRest(stream, line);
    }
    if (action !== 'pass' && action !== 'fail' && action !== 'skip') return;
    this.turns.sink.test({
      ...(name === '' ? {} : { package: name }),
      ...(test === undefined ? {} : { test }),
      action,
      ...(event.elapsed === undefined ? {} : { elapsed: event.elapsed }),
    });
    if (test === undefined) this.close(name, line);
  }

  private stream(name: string): PackageStream {
    let stream = this.byPackage.get(name);
    if (!stream) {
      if (this.byPackage.size >= packageLimit) this.close(this.byPackage.keys().next().value!, this.newestLine);
      const tests = new TestText((outcome) => this.turns.sink.test(outcome), true, name === '' ? undefined : name);
      stream = { tests, lines: this.newScanner(tests), rest: '' };
      this.byPackage.set(name, stream);
    }
    return stream;
  }

  private flushRest(stream: PackageStream, line: number): void {
    if (stream.rest !== '') stream.lines.line(stream.rest, line);
    stream.rest = '';
  }

  private close(name: string, line: number): void {
    const stream = this.byPackage.get(name);
    if (!stream) return;
    this.byPackage.delete(name);
    const midLine = stream.rest !== '';
    this.flushRest(stream, line);
    stream.lines.end(midLine);
  }

  end(): void {
    for (const name of [...this.byPackage.keys()]) this.close(name, this.newestLine);
  }
}

// Reads one report of the race detector (compiler-rt/lib/tsan/rtl/tsan_report.cpp, Go mode):
//   WARNING: DATA RACE
//   Write at 0x00c000014108 by goroutine 7:
//     main.main.func1()
//         /tmp/x/main.go:12 +0x38
//   Goroutine 7 (running) created at:
import type { RaceReport } from '../../model/crash.ts';
import type { Frame } from '../../model/stack.ts';
import { argumentsOpen, type FrameTable, isFunctionLine, leadingBlanks, placeColon, placeEnd } from './parse-frame.ts';

const lineLimit = 5000;
type Access = RaceReport['accesses'][number];
type Birth = RaceReport['goroutines'][number];

/** A report that is being read; begin it at `WARNING: DATA RACE`. */
export class RaceText {
  private readonly table: FrameTable;
  private readonly line: number;
  private readonly accesses: Access[] = [];
  private readonly goroutines: Birth[] = [];
  private frames: Frame[] | undefined;
  private symbol = '';
  private lines = 0;

  constructor(table: FrameTable, line: number) {
    this.table = table;
    this.line = line;
  }

  /** Reads one line; false when the report is over (its closing `=====` line included). */
  take(text: string): boolean {
    if (++this.lines > lineLimit) return false;
    const body = text.slice(leadingBlanks(text));
    if (body === '') {
      this.settle();
      return true;
    }
    if (body.startsWith('==================')) return false;
    if (this.takeHeading(body)) return true;
    return this.frames === undefined ? this.lines < 50 : this.takeFrame(text, body, this.frames);
  }

  private takeHeading(body: string): boolean {
    const access =
      /^(previous )?(?:atomic )?(read|write)(?: of size \d+)? at (0x[0-9a-f]+) by (?:goroutine (\d+)|(main) goroutine|thread \S+)/i.exec(
        body,
      );
    if (access) {
      this.settle();
      const id = access[4] ? Number(access[4]) : access[5] ? 1 : undefined;
      this.accesses.push({
        op: access[2].toLowerCase() as 'read' | 'write',
        previous: access[1] !== undefined,
        ...(id === undefined ? {} : { goroutine: id }),
        address: access[3],
        frames: (this.frames = []),
      });
      return true;
    }
    const birth = /^Goroutine (\d+) \((running|finished)\) created at:/.exec(body);
    if (!birth) return false;
    this.settle();
    this.goroutines.push({
      id: Number(birth[1]),
      finished: birth[2] === 'finished',
      createdAt: (this.frames = []),
    });
    return true;
  }

  private takeFrame(text: string, body: string, frames: Frame[]): boolean {
    if (this.symbol !== '') {
      const end = placeEnd(text) - (text.length - body.length);
      if (placeColon(body, 0, end) >= 0) {
        frames.push(this.table.frame(this.symbol, body.slice(0, end)));
        this.symbol = '';
        return true;
      }
    }
    const open = argumentsOpen(body);
    if (open > 0 && isFunctionLine(body, open)) {
      this.settle();
      this.frames = frames;
      this.symbol = body.slice(0, open);
      return true;
    }
    // `[failed to restore the stack]`, `Location is heap block of size …`, `Mutex M1 (0x…) created at:`: no frames of ours.
    this.settle();
    if (!body.startsWith('[')) this.frames = [];
    return true;
  }

  private settle(): void {
    if (this.symbol !== '' && this.frames) this.frames.push(this.table.frame(this.symbol, ''));
    this.symbol = '';
  }

  build(): RaceReport {
    this.settle();
    return { line: this.line, accesses: this.accesses, goroutines: this.goroutines };
  }
}

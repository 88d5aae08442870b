// The careful reader of goroutine text: every line that the fast path leaves, in every surrounding, Go 1.5–1.27.
// Grammar: parse-header, parse-frame, parse-created-by, parse-goroutine; dumps and crashes: read-dump-text; surroundings: scan-lines.
import { FrameTable } from './parse-frame.ts';
import type { DumpSink } from './parsed.ts';
import { LineScanner } from './scan-lines.ts';
import { SinkTurns } from './turn-sink.ts';

export { parseGoroutineBlock } from './parse-goroutine.ts';

/**
 * Takes lines in order and gives the sink what they hold. No input makes it throw; time is linear in the text. Strings
 * that it gives hold no control characters, but for tabs and line breaks in crash lines and panic values.
 */
export class DumpScanner {
  private readonly lines: LineScanner;

  /** `frames` may be shared with a fast path, so that both give the same frame objects. */
  constructor(sink: DumpSink, frames: FrameTable = new FrameTable()) {
    this.lines = new LineScanner(new SinkTurns(sink), frames);
  }

  /** Reads one line: UTF-8 decoded, without `\n`, with any `\r`. `lineNumber` is 1-based. */
  line(text: string, lineNumber: number): void {
    this.lines.line(text, lineNumber);
  }

  /** Ends the text; `truncatedMidLine` says that its last line had no line break. */
  end(truncatedMidLine: boolean): void {
    this.lines.end(truncatedMidLine);
  }

  /** Whether the next line may be read by the fast path: nothing is half read, and the next record belongs to the open dump. */
  get idle(): boolean {
    return this.lines.idle;
  }

  /**
   * The fast path is about to add `count` records that it read from `firstLine` up to `nextLine`: a dump is begun at the
   * sink unless one is open. Ids of these records are known through `DumpSink.seen` only.
   */
  noteFastRecords(count: number, firstLine: number, nextLine: number): void {
    if (count > 0 && nextLine >= firstLine) this.lines.noteFastRecords(firstLine);
  }
}

// Lets several readers of interleaved streams (containers, packages under test) share one sink: one dump at a time,
// what the others find meanwhile waits. Also counts dumps, so that a crash can name the snapshot that belongs to it.
import type { Crash, RaceReport, TestOutcome } from '../../model/crash.ts';
import type { Problem } from '../../model/problem.ts';
import type { SnapshotLimit } from '../../model/snapshot.ts';
import type { DumpSink, ParsedGoroutine } from './parsed.ts';

type Event = (sink: DumpSink) => void;
type BuildCrash = (snapshot: number | undefined) => Crash;

/** Gives every port its turn at the sink. */
export class SinkTurns {
  readonly sink: DumpSink;
  private owner: SinkPort | undefined;
  private readonly waiting: SinkPort[] = [];
  private begun = 0;

  constructor(sink: DumpSink) {
    this.sink = sink;
  }

  port(): SinkPort {
    return new SinkPort(this);
  }

  /** True when the port may write; otherwise it has been put into the queue. */
  ask(port: SinkPort): boolean {
    if (this.owner === undefined) this.owner = port;
    if (this.owner === port) return true;
    if (!this.waiting.includes(port)) this.waiting.push(port);
    return false;
  }

  owns(port: SinkPort): boolean {
    return this.owner === port;
  }

  begin(line: number, hint: Parameters<DumpSink['beginDump']>[1]): void {
    this.begun++;
    this.sink.beginDump(line, hint);
  }

  end(limits: readonly SnapshotLimit[] | undefined, crash: BuildCrash | undefined): void {
    this.sink.endDump(limits);
    if (crash) this.sink.crash(crash(this.begun - 1));
  }

  /** The owner's dump is over: the ports that wait write what they hold. */
  release(): void {
    this.owner = undefined;
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      this.owner = next;
      if (next.replay()) return;
      this.owner = undefined;
    }
  }
}

/** The sink as one reader sees it. */
export class SinkPort {
  private readonly turns: SinkTurns;
  private held: Event[] = [];
  private inDump = false;
  private replaying = false;

  constructor(turns: SinkTurns) {
    this.turns = turns;
  }

  /** Whether the open dump is known (to the sink alone) to hold this id; readers keep the ids that they read themselves. */
  seen(id: number): boolean {
    return this.turns.owns(this) && this.turns.sink.seen?.(id) === true;
  }

  beginDump(line: number, hint?: Parameters<DumpSink['beginDump']>[1]): void {
    this.write(() => {
      this.inDump = true;
      this.turns.begin(line, hint);
    });
  }

  goroutine(goroutine: ParsedGoroutine): void {
    if (this.held.length === 0 && this.turns.owns(this)) this.turns.sink.goroutine(goroutine);
    else this.write((sink) => sink.goroutine(goroutine));
  }

  /** Ends the dump; the crash that it belongs to follows it at once. */
  endDump(limits?: readonly SnapshotLimit[], crash?: BuildCrash): void {
    this.write(() => {
      this.inDump = false;
      this.turns.end(limits, crash);
      if (!this.replaying) this.turns.release();
    });
  }

  /** A crash without goroutines. */
  crash(build: BuildCrash): void {
    this.turns.sink.crash(build(undefined));
  }

  race(race: RaceReport): void {
    this.turns.sink.race(race);
  }

  test(outcome: TestOutcome): void {
    this.turns.sink.test(outcome);
  }

  problem(problem: Problem): void {
    this.turns.sink.problem(problem);
  }

  /** Writes what was held back; true when that leaves a dump open. */
  replay(): boolean {
    const events = this.held;
    this.held = [];
    this.replaying = true;
    for (const event of events) event(this.turns.sink);
    this.replaying = false;
    return this.inDump;
  }

  private write(event: Event): void {
    if (this.held.length === 0 && this.turns.ask(this)) event(this.turns.sink);
    else this.held.push(event);
  }
}

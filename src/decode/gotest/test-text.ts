// Reads the framing lines of `go test` text and keeps which test is running, for dumps that fall into its output:
//   === RUN   TestX        --- FAIL: TestX (0.44s)        FAIL	example.org/p	0.460s        ok  	example.org/q	0.01s
import type { TestOutcome } from '../../model/crash.ts';
import { cleanText } from '../dump/clean-text.ts';

const heldLimit = 100_000;

/** Outcomes of text streams wait for the line that names their package, which `go test` prints last. */
export class TestText {
  /** Set for `go test -json`, where events tell package, test and outcome; then text lines give none. */
  readonly fromEvents: boolean;
  package: string | undefined;
  test: string | undefined;
  private readonly give: (outcome: TestOutcome) => void;
  /** The test of the last `--- FAIL` line: testing prints them, in either order, before it lets a panic go on; the innermost counts. */
  private failing: string | undefined;
  private held: TestOutcome[] = [];

  constructor(give: (outcome: TestOutcome) => void, fromEvents = false, packageName?: string) {
    this.give = give;
    this.fromEvents = fromEvents;
    this.package = packageName;
  }

  /** Reads one line; true when it is a framing line. */
  take(text: string): boolean {
    const c = text.charCodeAt(0);
    // `=`, `-`, blank, `o`, `F`, `P`, `?`
    if (c !== 0x3d && c !== 0x2d && c !== 0x20 && c !== 0x6f && c !== 0x46 && c !== 0x50 && c !== 0x3f) return false;
    const run = /^=== (?:RUN|CONT|NAME|PAUSE) {1,3}(\S.*)?$/.exec(text);
    if (run) {
      this.failing = undefined;
      if (!this.fromEvents) this.test = run[1] === undefined ? undefined : cleanText(run[1].trimEnd());
      return true;
    }
    const result = /^ *--- (PASS|FAIL|SKIP): (\S+) \(([0-9.]+)s\)/.exec(text);
    if (result) {
      if (result[1] !== 'FAIL') this.failing = undefined;
      else if (!this.failing?.startsWith(`${result[2]}/`)) this.failing = cleanText(result[2]);
      const action = result[1].toLowerCase() as 'pass' | 'fail' | 'skip';
      if (!this.fromEvents) {
        this.test = cleanText(result[2]);
        this.add({ test: this.test, action, elapsed: Number(result[3]) });
      }
      return true;
    }
    const whole = /^(ok {2}|FAIL|\? {3})\t(\S+)(?:\t(?:([0-9.]+)s|\(cached\)|\[.*\]))?/.exec(text);
    if (whole) {
      if (!this.fromEvents) this.endPackage(cleanText(whole[2]), whole[1].trim(), whole[3]);
      return true;
    }
    if (text === 'PASS' || text === 'FAIL') {
      if (!this.fromEvents) this.test = undefined;
      return true;
    }
    return false;
  }

  private endPackage(name: string, word: string, elapsed: string | undefined): void {
    const action = word === 'ok' ? 'pass' : word === 'FAIL' ? 'fail' : 'skip';
    this.package = name;
    this.add({ action, ...(elapsed === undefined ? {} : { elapsed: Number(elapsed) }) });
    this.flush();
    this.package = this.test = undefined;
  }

  /** Notes an outcome that the text itself does not print as one (leak, panic, timeout). */
  add(outcome: TestOutcome): void {
    if (this.fromEvents) {
      this.give({ ...(this.package === undefined ? {} : { package: this.package }), ...outcome });
      return;
    }
    this.held.push(outcome);
    if (this.held.length >= heldLimit) this.flush();
  }

  /** Notes an outcome for the test that is running; `test` is absent outside of one. */
  addForCurrent(action: TestOutcome['action']): void {
    this.add(this.test === undefined ? { action } : { test: this.test, action });
  }

  /** Notes that the test that is running, if any, panicked. */
  addPanic(): void {
    const test = this.failing ?? this.test;
    if (test !== undefined) this.add({ test, action: 'panic' });
  }

  /** Hands on what waits for its package. */
  flush(): void {
    const held = this.held;
    this.held = [];
    for (const outcome of held) this.give(this.package === undefined ? outcome : { package: this.package, ...outcome });
  }
}

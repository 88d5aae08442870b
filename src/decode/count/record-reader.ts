// Gathers the records of one debug=1 profile: numbers, program counters, labels and frames, with equal stacks stored once.
import { GrowingFloat64, GrowingUint32 } from '../../base/growing-array.ts';
import type { Frame, Labels, Stack } from '../../model/stack.ts';
import { parseFrameLine } from './frame-line.ts';
import { parseLabelText } from './label-text.ts';

const noFrames: Stack = { frames: [], unavailable: true };

/** Records of one profile, in columns; `values` holds `width` numbers a record. */
export class RecordReader {
  readonly width: number;
  readonly stacks: Stack[] = [];
  readonly labelSets: Labels[] = [{}];
  readonly stack = new GrowingUint32();
  readonly labels = new GrowingUint32();
  readonly values = new GrowingFloat64();
  readonly line = new GrowingFloat64();
  readonly incomplete = new GrowingUint32();
  /** Program counters per stack, those of 0 not counted. */
  readonly depths: number[] = [];
  /** Last program counter per stack, '' without any. */
  readonly roots: string[] = [];
  hasIncomplete = false;

  private readonly stackByKey = new Map<string, number>();
  private readonly labelByText = new Map<string, number>();
  private readonly frameByLine = new Map<string, Frame | null>();
  private pcs = '';
  private frames: Frame[] = [];
  private open = false;
  private known: number | undefined;
  private labelSet = 0;
  private cut = false;

  constructor(width: number) {
    this.width = width;
  }

  get length(): number {
    return this.stack.length;
  }

  /** A record line has been read: its numbers, the text after `@`, and where it stands. */
  begin(values: readonly number[], pcs: string, line: number): void {
    this.finish();
    this.open = true;
    this.pcs = pcs.trim();
    this.known = this.pcs === '' ? undefined : this.stackByKey.get(this.pcs);
    for (const value of values) this.values.push(value);
    this.line.push(line);
  }

  get isOpen(): boolean {
    return this.open;
  }

  /** `# labels: {…}` of the open record; false when the text could not be read. */
  takeLabels(text: string): boolean {
    const known = this.labelByText.get(text);
    if (known !== undefined) {
      this.labelSet = known;
      return true;
    }
    const labels = parseLabelText(text);
    if (!labels) {
      this.cut = true;
      return false;
    }
    this.labelSet = this.labelSets.push(labels) - 1;
    this.labelByText.set(text, this.labelSet);
    return true;
  }

  /** A `#\t0x…` line of the open record; false when it is none. */
  takeFrame(line: string): boolean {
    if (this.known !== undefined) return true;
    let frame = this.frameByLine.get(line);
    if (frame === undefined) {
      const parsed = parseFrameLine(line);
      if (!parsed) return false;
      frame = parsed.frame;
      if (parsed.whole) this.frameByLine.set(line, frame);
      else this.cut = true;
    }
    if (frame) this.frames.push(frame);
    return true;
  }

  /** Marks the open record as cut off. */
  markCut(): void {
    if (this.open) this.cut = true;
  }

  /** Closes the open record, if there is one. */
  finish(): void {
    if (!this.open) return;
    this.stack.push(this.known ?? this.addStack());
    this.labels.push(this.labelSet);
    this.incomplete.push(this.cut ? 1 : 0);
    if (this.cut) this.hasIncomplete = true;
    this.open = false;
    this.cut = false;
    this.labelSet = 0;
    this.frames = [];
  }

  private addStack(): number {
    // Without program counters the frames themselves tell stacks apart; a cut record shares its stack with nobody.
    const key = this.pcs !== '' ? this.pcs : JSON.stringify(this.frames);
    if (!this.cut) {
      const known = this.stackByKey.get(key);
      if (known !== undefined) return known;
    }
    const stack = this.stacks.push(this.frames.length === 0 ? noFrames : { frames: this.frames }) - 1;
    const counters = this.pcs === '' ? [] : this.pcs.split(/\s+/).filter((pc) => !/^0x0+$/.test(pc));
    this.depths.push(counters.length);
    this.roots.push(counters.at(-1) ?? '');
    if (!this.cut) this.stackByKey.set(key, stack);
    return stack;
  }
}

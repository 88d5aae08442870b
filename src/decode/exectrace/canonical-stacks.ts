// Stacks and frames that are equal over generations get one number; ids of the file are good for one generation only.
import type { TraceFrame } from '../../model/trace-events.ts';

export class CanonicalStacks {
  private readonly stacks: (readonly TraceFrame[])[] = [[]];
  private readonly stackNumbers = new Map<string, number>();
  private readonly frames: TraceFrame[] = [];
  private readonly frameNumbers = new Map<string, number>();

  /** The number of a frame; frames are equal when program counter, function, file and line are. */
  frame(pc: number, frame: TraceFrame): number {
    const key = `${pc}|${frame.line}|${frame.function}|${frame.file}`;
    let number = this.frameNumbers.get(key);
    if (number === undefined) {
      number = this.frames.length;
      this.frames.push(frame);
      this.frameNumbers.set(key, number);
    }
    return number;
  }

  /** The number of the stack with these frames, from 1 on; 0 for none. */
  stack(frameNumbers: readonly number[]): number {
    if (frameNumbers.length === 0) return 0;
    const key = String.fromCharCode(...frameNumbers.flatMap((n) => [n & 0xffff, n >>> 16]));
    let number = this.stackNumbers.get(key);
    if (number === undefined) {
      number = this.stacks.length;
      this.stacks.push(frameNumbers.map((n) => this.frames[n]));
      this.stackNumbers.set(key, number);
    }
    return number;
  }

  /** Frames of a stack, leaf first; none for 0. */
  framesOf(stack: number): readonly TraceFrame[] {
    return this.stacks[stack] ?? [];
  }
}

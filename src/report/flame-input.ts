// What flame pictures and folded stacks are made from: stacks root first with counts, whatever they were counted from.
import type { Frame } from '../model/stack.ts';

export interface FlameStack {
  /** Root first. */
  readonly frames: readonly string[];
  readonly count: number;
  /** Chooses the colour: a verdict, a wait reason … */
  readonly class?: string;
}

export interface FlameInput {
  readonly stacks: readonly FlameStack[];
  /** What is counted; `goroutines` unless told. */
  readonly unit?: string;
}

/** Flame stacks of groups (leaf first, as the model has them); groups without frames stand as `(no stack)`. */
export function flameInputOf(
  groups: readonly { readonly stack: readonly Frame[]; readonly count: number; readonly verdict?: string }[],
): FlameInput {
  return {
    stacks: groups.map(({ stack, count, verdict }) => ({
      frames: stack.length === 0 ? ['(no stack)'] : stack.map((f) => f.function).reverse(),
      count,
      class: verdict,
    })),
  };
}

// Problems of one input, counted by code: the first place is kept, repetitions only add to `count`.
import type { Problem } from '../model/problem.ts';
import { quoteOf } from '../model/problem.ts';

/** Collects problems so that a damaged input of any size gives a short list. */
export class ProblemTally {
  readonly source: string;
  private readonly byCode = new Map<string, Problem>();

  constructor(source: string) {
    this.source = source;
  }

  add(code: string, message: string, at: { offset?: number; line?: number; quote?: string } = {}): void {
    const known = this.byCode.get(code);
    if (known) {
      this.byCode.set(code, { ...known, count: (known.count ?? 1) + 1 });
      return;
    }
    const { offset, line, quote } = at;
    this.byCode.set(code, {
      code,
      message,
      source: this.source,
      ...(line === undefined ? {} : { line }),
      ...(offset === undefined ? {} : { offset }),
      ...(quote === undefined ? {} : { quote: quoteOf(quote) }),
    });
  }

  /** Takes over what another tally of the same input holds. */
  merge(other: ProblemTally): void {
    for (const [code, problem] of other.byCode) {
      const known = this.byCode.get(code);
      const count = (known?.count ?? 1) + (problem.count ?? 1);
      this.byCode.set(code, known ? { ...known, count } : problem);
    }
  }

  has(code: string): boolean {
    return this.byCode.has(code);
  }

  list(): Problem[] {
    return [...this.byCode.values()];
  }
}

// Problems of one dump text, counted by code until the dump ends, so that damage gives a short list.
import { type Problem, quoteOf } from '../../model/problem.ts';
import { cleanText } from './clean-text.ts';

export class TextProblems {
  private readonly give: (problem: Problem) => void;
  private readonly byCode = new Map<string, { message: string; line: number; quote: string; count: number }>();

  constructor(give: (problem: Problem) => void) {
    this.give = give;
  }

  /** Notes a problem; of several of one code the first place is kept. */
  add(code: string, message: string, line: number, quote: string): void {
    const known = this.byCode.get(code);
    if (known) known.count++;
    else this.byCode.set(code, { message, line, quote: quoteOf(cleanText(quote.slice(0, 1000))), count: 1 });
  }

  flush(): void {
    for (const [code, { message, line, quote, count }] of this.byCode)
      this.give({ code, message, line, ...(quote === '' ? {} : { quote }), ...(count > 1 ? { count } : {}) });
    this.byCode.clear();
  }
}

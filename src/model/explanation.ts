// What `parkwatch explain WORD` prints: one piece of knowledge with its sources.

export interface Explanation {
  /** `wait reason`, `cause`, `problem`, `verdict`, `evidence`, `form`, `state`, `go versions` … */
  readonly kind: string;
  readonly title: string;
  /** Paragraphs; a line that begins with four blanks is code and is not wrapped. */
  readonly text: readonly string[];
  /** Label and value, e.g. `since`, `go1.14`. */
  readonly facts: readonly (readonly [string, string])[];
  /** Words to explain next. */
  readonly see: readonly string[];
  /** Where it is known from: files of the Go repository, documents. */
  readonly sources: readonly string[];
}

// The shape of a cause: one id of DESIGN §12, the same at run time, in source, in docs and in suppressions.

/** Words in braces that a text may hold; the judge fills them in, `fillPlaceholders` has a fallback for each. */
export const placeholders = {
  site: 'the function that blocks',
  birth: 'the function that starts the goroutine',
  file: 'the file',
  line: 'the line',
  count: 'the',
  package: 'the package',
  siteFile: '"*.go"',
  birthFile: '"*.go"',
  birthName: 'NAME',
} as const;
export type Placeholder = keyof typeof placeholders;

export interface CauseEntry {
  readonly id: string;
  /** Kebab-case, as in DESIGN §12. */
  readonly name: string;
  readonly title: string;
  /** What is wrong and why it leaks, two to four sentences. */
  readonly explanation: string;
  /** How it looks in a dump, a profile or over time. */
  readonly runtime: string;
  /** Who should have woken or ended it. */
  readonly waker: string;
  readonly fix: {
    readonly summary: string;
    readonly steps: readonly string[];
    /** What to grep for when no frame is the user's own; may hold placeholders. */
    readonly search?: string;
    /** Go before and after, gofmt'ed. */
    readonly template?: { readonly before: string; readonly after: string };
  };
  /** Where the claim comes from beside the programs in testdata/rules. */
  readonly source: string;
}

/** A text with its placeholders filled in, or with what they stand for in words. */
export function fillPlaceholders(text: string, values: Partial<Record<Placeholder, string>> = {}): string {
  return text.replace(
    /\{(site|birth|file|line|count|package|siteFile|birthFile|birthName)\}/g,
    (_, key: Placeholder) => values[key] ?? placeholders[key],
  );
}

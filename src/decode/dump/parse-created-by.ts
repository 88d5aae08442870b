// Reads the line that names the function of the `go` statement: `created by net/http.(*Server).Serve in goroutine 36`.

export interface CreatedBy {
  /** Symbol as printed. */
  readonly symbol: string;
  /** 0 when not shown (Go <= 1.20, ancestors). */
  readonly creator: number;
  /** The line may have been cut inside the symbol or the id. */
  readonly mayBeCut: boolean;
}

const word = 'created by ';

/** The creator that the line names; undefined when the line is another. The last ` in goroutine ` counts. */
export function parseCreatedBy(text: string): CreatedBy | undefined {
  if (!text.startsWith(word)) return undefined;
  let end = text.length;
  while (text.charCodeAt(end - 1) <= 0x20) end--;
  const at = text.lastIndexOf(' in goroutine ');
  if (at > 0) {
    const digits = text.slice(at + 14, end);
    const creator = /^\d{1,20}$/.test(digits) ? Number(digits) : 0;
    return { symbol: text.slice(word.length, at), creator, mayBeCut: false };
  }
  // `created by main.main in gorou`: cut inside the words.
  const torn = / in(?: g[a-z]*)?$/.exec(text.slice(0, end));
  const symbol = text.slice(word.length, torn ? torn.index : end);
  return symbol === '' ? undefined : { symbol, creator: 0, mayBeCut: torn === null };
}

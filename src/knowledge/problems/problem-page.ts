// The shape of one line of the error table.

export interface ProblemPage {
  /** `room/slug`, as in `Problem.code`. */
  readonly code: string;
  readonly title: string;
  /** What it means for the result, one or two sentences. */
  readonly meaning: string;
  /** The next command or action. */
  readonly next: string;
  /** Foreseen, and not yet given by any room. */
  readonly reserved?: true;
}

/** A row of a table: code without its room, title, meaning, next. */
export type Row = readonly [slug: string, title: string, meaning: string, next: string, reserved?: 'reserved'];

/** Rows of one room as pages. */
export function pagesOf(room: string, rows: readonly Row[]): readonly ProblemPage[] {
  return rows.map(([slug, title, meaning, next, reserved]) => ({
    code: `${room}/${slug}`,
    title,
    meaning,
    next,
    ...(reserved ? { reserved: true as const } : {}),
  }));
}

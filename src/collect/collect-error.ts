// What went wrong while getting bytes: a code of the error table, one sentence, and the cause.

export class CollectError extends Error {
  readonly code: string;
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'CollectError';
    this.code = code;
  }
}

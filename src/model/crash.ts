// What a process or a test run said when it died.
export const crashKinds = [
  'panic',
  'fatal-error',
  'deadlock', // all goroutines are asleep
  'synctest-deadlock',
  'concurrent-map', // concurrent map writes, read and write, iteration
  'out-of-memory',
  'stack-overflow',
  'signal', // SIGSEGV and kin outside a Go panic, SIGABRT
  'quit', // SIGQUIT: asked for, nothing failed
  'test-timeout',
  'http-panic', // recovered by net/http: the process lives on
  'race',
] as const;
export type CrashKind = (typeof crashKinds)[number];

export interface Crash {
  readonly kind: CrashKind;
  /** First line of the message without `panic: ` or `fatal error: `. */
  readonly message: string;
  /** All lines of the message, nested panics included, as printed. */
  readonly lines: readonly string[];
  /** Values of nested panics, first to last, without marks. */
  readonly panics?: readonly {
    readonly value: string;
    readonly recovered: boolean;
    readonly repanicked: boolean;
    readonly goexit?: boolean;
  }[];
  readonly signal?: { readonly name: string; readonly code?: string; readonly address?: string; readonly pc?: string };
  /** The goroutine that failed, when the text tells (the first one printed, or the running one). */
  readonly goroutine?: number;
  /** Index of its snapshot among those of the same source; absent when nothing was printed after the message. */
  readonly snapshot?: number;
  /** `running tests:` of a test timeout, with their times as printed. */
  readonly runningTests?: readonly { readonly name: string; readonly time: string }[];
  readonly timeout?: string;
  readonly exitStatus?: number;
  /** `net/http: panic serving ADDRESS`. */
  readonly remoteAddress?: string;
  /** 1-based line of the message. */
  readonly line?: number;
}

/** One `WARNING: DATA RACE` block. */
export interface RaceReport {
  readonly line?: number;
  readonly accesses: readonly {
    readonly op: 'read' | 'write';
    readonly previous: boolean;
    readonly goroutine?: number;
    readonly address: string;
    readonly frames: readonly import('./stack.ts').Frame[];
  }[];
  readonly goroutines: readonly {
    readonly id: number;
    readonly finished: boolean;
    readonly createdAt: readonly import('./stack.ts').Frame[];
  }[];
}

export interface TestOutcome {
  readonly package?: string;
  readonly test?: string;
  readonly action: 'pass' | 'fail' | 'skip' | 'timeout' | 'panic' | 'leak';
  readonly elapsed?: number;
}

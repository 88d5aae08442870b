// The result of a run, as DESIGN §9 prints it: what `report` renders and `--json` writes.

import type { Form } from './capture.ts';
import type { Crash, RaceReport } from './crash.ts';
import type { Primitive } from './primitive.ts';
import type { Problem } from './problem.ts';
import type { Frame, Labels } from './stack.ts';
import type { Evidence, GroupWhy, RunLimit, Verdict } from './verdict.ts';

export interface SourceInfo {
  readonly name: string;
  readonly form: Form;
  readonly profile?: string;
  /** ISO 8601. */
  readonly takenAt?: string;
  readonly goVersion?: string;
  readonly goroutines?: number;
  readonly complete: boolean;
  readonly bytes: number;
  readonly target?: string;
}

export interface Cause {
  readonly id: string;
  readonly title: string;
  readonly explanation: string;
}

export interface Fix {
  readonly summary: string;
  readonly steps: readonly string[];
  /** Unified diff, when the source is at hand. */
  readonly diff?: string;
  /** What to grep for when no frame is the user's own. */
  readonly search?: string;
}

export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

export interface Finding {
  /** Hash of rule, site key and birth function, 16 hex digits. */
  readonly id: string;
  /** Cause id of DESIGN §12, e.g. `GL003`. */
  readonly rule: string;
  readonly ruleName: string;
  readonly title: string;
  readonly verdict: Verdict;
  /** Goroutines in the newest snapshot. */
  readonly count: number;
  readonly primitive?: Primitive;
  readonly waitReason?: string;
  readonly parkSite?: Frame;
  readonly birthSite?: Frame;
  readonly userSite?: Frame;
  readonly exactKey?: string;
  readonly stackKey?: string;
  readonly siteKey?: string;
  /** First 20 ids, where the form has them. */
  readonly goroutines?: readonly number[];
  readonly waitMinutes?: { readonly min: number; readonly max: number };
  /** Labels that all its goroutines share. */
  readonly labels?: Labels;
  readonly cause: Cause;
  /** Never empty. */
  readonly evidence: readonly Evidence[];
  readonly fix: Fix;
  readonly stack: readonly Frame[];
  readonly location?: Location;
  readonly related?: readonly { readonly message: string; readonly location: Location }[];
  /** For a series: ms since 1970 and the group's count at each moment. */
  readonly series?: { readonly times: readonly number[]; readonly counts: readonly number[] };
  /** Other groups with the same cause, e.g. the second loop of a connection. */
  readonly companions?: readonly { readonly exactKey: string; readonly count: number; readonly parkSite?: Frame }[];
  readonly target?: string;
}

/** With `--all`: every goroutine of the newest snapshot is in exactly one group. */
export interface GroupResult {
  readonly exactKey: string;
  readonly stackKey: string;
  readonly siteKey: string;
  readonly primitive: Primitive;
  /** `waiting`, `running` …; the runtime's status word. */
  readonly state: string;
  readonly waitReason?: string;
  readonly count: number;
  readonly verdict: Verdict;
  readonly why: readonly GroupWhy[];
  readonly parkSite?: Frame;
  readonly birthSite?: Frame;
  readonly userSite?: Frame;
  /** All ids as ranges, `4-6,19`, where the form has them. */
  readonly ids?: string;
  readonly waitMinutes?: { readonly min: number; readonly max: number };
  readonly labels?: Labels;
  readonly leaked?: number;
  readonly lockedToThread?: number;
  readonly stack: readonly Frame[];
  /** Ids of findings that hold this group. */
  readonly findings?: readonly string[];
}

/** One page about how a process died: who, why, along which way, and what the others did. */
export interface CrashPage {
  readonly source: string;
  readonly crash: Crash;
  /** What it means, one sentence. */
  readonly meaning: string;
  readonly goroutine?: {
    readonly id: number;
    readonly state: string;
    readonly stack: readonly Frame[];
    readonly createdBy?: Frame;
    readonly creator?: number;
  };
  /** User frames from the entry to the failure, entry first, each with its part. */
  readonly chain: readonly { readonly frame: Frame; readonly role: 'entry' | 'call' | 'failure' }[];
  /** `HTTP handler`, `gRPC method`, `worker`, `test`, `main` … */
  readonly entry?: string;
  /** The others, most first: how many did what. */
  readonly others: readonly {
    readonly count: number;
    readonly primitive: Primitive;
    readonly site?: Frame;
    readonly note?: string;
  }[];
  readonly advice: readonly string[];
}

export interface TargetSummary {
  readonly name: string;
  readonly moments: number;
  readonly firstAt?: string;
  readonly lastAt?: string;
  readonly goroutinesFirst?: number;
  readonly goroutinesLast?: number;
  /** Times of process starts seen inside the series. */
  readonly restarts: number;
}

export interface RunResult {
  readonly schema: 'parkwatch/result/1';
  readonly tool: { readonly name: 'parkwatch'; readonly version: string };
  readonly verdict: Verdict;
  readonly limits: readonly RunLimit[];
  readonly exitCode: number;
  readonly sources: readonly SourceInfo[];
  readonly problems: readonly Problem[];
  readonly findings: readonly Finding[];
  readonly groups?: readonly GroupResult[];
  readonly crashes?: readonly CrashPage[];
  readonly races?: readonly RaceReport[];
  /** Goroutines that an ignore file took out, by reason. */
  readonly ignored?: readonly { readonly reason: string; readonly count: number }[];
  readonly targets?: readonly TargetSummary[];
  /** What to do next, most useful first: a command or a line to add. */
  readonly next: readonly string[];
  /** What this run could not see, in words. */
  readonly notVisible: readonly string[];
}

// What `parkwatch show` prints: every group of one source, sorted and folded, and its goroutines when asked for.

import type { Primitive } from './primitive.ts';
import type { Problem } from './problem.ts';
import type { SourceInfo } from './run-result.ts';
import type { Frame, Labels } from './stack.ts';
import type { RunLimit } from './verdict.ts';

/** What makes a group: the park site, the birth site, the whole stack, or the value of one label. */
export type GroupBy = 'park' | 'birth' | 'stack' | `label:${string}`;

export interface ShowGroup {
  /** What its goroutines share, by `by`: a site, an exact key, a label's value; empty where they have none. */
  readonly key: string;
  readonly count: number;
  /** Of the largest part, when parts differ. */
  readonly primitive: Primitive;
  readonly state: string;
  readonly waitReason?: string;
  /** Distinct stacks folded into it. */
  readonly stacks: number;
  readonly parkSite?: Frame;
  readonly birthSite?: Frame;
  readonly userSite?: Frame;
  readonly exactKey?: string;
  readonly stackKey?: string;
  /** All ids as ranges, `4-6,19`, where the form has them. */
  readonly ids?: string;
  readonly waitMinutes?: { readonly min: number; readonly max: number };
  /** Labels that all its goroutines share. */
  readonly labels?: Labels;
  readonly leaked?: number;
  readonly lockedToThread?: number;
  readonly creators?: readonly { readonly function: string; readonly count: number }[];
  /** Of its largest part, leaf first. */
  readonly stack: readonly Frame[];
}

/** One goroutine, as its text says (DESIGN §10). */
export interface ShowGoroutine {
  /** Absent where the header could not be read. */
  readonly id?: number;
  readonly state: string;
  readonly waitReason?: string;
  readonly waitMinutes?: number;
  readonly lockedToThread?: boolean;
  readonly leaked?: boolean;
  readonly labels?: Labels;
  readonly stack: readonly Frame[];
  readonly createdBy?: Frame & { readonly goroutine?: number };
  readonly incomplete?: boolean;
  /** Which snapshot of the source it stands in, from 0. */
  readonly snapshot?: number;
}

export interface ShowResult {
  readonly schema: 'parkwatch/show/1';
  readonly tool: { readonly name: 'parkwatch'; readonly version: string };
  readonly exitCode: number;
  readonly sources: readonly SourceInfo[];
  readonly problems: readonly Problem[];
  readonly limits: readonly RunLimit[];
  readonly by: GroupBy;
  /** The `--where` expression as given. */
  readonly where?: string;
  /** Goroutines in the source. */
  readonly total: number;
  /** Goroutines that `where` lets through. */
  readonly shown: number;
  /** Of the shown ones, by wait reason or status word, most first. */
  readonly totals: readonly { readonly state: string; readonly count: number }[];
  readonly groups: readonly ShowGroup[];
  readonly goroutines?: readonly ShowGoroutine[];
}

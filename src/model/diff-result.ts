// What `parkwatch diff` prints: two moments, joined by stack key.

import type { Primitive } from './primitive.ts';
import type { Problem } from './problem.ts';
import type { SourceInfo } from './run-result.ts';
import type { Frame } from './stack.ts';
import type { RunLimit, Verdict } from './verdict.ts';

export interface DiffEntry {
  readonly stackKey: string;
  readonly before: number;
  readonly after: number;
  /** `after` less `before`. */
  readonly delta: number;
  readonly primitive: Primitive;
  readonly waitReason?: string;
  readonly parkSite?: Frame;
  readonly birthSite?: Frame;
  readonly userSite?: Frame;
  /** True when its growth is beyond the tolerance. */
  readonly beyond?: boolean;
}

export interface DiffResult {
  readonly schema: 'parkwatch/diff/1';
  readonly tool: { readonly name: 'parkwatch'; readonly version: string };
  /** `suspect` when something grew beyond the tolerance; `cannot-tell` when a side is incomplete and nothing did. */
  readonly verdict: Verdict;
  readonly exitCode: number;
  readonly sources: readonly SourceInfo[];
  readonly problems: readonly Problem[];
  readonly limits: readonly RunLimit[];
  /** What counts as growth: more goroutines than this and more than this share. */
  readonly tolerance: { readonly goroutines: number; readonly percent: number };
  readonly before: { readonly name: string; readonly goroutines: number; readonly groups: number };
  readonly after: { readonly name: string; readonly goroutines: number; readonly groups: number };
  /** Largest growth first; groups that both sides have. */
  readonly grew: readonly DiffEntry[];
  /** Only after. */
  readonly appeared: readonly DiffEntry[];
  /** Fewer or none after; largest loss first. */
  readonly went: readonly DiffEntry[];
  /** Groups of the same size on both sides. */
  readonly stayed: { readonly groups: number; readonly goroutines: number };
}

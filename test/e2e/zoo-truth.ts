// The truth of the zoo captures (testdata/captures/manifest.json) held against a result of the tool.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GroupResult, RunResult } from '../../src/model/run-result.ts';

export const capturesFolder = 'testdata/captures';

export interface TruthGroup {
  readonly scenario: string;
  readonly root: string;
  readonly site: string;
  readonly primitive: string;
  readonly count: number;
  readonly leaked: boolean;
  readonly provable: boolean;
  readonly cause: string;
  readonly createdBy: readonly string[];
  readonly provenByRuntime: number;
  readonly ids: readonly number[];
}

export interface Variant {
  readonly name: string;
  readonly go: string;
  readonly goroutines: number;
  readonly captures: readonly {
    readonly file: string;
    readonly form: string;
    readonly status: number;
    readonly goroutines?: number;
    readonly total?: number;
    readonly sha256: string;
  }[];
  readonly groups: readonly TruthGroup[];
}

export const variants: readonly Variant[] = JSON.parse(
  readFileSync(join(capturesFolder, 'manifest.json'), 'utf8'),
).variants;

/** Closed list of reasons why a leaked group of the zoo is not found from these captures. */
export const missReasons = {
  'one-moment': 'parked for two minutes in one photograph: no growth, no second look, below the age threshold',
  'timer-or-loop': 'a sleep or ticker loop looks like a healthy one in one moment',
  'outside-go': 'IO, system call or C code: the runtime cannot prove it and one moment does not tell',
  reachable: 'held by a global or a registry: the runtime cannot prove it',
  'tiny-block': 'a bare mutex that shares its block with a living neighbour',
  'hidden-in-form': 'this form does not show what is needed (debug=1 hides channel operations, profiles hide creators)',
} as const;
export type MissReason = keyof typeof missReasons;

/** Which reason excuses a miss: from the truth alone, not from what the tool said. */
export function reasonFor(group: TruthGroup, form: 'ids' | 'no-ids', withProof: boolean): MissReason {
  if (['sleep', 'ticker'].includes(group.primitive) || /loop|ticker|poll/.test(group.scenario)) return 'timer-or-loop';
  if (/IO|syscall|cgo|io|fd/.test(group.primitive)) return 'outside-go';
  if (withProof) return group.scenario === 'mutex-tiny' ? 'tiny-block' : 'reachable';
  return form === 'ids' ? 'one-moment' : 'hidden-in-form';
}

/** Ids written as ranges, `4-6,19`, as a set. */
export function expandIds(ranges: string | undefined): Set<number> {
  const ids = new Set<number>();
  for (const part of (ranges ?? '').split(',').filter(Boolean)) {
    const [from, to] = part.split('-').map(Number);
    for (let i = from; i <= (to ?? from); i++) ids.add(i);
  }
  return ids;
}

/** The group of the result that holds a goroutine of the truth. */
export function groupOfId(result: RunResult, id: number): GroupResult | undefined {
  return result.groups?.find((g) => expandIds(g.ids).has(id));
}

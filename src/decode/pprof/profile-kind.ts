// Tells what a profile counts from its sample types: goroutine-like counts become snapshots, the rest value profiles.
import type { Provenance } from '../../model/capture.ts';
import type { ValueType } from '../../model/profile.ts';
import type { Stack } from '../../model/stack.ts';
import type { RawProfile } from './raw-profile.ts';

export type ProfileKind =
  | { readonly kind: 'count'; readonly profile: string; readonly valueIndex: number }
  | { readonly kind: 'value'; readonly profile: string };

/** Sample types whose `count` is not a count of live things with a stack each. */
const valueTypes: ReadonlySet<string> = new Set([
  'samples',
  'cpu',
  'wall',
  'contentions',
  'delay',
  'alloc_objects',
  'inuse_objects',
  'objects',
  'events',
  'exceptions',
  'lock_count',
]);

/** Runtime profiles of goroutine-like things; agents write the plural. */
const countNames: Readonly<Record<string, string>> = {
  goroutine: 'goroutine',
  goroutines: 'goroutine',
  goroutineleak: 'goroutineleak',
  threadcreate: 'threadcreate',
};

/** The sample types with their strings. */
export function sampleTypesOf(raw: RawProfile): ValueType[] {
  return raw.sampleTypes.map(({ type, unit }) => ({
    type: raw.strings.get(type) ?? '',
    unit: raw.strings.get(unit) ?? '',
  }));
}

/**
 * What the profile is. `goroutine`, `goroutineleak`, `threadcreate` and the user's count profiles (one sample type
 * `NAME/count`, runtime/pprof's printCountProfile) are counts. Where the strings were cut away the provenance decides,
 * and a single unnamed value is taken for a count.
 */
export function profileKindOf(types: readonly ValueType[], provenance: Provenance): ProfileKind {
  const named = types.findIndex(({ type, unit }) => Object.hasOwn(countNames, type) && (unit === 'count' || !unit));
  if (named >= 0) return { kind: 'count', profile: countNames[types[named].type], valueIndex: named };
  const only = types.length === 1 ? types[0] : undefined;
  if (only && only.type === '' && (!provenance.profile || !isValueProfileName(provenance.profile)))
    return { kind: 'count', profile: provenance.profile ?? 'unknown', valueIndex: 0 };
  if (only && only.unit === 'count' && !valueTypes.has(only.type))
    return { kind: 'count', profile: only.type, valueIndex: 0 };
  if (types.length === 0 && provenance.profile && Object.hasOwn(countNames, provenance.profile))
    return { kind: 'count', profile: countNames[provenance.profile], valueIndex: 0 };
  return { kind: 'value', profile: valueProfileName(types, provenance) };
}

function isValueProfileName(name: string): boolean {
  return ['heap', 'allocs', 'mutex', 'block', 'profile', 'cpu'].includes(name);
}

function valueProfileName(types: readonly ValueType[], provenance: Provenance): string {
  const has = (type: string) => types.some((t) => t.type === type);
  if (has('inuse_space') || has('inuse_objects'))
    return provenance.profile === 'allocs' || /\ballocs\b/.test(provenance.name) ? 'allocs' : 'heap';
  if (has('cpu')) return 'cpu';
  if (has('delay') || has('contentions')) return 'contention';
  return types[0]?.type || provenance.profile || 'unknown';
}

/**
 * Block and mutex profiles have the same sample types: `block` or `mutex` by provenance, else by the leaf frames –
 * a mutex profile is recorded in Unlock, a block profile in what waits.
 */
export function contentionKindOf(provenance: Provenance, stacks: readonly Stack[]): 'block' | 'mutex' {
  const said = `${provenance.profile ?? ''} ${provenance.name}`;
  const named = /\b(mutex|block)\b/.exec(said)?.[1];
  if (named) return named as 'block' | 'mutex';
  const unlocks = (name: string) => /\.R?Unlock$|^runtime\.unlock|\b_LostContendedRuntimeLock$/i.test(name);
  const isMutex = stacks.some(({ frames }) => frames.slice(0, 3).some((frame) => unlocks(frame.function)));
  return isMutex ? 'mutex' : 'block';
}

// Decodes a plain (decompressed) pprof profile: count profiles into snapshots, the others into value profiles.
import type { Provenance } from '../../model/capture.ts';
import { type Decoded, emptyDecoded } from '../../model/decoded.ts';
import { DecodeError } from '../../model/problem.ts';
import type { ValueProfile } from '../../model/profile.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { ProblemTally } from '../problem-tally.ts';
import { contentionKindOf, profileKindOf, sampleTypesOf } from './profile-kind.ts';
import type { RawProfile } from './raw-profile.ts';
import { readProfile } from './read-profile.ts';
import { resolveStacks } from './resolve-frames.ts';
import { LabelReader } from './resolve-labels.ts';
import { snapshotOf } from './snapshot-of.ts';

/** Offsets are kept in 32 bits. */
const sizeLimit = 0xffff_ffff;

/** More joined profiles than this in one file are not read. */
const joinedLimit = 1000;

/**
 * Snapshots (goroutine, goroutineleak, threadcreate, user count profiles) and value profiles (heap, mutex, block, cpu …)
 * of the bytes; several when profiles were joined. Damage gives problems with byte offsets and keeps what could be read.
 * Throws `DecodeError` when the bytes are no profile at all.
 */
export function decodePprof(bytes: Uint8Array, provenance: Provenance): Decoded {
  if (bytes.length === 0) throw new DecodeError('pprof/no-profile', 'The input is empty.', 0);
  if (bytes.length > sizeLimit) throw new DecodeError('pprof/too-large', 'The profile is larger than 4 GiB.', 0);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b)
    throw new DecodeError('pprof/compressed', 'The profile is still compressed with gzip.', 0);
  const problems = new ProblemTally(provenance.name);
  const snapshots: Snapshot[] = [];
  const profiles: ValueProfile[] = [];
  let from = 0;
  for (let part = 0; part < joinedLimit; part++) {
    const raw = readProfile(bytes, from, bytes.length, problems);
    if (part === 0) refuseForeign(raw);
    noteDamage(raw, bytes.length, problems);
    noteMissingStrings(raw, problems);
    const types = sampleTypesOf(raw);
    const kind = profileKindOf(types, provenance);
    const labels = new LabelReader(bytes, raw.strings);
    const stacks = resolveStacks(raw, problems);
    if (kind.kind === 'count') snapshots.push(snapshotOf(raw, kind, stacks, labels, provenance, problems));
    else {
      const profile = kind.profile === 'contention' ? contentionKindOf(provenance, stacks) : kind.profile;
      profiles.push(valueProfileOf(raw, profile, types, stacks, labels, provenance, problems));
    }
    if (raw.nextProfileAt === undefined) break;
    problems.add('pprof/concatenated', 'Several profiles were joined in one file; each is read by itself.', {
      offset: raw.nextProfileAt,
    });
    from = raw.nextProfileAt;
  }
  return { ...emptyDecoded('pprof', bytes.length), snapshots, profiles, problems: problems.list() };
}

function refuseForeign(raw: RawProfile): void {
  const holdsSomething = raw.sampleTypes.length > 0 || raw.sampleStack.length > 0 || raw.strings.length > 0;
  const named = raw.strings.length > 0 && raw.strings.get(0) === '';
  if (raw.knownFields === 0 || !holdsSomething || (raw.damagedAt !== undefined && !named && !readsAsProfile(raw)))
    throw new DecodeError('pprof/no-profile', 'The bytes are not a pprof profile.', raw.damagedAt ?? 0);
}

/** Without strings (they stand at the end and may be cut off) a sample type with small indices must vouch. */
function readsAsProfile(raw: RawProfile): boolean {
  return (
    raw.sampleTypes.some(({ type, unit }) => type > 0 && type < 1000 && unit > 0 && unit < 1000) ||
    (raw.periodType !== undefined && raw.periodType.type > 0 && raw.periodType.type < 1000)
  );
}

function noteDamage(raw: RawProfile, length: number, problems: ProblemTally): void {
  if (raw.damagedAt !== undefined)
    problems.add(
      'pprof/truncated',
      `A field at byte ${raw.damagedAt} of ${length} could not be read; what follows is lost.`,
      { offset: raw.damagedAt },
    );
  if (raw.strings.length === 0)
    problems.add('pprof/no-strings', 'The string table is missing, so functions have no names.');
  else if (raw.strings.get(0) !== '')
    problems.add('pprof/string-table', "The first string of the table must be ''.", {
      offset: raw.strings.start[0],
      quote: raw.strings.get(0) ?? '',
    });
}

function noteMissingStrings(raw: RawProfile, problems: ProblemTally): void {
  if (raw.highestString >= raw.strings.length && raw.strings.length > 0)
    problems.add('pprof/missing-string', `String ${raw.highestString} is named by a mapping and is not in the table.`);
}

function valueProfileOf(
  raw: RawProfile,
  profile: string,
  types: ValueProfile['sampleTypes'],
  stacks: ValueProfile['stacks'],
  labels: LabelReader,
  provenance: Provenance,
  problems: ProblemTally,
): ValueProfile {
  const length = raw.sampleStack.length;
  const values = types.map(() => new Float64Array(length));
  const labelSet = new Uint32Array(length);
  let start = 0;
  for (let row = 0; row < length; row++) {
    const end = raw.valueEnd.at(row);
    if (end - start !== types.length)
      problems.add('pprof/value-count', `A sample has ${end - start} values for ${types.length} sample types.`);
    for (let i = 0; i < types.length && start + i < end; i++) values[i][row] = raw.values.at(start + i);
    start = end;
  }
  for (let i = 0; i < raw.labelRow.length; i++)
    labelSet[raw.labelRow.at(i)] = labels.read(raw.labelStart.at(i), raw.labelEnd.at(i));
  const takenAt = raw.timeNanos > 0 ? raw.timeNanos / 1e6 : provenance.takenAt;
  return {
    provenance,
    profile,
    ...(takenAt === undefined ? {} : { takenAt }),
    ...(raw.durationNanos > 0 ? { durationNs: raw.durationNanos } : {}),
    sampleTypes: types,
    stacks,
    stack: raw.sampleStack.toArray(),
    values,
    ...(labels.sets.length > 1 ? { labels: Array.from(labelSet, (set) => labels.sets[set]) } : {}),
  };
}

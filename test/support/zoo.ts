// The captures of the zoo under testdata/captures as snapshots, with their truth; for tests of analyse and judge.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { decodeCountText } from '../../src/decode/count/decode-count-text.ts';
import { newDumpDecoder } from '../../src/decode/dump/decode-dump.ts';
import { decodePprof } from '../../src/decode/pprof/decode-pprof.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';

const root = fileURLToPath(new URL('../../testdata/captures/', import.meta.url));

export interface ZooGroup {
  readonly scenario: string;
  readonly root: string;
  readonly site: string;
  readonly primitive: string;
  readonly count: number;
  readonly leaked: boolean;
  readonly why: string;
  readonly createdBy: readonly string[];
  readonly minutes: Readonly<Record<string, number>>;
  readonly lockedToThread: number;
  readonly provenByRuntime: number | null;
  readonly ids: readonly number[];
}

export interface ZooVariant {
  readonly name: string;
  readonly go: string;
  readonly goroutines: number;
  readonly provenByRuntime: number | null;
  readonly groups: readonly ZooGroup[];
  readonly other: readonly { readonly id: number; readonly state: string }[];
}

export const zooVariants: readonly ZooVariant[] = JSON.parse(
  readFileSync(join(root, 'manifest.json'), 'utf8'),
).variants;

/** The bytes of a capture, unzipped; undefined where the variant does not have it. */
export function zooBytes(variant: string, file: string): Uint8Array | undefined {
  for (const name of [file, `${file}.gz`]) {
    const path = join(root, variant, name);
    if (!existsSync(path)) continue;
    const bytes = readFileSync(path);
    return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  }
  return undefined;
}

/** The (one) snapshot in a capture, by the decoder that its name asks for; undefined where the variant lacks it. */
export function zooSnapshot(variant: string, file: string): Snapshot | undefined {
  const bytes = zooBytes(variant, file);
  if (bytes === undefined) return undefined;
  const provenance = { name: `${variant}/${file}` };
  if (file.endsWith('.pb.gz')) return decodePprof(bytes, provenance).snapshots[0];
  if (file.includes('.debug1.')) return decodeCountText(bytes, provenance).snapshots[0];
  const decoder = newDumpDecoder(provenance, { form: file.startsWith('crash') ? 'crash' : 'dump' });
  decoder.reserve(bytes.length).set(bytes);
  decoder.commit(bytes.length);
  return decoder.end().snapshots[0];
}

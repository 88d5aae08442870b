// Parkwatch bundles (DESIGN §7): a folder or a .tgz with manifest.json and one file per capture.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ByteSource, Capture, ProcessInfo } from '../model/capture.ts';
import { fileSource, memorySource, plainSource } from './byte-source.ts';
import { CollectError } from './collect-error.ts';

export const bundleSchema = 'parkwatch/bundle/1';
/** One file of a bundle, and the whole of it, once unpacked. */
const maxEntryBytes = 512 * 1024 ** 2;
const maxBundleBytes = 2 * 1024 ** 3;

export interface BundleManifest {
  readonly schema: string;
  readonly target?: { readonly name?: string } & ProcessInfo;
  readonly captures: readonly {
    readonly file: string;
    readonly profile?: string;
    readonly form?: string;
    readonly takenAt?: string;
    readonly tookMs?: number;
    readonly bytes?: number;
    readonly status?: number;
    readonly target?: string;
    readonly process?: ProcessInfo;
  }[];
}

/** The captures of a folder: by its manifest (`traces`: only its execution traces), else every file in it that is not hidden, by name. */
export function collectFolder(folder: string, name = folder, traces = false): Capture[] {
  const manifestFile = join(folder, 'manifest.json');
  if (existsSync(manifestFile)) {
    const manifest = readManifest(readFileSync(manifestFile, 'utf8'), `${name}/manifest.json`);
    if (manifest)
      return toCaptures(manifest, name, traces, (file) =>
        existsSync(join(folder, file)) ? fileSource(join(folder, file)) : undefined,
      );
  }
  const files = readdirSync(folder)
    .filter((f) => !f.startsWith('.') && f !== 'manifest.json' && statSync(join(folder, f)).isFile())
    .sort();
  if (files.length === 0) throw new CollectError('collect/empty-folder', `${name} holds no files`);
  return files.map((file) => ({
    provenance: { name: `${name}/${file}` },
    open: () => plainSource(fileSource(join(folder, file)), `${name}/${file}`),
  }));
}

/** The captures of a tar archive; `source` gives its plain (unzipped) bytes. */
export async function collectTar(source: ByteSource, name: string, traces = false): Promise<Capture[]> {
  const files = await unpack(source, name);
  const manifestName = [...files.keys()].find((f) => f === 'manifest.json' || f.endsWith('/manifest.json'));
  const base = manifestName ? manifestName.slice(0, -'manifest.json'.length) : '';
  const manifestBytes = manifestName ? files.get(manifestName) : undefined;
  if (manifestBytes) {
    const manifest = readManifest(new TextDecoder().decode(manifestBytes), `${name}!${manifestName}`);
    if (manifest)
      return toCaptures(manifest, name, traces, (file) => {
        const bytes = files.get(base + file);
        return bytes && memorySource(bytes);
      });
  }
  return [...files]
    .filter(([file]) => !file.endsWith('manifest.json'))
    .map(([file, bytes]) => ({
      provenance: { name: `${name}!${file}` },
      open: () => plainSource(memorySource(bytes), `${name}!${file}`),
    }));
}

function readManifest(text: string, name: string): BundleManifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CollectError('bundle/bad-manifest', `${name} is not JSON`, error);
  }
  const manifest = value as BundleManifest;
  if (typeof manifest?.schema !== 'string' || !Array.isArray(manifest.captures)) return undefined;
  if (manifest.schema !== bundleSchema)
    throw new CollectError(
      'bundle/unknown-version',
      `${name} says schema ${manifest.schema}; this version reads ${bundleSchema}`,
    );
  const { name: target, ...process } = fieldsOf(manifest.target);
  return {
    schema: manifest.schema,
    target: { name: textOf(target), ...processOf(process) },
    captures: manifest.captures.map(fieldsOf).flatMap((c) =>
      typeof c.file === 'string'
        ? [
            {
              file: c.file,
              profile: textOf(c.profile),
              form: textOf(c.form),
              takenAt: textOf(c.takenAt),
              tookMs: numberOf(c.tookMs),
              bytes: numberOf(c.bytes),
              status: numberOf(c.status),
              target: textOf(c.target),
              process: c.process === undefined ? undefined : processOf(fieldsOf(c.process)),
            },
          ]
        : [],
    ),
  };
}

/** What somebody else wrote may be of any shape: fields of another kind are left out. */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
const numberOf = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);

function processOf(fields: Readonly<Record<string, unknown>>): ProcessInfo {
  const known: ProcessInfo = {
    commandLine: textOf(fields.commandLine),
    startedAt: numberOf(fields.startedAt),
    goVersion: textOf(fields.goVersion),
    build: textOf(fields.build),
    mainModule: textOf(fields.mainModule),
  };
  return Object.fromEntries(Object.entries(known).filter(([, v]) => v !== undefined));
}

function toCaptures(
  manifest: BundleManifest,
  name: string,
  traces: boolean,
  openFile: (file: string) => ByteSource | undefined,
): Capture[] {
  return (
    manifest.captures
      // An execution trace in a bundle is for `parkwatch trace`, no capture of goroutines.
      .filter(
        (c) => (c.form === 'trace') === traces && !c.file.split(/[\\/]/).includes('..') && !c.file.startsWith('/'),
      )
      .map((c) => {
        const takenAt = c.takenAt === undefined ? Number.NaN : Date.parse(c.takenAt);
        const { name: targetName, ...process } = manifest.target ?? {};
        return {
          provenance: {
            name: `${name}!${c.file}`,
            target: c.target ?? targetName ?? name,
            takenAt: Number.isNaN(takenAt) ? undefined : takenAt,
            tookMs: c.tookMs,
            profile: c.profile,
            status: c.status,
            process: c.process ?? (Object.keys(process).length > 0 ? process : undefined),
          },
          size: c.bytes,
          open: () => {
            const source = openFile(c.file);
            if (!source)
              throw new CollectError(
                'bundle/missing-file',
                `${name}: the manifest names ${c.file}, which is not there`,
              );
            return plainSource(source, `${name}!${c.file}`);
          },
        };
      })
  );
}

/** All files of a tar, in memory, within the caps. */
async function unpack(source: ByteSource, name: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  let total = 0;
  const { extract } = await import('tar-stream');
  const tar = extract();
  tar.on('entry', (header, stream, next) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    stream.on('data', (data) => {
      const chunk = data as Uint8Array;
      size += chunk.length;
      total += chunk.length;
      if (size > maxEntryBytes || total > maxBundleBytes)
        tar.destroy(
          new CollectError('collect/too-large', `${name}: ${header.name} makes the bundle larger than this reads`),
        );
      else chunks.push(chunk);
    });
    // The archive reports the same error; without a listener here the process would die of it.
    stream.on('error', () => {});
    stream.on('end', () => {
      if (header.type === 'file') files.set(header.name.replace(/^\.\//, ''), Buffer.concat(chunks));
      next();
    });
  });
  const done = new Promise<void>((resolve, reject) => {
    tar.on('finish', resolve);
    tar.on('error', reject);
  });
  const feed = async () => {
    const buffer = new Uint8Array(1 << 18);
    for (;;) {
      const n = await source.read(buffer, 0, buffer.length);
      if (n === 0) break;
      if (!tar.write(Buffer.from(buffer.slice(0, n))))
        await new Promise<void>((resolve) => tar.once('drain', () => resolve()));
    }
    tar.end(undefined);
  };
  try {
    await Promise.all([feed(), done]);
  } catch (error) {
    if (error instanceof CollectError && error.code !== 'collect/damaged-archive') throw error;
    if (files.size === 0) throw new CollectError('bundle/damaged', `${name} is not a readable tar archive`, error);
  } finally {
    source.close();
  }
  return files;
}

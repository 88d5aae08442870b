// Bundles: the tar around the captures, and the captures in it through sniff and the decoder that it chooses. An input
// that begins with `{` is a manifest; a sound tar is made around it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { collectTar } from '../../src/collect/bundle.ts';
import { memorySource } from '../../src/collect/byte-source.ts';
import { CollectError } from '../../src/collect/collect-error.ts';
import { decodeCapture } from '../../src/pipeline/decode-capture.ts';
import { checkDecoded } from '../check-decoded.ts';
import type { FuzzTarget } from '../target.ts';

const small = 'goroutine 1 [select]:\nmain.main()\n\t/a/b.go:3 +0x1\n';

/** A tar of these files (ustar: name, mode, owner, size and time in octal, a checksum over the header; blocks of 512). */
function tarOf(files: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\x000000000\x000000000\0', 100);
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\x0000000000000\0        0`, 124);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((n, byte) => n + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    parts.push(header, bytes, Buffer.alloc(-bytes.length & 511));
  }
  return new Uint8Array(Buffer.concat([...parts, Buffer.alloc(1024)]));
}

/** The manifest of a bundle, cut to its first captures. */
function manifestOf(folder: string): { readonly captures: readonly { readonly file: string }[] } {
  const all = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  return { ...all, captures: all.captures.slice(0, 3) };
}

/** A tar of that manifest, its captures and two files that it does not name. */
function sampleOf(folder: string): Uint8Array {
  const manifest = manifestOf(folder);
  const captures = manifest.captures.map(({ file }) => [file, readFileSync(join(folder, file))]);
  return tarOf({
    'manifest.json': JSON.stringify(manifest),
    ...Object.fromEntries(captures),
    'plain.txt': small,
    'zipped.txt.gz': gzipSync(small),
  });
}

const aroundManifest = {
  'm1.goroutine.txt.gz': gzipSync(small),
  'm1.goroutine.pb.gz': new Uint8Array(3),
  'crash.txt': small,
};

/** A manifest with one value of it replaced by a value of another kind, chosen by the input; unreadable ones as they are. */
function variant(input: Uint8Array): string | Uint8Array {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(input));
  } catch {
    return input;
  }
  const odd = [null, 7, 'x', [], {}, [null], '../x', true, -1, { name: 7 }];
  let choice = input.reduce((n, byte) => (n * 31 + byte) >>> 0, 7);
  const replace = (v: unknown, depth: number): unknown => {
    const keys = v && typeof v === 'object' ? Object.keys(v) : [];
    if (depth > 0 && (keys.length === 0 || choice % 3 === 0)) return odd[choice % odd.length];
    const key = keys[choice % keys.length];
    choice = Math.imul(choice ^ (choice >>> 7), 0x9e3779b1) >>> 0;
    const copy = Array.isArray(v) ? [...v] : { ...(v as object) };
    Object.assign(copy, { [key]: replace((v as Record<string, unknown>)[key], depth + 1) });
    return copy;
  };
  return keysOf(value) === 0 ? input : JSON.stringify(replace(value, 0));
}

const keysOf = (value: unknown) => (value && typeof value === 'object' ? Object.keys(value).length : 0);

export const target: FuzzTarget = {
  seeds: () => {
    const folders = readdirSync('testdata/rules')
      .filter((name) => /^GL00|^GL022/.test(name))
      .map((name) => join('testdata/rules', name, name.startsWith('GL022') ? 'leaks/crash' : 'leaks/capture'));
    return [
      ...folders.map(sampleOf),
      ...folders.map((folder) => new TextEncoder().encode(JSON.stringify(manifestOf(folder)))),
    ];
  },
  words: ['null', '[]', '{}', '7', '""', '[null],', '1e999', '"../x"', '"takenAt"', 'ustar\0', '\0\0\0\0', '0000644\0'],
  async run(input) {
    const isManifest = input[0] === 0x7b;
    const tar = isManifest ? tarOf({ 'manifest.json': variant(input), ...aroundManifest }) : input;
    try {
      for (const capture of await collectTar(memorySource(tar), 'fuzz')) checkDecoded(await decodeCapture(capture));
    } catch (error) {
      if (!(error instanceof CollectError)) throw error;
    }
  },
};

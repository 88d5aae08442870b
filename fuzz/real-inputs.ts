// Inputs of testdata to start from: plain, cut to a size at which thousands run in a minute.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';

const largest = 48 << 10;

/** Files below `testdata/FOLDER` whose name fits, unzipped, long ones cut; at most `most`, spread over all. */
export function realInputs(folder: string, name: RegExp, most = 60): Uint8Array[] {
  const root = join('testdata', folder);
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
  const step = Math.max(1, files.length / most);
  const chosen = Array.from({ length: Math.min(most, files.length) }, (_, i) => files[Math.floor(i * step)]);
  return chosen.map((file) => {
    const bytes = readFileSync(join(root, file));
    const plain = file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    return new Uint8Array(plain.subarray(0, largest));
  });
}

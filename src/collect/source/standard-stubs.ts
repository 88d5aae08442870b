// The stub index of the standard library that ships with Parkwatch, for machines without GOROOT. Made by
// `scripts/gen-standard-stubs.ts`: declarations of exported names as Go source, one package after the other, gzipped.
//   go1.27.3\n
//   @package context 1234\n   (bytes that follow)
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

export interface StubIndex {
  /** `1.27.3` */
  readonly version: string;
  /** Declarations of a package as Go source; undefined when the index has no such package. */
  source(importPath: string): Uint8Array | undefined;
}

/** Opens the index when a package is first asked for; a missing file is an index without packages. */
export function openStubIndex(file: URL = findIndex()): StubIndex {
  let packages: Map<string, Uint8Array> | undefined;
  let version = '';
  const load = (): Map<string, Uint8Array> => {
    if (packages) return packages;
    packages = new Map();
    if (!existsSync(file)) return packages;
    const bytes = gunzipSync(readFileSync(file));
    const decoder = new TextDecoder();
    let at = bytes.indexOf(10) + 1;
    version = decoder.decode(bytes.subarray(2, at - 1));
    while (at < bytes.length) {
      const end = bytes.indexOf(10, at);
      const [, path, length] = decoder.decode(bytes.subarray(at, end)).split(' ');
      packages.set(path, bytes.subarray(end + 1, end + 1 + Number(length)));
      at = end + 1 + Number(length);
    }
    return packages;
  };
  return {
    get version() {
      load();
      return version;
    },
    source: (importPath) => load().get(importPath),
  };
}

/** `data/` stands beside `src/`, and beside `dist/` in the package, whose chunks lie at other depths. */
function findIndex(): URL {
  for (let up = '../'; up.length <= 15; up += '../') {
    const file = new URL(`${up}data/standard-stubs.gz`, import.meta.url);
    if (existsSync(file)) return file;
  }
  return new URL('../../../data/standard-stubs.gz', import.meta.url);
}

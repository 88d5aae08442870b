import { describe, expect, it } from 'vitest';
import { compareVersions, isMended, moduleVersion } from './module-version.ts';

const frames = (...files: (string | undefined)[]) => files.map((file) => ({ function: 'x.f', file, line: 1 }));
const ants = (version: string) => `/go/pkg/mod/github.com/panjf2000/ants/v2@${version}/pool.go`;
const leak = { module: 'github.com/panjf2000/ants', fixedIn: 'v2.8.2' };

describe('a leak that a version mends', () => {
  it.each([
    ['an older version has it', frames(undefined, ants('v2.7.0')), false],
    ['a patch below has it', frames(ants('v2.8.1')), false],
    ['a pre-release of the mended version has it', frames(ants('v2.8.2-rc.1')), false],
    ['the mended version does not', frames(ants('v2.8.2')), true],
    ['a later one does not', frames(ants('v2.11.3')), true],
    ['a stack without versions may', frames('/srv/vendor/github.com/panjf2000/ants/v2/pool.go'), false],
    ['the version of another module says nothing', frames('/go/pkg/mod/github.com/lib/pq@v9.9.9/conn.go'), false],
  ])('%s', (_, stack, want) => expect(isMended(leak, stack)).toBe(want));

  it('is always there when no version mends it', () =>
    expect(isMended({ module: leak.module, fixedIn: undefined }, frames(ants('v9.0.0')))).toBe(false));
});

describe('the version of a module', () => {
  it('is read from a file name', () =>
    expect(moduleVersion('github.com/a/b', frames('/go/pkg/mod/github.com/a/b@v1.2.3/c.go'))).toBe('v1.2.3'));
  it('is that of a module whose path begins alike only at an element', () =>
    expect(moduleVersion('github.com/a/b', frames('github.com/a/bc@v1.0.0/x.go'))).toBeUndefined());
  it('orders versions as modules do', () => {
    expect(compareVersions('v1.10.0', 'v1.9.9')).toBeGreaterThan(0);
    expect(compareVersions('v1.2.0-rc.1', 'v1.2.0')).toBeLessThan(0);
    expect(compareVersions('v2.0.0', 'v2.0.0+incompatible')).toBe(0);
  });
  it('knows the dates of pseudo-versions', () =>
    expect(compareVersions('v0.0.0-20200101000000-abcdefabcdef', 'v0.0.0-20210101000000-abcdefabcdef')).toBeLessThan(
      0,
    ));
});

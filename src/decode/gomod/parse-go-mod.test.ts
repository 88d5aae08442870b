import { describe, expect, it } from 'vitest';
import { compareVersions, escapeModulePath, parseGoMod, parseVendorModules } from './parse-go-mod.ts';

describe('go.mod', () => {
  it('reads blocks, single lines, comments and quoted words', () => {
    const file = parseGoMod(
      'module "example.com/a" // name\n\ngo 1.22.1\ntoolchain go1.27.3\n\nrequire (\n\tb.org/x v1.2.3\n\tc.org/y v0.1.0 // indirect\n)\nrequire d.org/z v2.0.0+incompatible\nreplace b.org/x => ../x\nreplace c.org/y v0.1.0 => e.org/y v0.2.0\nignore ./node\ngodebug asynctimerchan=1\nexclude b.org/x v1.0.0\n',
    );
    expect(file).toEqual({
      module: 'example.com/a',
      go: '1.22.1',
      toolchain: 'go1.27.3',
      requires: [
        { path: 'b.org/x', version: 'v1.2.3' },
        { path: 'c.org/y', version: 'v0.1.0' },
        { path: 'd.org/z', version: 'v2.0.0+incompatible' },
      ],
      replaces: [
        { path: 'b.org/x', version: '', to: '../x', toVersion: '' },
        { path: 'c.org/y', version: 'v0.1.0', to: 'e.org/y', toVersion: 'v0.2.0' },
      ],
      uses: [],
      ignores: ['./node'],
      godebug: ['asynctimerchan=1'],
      faults: [],
    });
  });

  it('reads a go.work', () => {
    expect(parseGoMod('go 1.22\nuse (\n\t./a\n\t./b\n)\nuse ./c\n').uses).toEqual(['./a', './b', './c']);
  });

  it('counts lines that it cannot read and goes on', () => {
    const file = parseGoMod('module a\nrequire b\nfoo bar\nrequire c v1.0.0\n');
    expect(file.faults).toEqual([2, 3]);
    expect(file.requires).toEqual([{ path: 'c', version: 'v1.0.0' }]);
  });

  it('tells the module of each vendored package', () => {
    const text = '# a.org/x v1.0.0\n## explicit; go 1.20\na.org/x\na.org/x/sub\n# b.org/y => ../y\nb.org/y\n';
    expect([...parseVendorModules(text)]).toEqual([
      ['a.org/x', { path: 'a.org/x', version: 'v1.0.0' }],
      ['a.org/x/sub', { path: 'a.org/x', version: 'v1.0.0' }],
      ['b.org/y', { path: 'b.org/y', version: '' }],
    ]);
  });

  it('spells capitals as the module cache does', () => {
    expect(escapeModulePath('github.com/DataDog/zstd')).toBe('github.com/!data!dog/zstd');
  });

  it('orders versions as go does', () => {
    const inOrder = [
      'v0.9.9',
      'v1.0.0-alpha',
      'v1.0.0-alpha.1',
      'v1.0.0-alpha.beta',
      'v1.0.0-rc.2',
      'v1.0.0-rc.10',
      'v1.0.0',
      'v1.2.0',
      'v1.10.0',
      'v2.0.0+incompatible',
    ];
    for (let i = 1; i < inOrder.length; i++) {
      expect(compareVersions(inOrder[i - 1], inOrder[i])).toBeLessThan(0);
      expect(compareVersions(inOrder[i], inOrder[i - 1])).toBeGreaterThan(0);
    }
    expect(compareVersions('v2.0.0', 'v2.0.0+incompatible')).toBe(0);
  });
});

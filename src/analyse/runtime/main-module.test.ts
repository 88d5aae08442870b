import { expect, test } from 'vitest';
import { zooSnapshot } from '../../../test/support/zoo.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Frame } from '../../model/stack.ts';
import { guessMainModule } from './main-module.ts';

function snapshotOf(frames: readonly (readonly [string, string])[], mainModule?: string): Snapshot {
  const stacks = frames.map(([name, file]) => ({ frames: [{ function: name, file, line: 1 } satisfies Frame] }));
  return {
    provenance: { name: 'x', ...(mainModule ? { process: { mainModule } } : {}) },
    form: 'dump',
    profile: 'goroutine',
    limits: [],
    stacks,
    states: [],
    labelSets: [{}],
    rows: { length: 0, stack: new Uint32Array(), state: new Uint32Array() },
  };
}

test.each<{ name: string; give: [string, string][]; says?: string; want: string | undefined }>([
  { name: 'what the process says wins', give: [['main.main', 'a.org/b/main.go']], says: 'c.org/d', want: 'c.org/d' },
  { name: 'the folder of a trimmed build', give: [['main.main', 'a.org/b/main.go']], want: 'a.org/b' },
  { name: 'a command below the module', give: [['main.main', 'a.org/b/cmd/serve/main.go']], want: 'a.org/b' },
  {
    name: 'a repository of a known host',
    give: [['main.run.func1', 'github.com/a/b/server/main.go']],
    want: 'github.com/a/b',
  },
  {
    name: 'a later major version',
    give: [['main.main', 'github.com/a/b/v2/server/main.go']],
    want: 'github.com/a/b/v2',
  },
  {
    name: 'commands in folders of their own beside a package',
    give: [
      ['main.main', 'a.org/b/one/leaks/main.go'],
      ['a.org/b/company.F', 'a.org/b/company/f.go'],
      ['a.org/other.F', 'a.org/other@v1.0.0/f.go'],
      ['c.org/b/one.F', 'c.org/b/one/f.go'],
    ],
    want: 'a.org/b',
  },
  {
    name: 'an untrimmed build, from a package beside the command',
    give: [
      ['main.main', '/home/me/src/app/cmd/serve/main.go'],
      ['example.org/app/jobs.(*Pool).run', '/home/me/src/app/jobs/pool.go'],
      ['x.org/lib.F', '/home/me/go/pkg/mod/x.org/lib@v1.0.0/f.go'],
      ['net/http.(*conn).serve', '/usr/local/go/src/net/http/server.go'],
    ],
    want: 'example.org/app',
  },
  {
    name: 'a module named without a dot',
    give: [
      ['main.main', '/src/main.go'],
      ['shop/cart.F', '/src/cart/f.go'],
    ],
    want: 'shop',
  },
  {
    name: 'a checkout in a folder named like the module',
    give: [
      ['main.main', '/home/me/github.com/a/b/main.go'],
      ['github.com/a/b/c.F', '/home/me/github.com/a/b/c/f.go'],
    ],
    want: 'github.com/a/b',
  },
  {
    name: 'a replaced library elsewhere says nothing',
    give: [
      ['main.main', '/src/app/main.go'],
      ['x.org/lib/deep.F', '/work/lib/deep/f.go'],
    ],
    want: undefined,
  },
  { name: 'nothing to tell from', give: [['main.main', '/tmp/x/main.go']], want: undefined },
])('$name', ({ give, says, want }) => {
  expect(guessMainModule([snapshotOf(give, says)])).toBe(want);
});

test('every form of the zoo tells its module', () => {
  for (const file of ['goroutine.debug2.txt', 'goroutine.debug1.txt', 'goroutine.debug0.pb.gz', 'crash-sigquit.txt']) {
    const snapshot = zooSnapshot('go1.22', file);
    expect(snapshot && guessMainModule([snapshot]), file).toBe('example.org/zoo');
  }
});

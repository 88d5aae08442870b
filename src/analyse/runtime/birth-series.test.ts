import { describe, expect, it } from 'vitest';
import { buildEpoch, type GoroutineSpec } from '../../../test/support/build-snapshot.ts';
import { deriveEpochFacts } from './facts.ts';

/** A loop that is caught in a read or in a send; `sends` of `count` are in the send. */
function watchers(count: number, sends: number, by = 'lib.newWatcher'): GoroutineSpec[] {
  return Array.from({ length: count }, (_, i) => ({
    id: 100 + i,
    state: i < sends ? 'chan send' : 'IO wait',
    frames: [i < sends ? 'lib.send' : 'os.(*File).Read', 'lib.(*Watcher).loop'],
    by,
    creator: 50,
  }));
}

const total = [10, 20, 30, 40, 50, 60, 70];
const sending = [10, 0, 30, 5, 45, 0, 40];

function factsOf(by?: string) {
  const epoch = buildEpoch(
    total.map((n, i) => watchers(n, sending[i], by)),
    { every: 10 },
  );
  return [...deriveEpochFacts(epoch, { ageSeconds: 600 }).byKey.values()].find((f) => f.group.count === 40);
}

describe('series of a birth', () => {
  it('counts goroutines that stand now here, now there, under the place with most of them', () => {
    const facts = factsOf();
    expect(facts?.series?.counts).toEqual(total);
    expect(facts?.series).toMatchObject({ births: 60, deaths: 0, places: 2 });
    expect(facts?.trend?.significant).toBe(true);
  });

  it('is not made where all births look alike', () =>
    expect(factsOf('golang.org/x/sync/errgroup.(*Group).Go')?.series?.counts).toEqual(sending));
});

// The identity of DESIGN §6 over the zoo: one process has one key in every form, and a stack key holds over Go 1.21–1.27.
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { expectGolden } from '../../../test/support/golden.ts';
import { type ZooGroup, type ZooVariant, zooSnapshot, zooVariants } from '../../../test/support/zoo.ts';
import type { Group } from '../../model/group.ts';
import { foldClosures } from './fold-closures.ts';
import { deriveGroups } from './groups.ts';

const golden = (name: string): string => fileURLToPath(new URL(`./golden/${name}`, import.meta.url));

const files = {
  debug2: 'goroutine.debug2.txt',
  debug1: 'goroutine.debug1.txt',
  debug0: 'goroutine.debug0.pb.gz',
  'after leak': 'goroutine-after-leak.debug2.txt',
  sigquit: 'crash-sigquit.txt',
  'leak debug2': 'goroutineleak.debug2.txt',
  'leak debug1': 'goroutineleak.debug1.txt',
  'leak debug0': 'goroutineleak.debug0.pb.gz',
} as const;
type FormName = keyof typeof files;
const formsOfAll: readonly FormName[] = ['debug2', 'debug1', 'debug0', 'after leak', 'sigquit'];

/** The zoo's words for what a goroutine waits on, where they are not those of `Primitive`. */
const primitiveOf: Readonly<Record<string, string>> = {
  mutex: 'sync.Mutex.Lock',
  'rwmutex read': 'sync.RWMutex.RLock',
  'rwmutex write': 'sync.RWMutex.Lock',
  waitgroup: 'sync.WaitGroup.Wait',
  cond: 'sync.Cond.Wait',
  io: 'IO wait',
  'fd mutex': 'semacquire',
};

const cache = new Map<string, Group[] | undefined>();
function groupsOf(variant: string, form: FormName): Group[] | undefined {
  const key = `${variant}/${form}`;
  if (!cache.has(key)) {
    const snapshot = zooSnapshot(variant, files[form]);
    cache.set(key, snapshot && deriveGroups(snapshot, { mainModule: 'example.org/zoo' }));
  }
  return cache.get(key);
}

function countsByKey(groups: readonly Group[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const g of groups) counts.set(g.identity.exactKey, (counts.get(g.identity.exactKey) ?? 0) + g.count);
  return counts;
}

/** The groups of the full dump that hold goroutines of one scenario. */
function ownGroups(variant: ZooVariant, truth: ZooGroup): Group[] {
  const ids = new Set(truth.ids);
  return (groupsOf(variant.name, 'debug2') ?? []).filter((g) => g.ids?.some((id) => ids.has(id)));
}

describe.each(zooVariants)('$name', (variant) => {
  const dump = groupsOf(variant.name, 'debug2') ?? [];

  test('every goroutine is in one group', () => {
    const all = dump.flatMap((g) => [...(g.ids ?? [])]).sort((a, b) => a - b);
    expect(all).toEqual(
      [...variant.groups.flatMap((g) => g.ids), ...variant.other.map((o) => o.id)].sort((a, b) => a - b),
    );
    expect(dump.reduce((sum, g) => sum + g.count, 0)).toBe(variant.goroutines);
  });

  // The connection that fetches each form, its background read, the goroutine that takes it and main (accepting,
  // polling) are not the same at each moment; their keys are listed in the golden.
  test('the forms of one process have the same keys and counts', () => {
    const counts = formsOfAll.map((form) => countsByKey(groupsOf(variant.name, form) ?? []));
    const owned = new Map<string, ZooGroup[]>();
    for (const truth of variant.groups) {
      for (const g of ownGroups(variant, truth)) {
        owned.set(g.identity.exactKey, [...(owned.get(g.identity.exactKey) ?? []), truth]);
      }
    }
    expect(owned.size).toBeGreaterThan(60);
    for (const [key, truths] of owned) {
      const want = truths.reduce((sum, t) => sum + t.count, 0);
      const scenarios = truths.map((t) => t.scenario).join(', ');
      // One more background read while the request for SIGQUIT (or for the dump) is being served.
      const slack = scenarios.includes('http-background-read') ? 1 : 0;
      for (const [i, form] of formsOfAll.entries()) {
        const have = counts[i].get(key) ?? 0;
        expect(have >= want && have <= want + slack, `${scenarios} in ${form}: ${have} of ${want}`).toBe(true);
      }
    }
  });

  test('park site and primitive are the truth in every form that shows them', () => {
    for (const truth of variant.groups) {
      const primitive = primitiveOf[truth.primitive] ?? truth.primitive;
      for (const own of ownGroups(variant, truth)) {
        const { exactKey, siteKey } = own.identity;
        for (const form of Object.keys(files) as FormName[]) {
          const candidates = (groupsOf(variant.name, form) ?? []).filter((g) => g.identity.exactKey === exactKey);
          for (const g of candidates) {
            const label = `${truth.scenario} in ${form}`;
            expect(sameSite(truth.site, g.parkSite?.function ?? ''), `${label}: ${g.parkSite?.function}`).toBe(true);
            expect(g.identity.siteKey, label).toBe(siteKey);
            if (form.endsWith('debug1') && g.primitive === 'unknown') {
              expect(primitive, label).toMatch(/^(?:chan|select)/); // what debug=1 hides
            } else {
              expect(g.primitive, label).toBe(primitive);
            }
          }
        }
      }
    }
  });

  test('marks, minutes, thread locks and creators are the truth', () => {
    for (const truth of variant.groups) {
      const own = ownGroups(variant, truth);
      const sum = (f: (g: Group) => number): number => own.reduce((total, g) => total + f(g), 0);
      expect(own.flatMap((g) => g.creators.map((c) => c.function)).every((c) => truth.createdBy.includes(c))).toBe(
        true,
      );
      expect(
        sum((g) => g.lockedToThread),
        truth.scenario,
      ).toBe(truth.lockedToThread);
      const minutes = Object.keys(truth.minutes)
        .map(Number)
        .filter((m) => m > 0);
      if (minutes.length > 0 && truth.scenario !== 'http-background-read') {
        expect(Math.min(...own.map((g) => g.minutes?.min ?? Infinity)), truth.scenario).toBe(Math.min(...minutes));
        expect(Math.max(...own.map((g) => g.minutes?.max ?? 0)), truth.scenario).toBe(Math.max(...minutes));
      }
      expect(
        sum((g) => g.leaked),
        truth.scenario,
      ).toBe(0); // before any leak profile
    }
    for (const form of ['leak debug2', 'leak debug1', 'leak debug0'] as const) {
      const groups = groupsOf(variant.name, form);
      if (!groups) continue;
      expect(
        groups.reduce((total, g) => total + g.leaked, 0),
        form,
      ).toBe(variant.provenByRuntime);
    }
  });

  test('main, the taker and the goroutines of the runtime have their roles', () => {
    const roles = (form: FormName): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const g of groupsOf(variant.name, form) ?? []) if (g.role) counts[g.role] = (counts[g.role] ?? 0) + g.count;
      return counts;
    };
    for (const form of ['debug2', 'debug1', 'debug0', 'after leak'] as const)
      expect(roles(form), form).toEqual({ main: 1, self: 1 });
    const { main, self, system } = roles('sigquit');
    expect([main, self]).toEqual([1, undefined]);
    expect(system).toBeGreaterThanOrEqual(6);
  });
});

test.each(zooVariants)('$name: crash dumps with and without system frames have the same keys', ({ name }) => {
  const crashes = ['crash-panic-all.txt', 'crash-panic-system.txt', 'crash-nil-crash.txt', 'crash-throw-all.txt'];
  const parked = crashes.map((file) => {
    const snapshot = zooSnapshot(name, file);
    const groups = snapshot ? deriveGroups(snapshot) : [];
    const own = groups.filter((g) => g.role === undefined && g.parkSite?.function.startsWith('main.') && g.count > 1);
    return own
      .map((g) => `${g.count} ${g.primitive} ${g.identity.exactKey}`)
      .filter((line) => !/runn(?:able|ing)/.test(line));
  });
  expect(parked[0].length).toBe(5);
  for (const other of parked.slice(1)) expect(other).toEqual(parked[0]);
});

/** The truth names the zoo's own closures as Go 1.21 does, or with a star for any ending. */
function sameSite(truth: string, site: string): boolean {
  if (truth.endsWith('*')) return site.startsWith(truth.slice(0, -1));
  return site === truth || foldClosures(site).function === foldClosures(truth).function;
}

test('stack keys of the scenarios hold over the versions, but for those listed', () => {
  const lines: string[] = [];
  const byScenario = new Map<string, Map<string, { variants: string[]; names: string }>>();
  for (const variant of zooVariants) {
    for (const truth of variant.groups) {
      const keys = byScenario.get(truth.scenario) ?? new Map();
      byScenario.set(truth.scenario, keys);
      for (const { identity } of ownGroups(variant, truth)) {
        const entry = keys.get(identity.stackKey) ?? { variants: [], names: [] };
        keys.set(identity.stackKey, { variants: [...entry.variants, variant.name], names: identity.names.join(' < ') });
      }
    }
  }
  for (const [scenario, keys] of byScenario) {
    for (const [key, { variants, names }] of keys) {
      const where = variants.length === zooVariants.length ? 'all' : [...new Set(variants)].join(' ');
      lines.push(`${scenario}: ${key} ${where}`);
      if (keys.size > 1) lines.push(`    ${names}`);
    }
  }
  const manyKeys = [...byScenario].filter(([, keys]) => keys.size > 1).map(([scenario]) => scenario);
  expect(manyKeys).toEqual(exceptions);
  expectGolden(golden('stack-keys.txt'), lines.join('\n'));
});

/** Scenarios with more than one stack key, each for a reason that no name could tell. */
const exceptions: readonly string[] = [];

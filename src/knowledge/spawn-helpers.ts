// Functions whose only work is a go statement for the function they are given: the starter is their caller.
// Source: sync/waitgroup.go@go1.26.8 (*WaitGroup).Go (since 1.25); golang.org/x/sync errgroup/errgroup.go@v0.18.0;
// github.com/sourcegraph/conc waitgroup.go@v0.3.0; k8s.io/apimachinery pkg/util/wait/wait.go@v0.37.2 (*Group).Start;
// time/sleep.go@go1.26.8 goFunc, which runs what AfterFunc was given.

const spawnHelpers: ReadonlySet<string> = new Set([
  'sync.(*WaitGroup).Go',
  'golang.org/x/sync/errgroup.(*Group).Go',
  'golang.org/x/sync/errgroup.(*Group).TryGo',
  'github.com/sourcegraph/conc.(*WaitGroup).Go',
  'k8s.io/apimachinery/pkg/util/wait.(*Group).Start',
  'time.goFunc',
]);

/** Whether a declared function (no closure suffix) starts a goroutine for its caller. */
export function isSpawnHelper(declaredFunction: string): boolean {
  return spawnHelpers.has(declaredFunction);
}

/** Where a group of goroutines is waited for, by the method that starts its members; sources as above. */
export const waitOfStarter: ReadonlyMap<string, string> = new Map([
  ['golang.org/x/sync/errgroup.(*Group).Go', 'golang.org/x/sync/errgroup.(*Group).Wait'],
  ['golang.org/x/sync/errgroup.(*Group).TryGo', 'golang.org/x/sync/errgroup.(*Group).Wait'],
  ['sync.(*WaitGroup).Go', 'sync.(*WaitGroup).Wait'],
  ['github.com/sourcegraph/conc.(*WaitGroup).Go', 'github.com/sourcegraph/conc.(*WaitGroup).Wait'],
]);

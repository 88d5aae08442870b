// Reads one line of `go test -json` (cmd/test2json, Go 1.10–1.27; 1.27 adds "OutputType"):
//   {"Time":"…","Action":"output","Package":"example.org/p","Test":"TestX","Output":"panic: boom\n"}

export interface TestEvent {
  readonly action: string;
  /** Package, or the import path of a build event. */
  readonly package: string;
  readonly test?: string;
  readonly elapsed?: number;
  readonly output?: string;
}

const actions = new Set([
  'start',
  'run',
  'pause',
  'cont',
  'pass',
  'bench',
  'fail',
  'output',
  'skip',
  'attr',
  'artifacts',
  'build-output',
  'build-fail',
]);

/** The event that a JSON object is; undefined when it is something else. */
export function readTestEvent(value: Readonly<Record<string, unknown>>): TestEvent | undefined {
  const { Action, Package, ImportPath, Test, Elapsed, Output } = value;
  if (typeof Action !== 'string' || !actions.has(Action)) return undefined;
  const name = typeof Package === 'string' ? Package : typeof ImportPath === 'string' ? ImportPath : '';
  if (name === '' && typeof Output !== 'string' && typeof Test !== 'string') return undefined;
  return {
    action: Action,
    package: name,
    ...(typeof Test === 'string' && Test !== '' ? { test: Test } : {}),
    ...(typeof Elapsed === 'number' ? { elapsed: Elapsed } : {}),
    ...(typeof Output === 'string' ? { output: Output } : {}),
  };
}

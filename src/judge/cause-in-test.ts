// What a report of goleak asks for where nothing leaks: one for the process is left out, a client is closed by its test.
import { isPackageInit } from '../analyse/runtime/creators.ts';
import type { EpochFacts, GroupFacts } from '../analyse/runtime/facts.ts';
import { isStandardFunction, packageOf } from '../knowledge/standard-library.ts';
import type { Frame } from '../model/stack.ts';
import type { Evidence } from '../model/verdict.ts';
import type { NamedCause } from './name-cause.ts';

/** More of one kind at the end of a test are made over and over, in the test or by what it tests. */
const fewInTest = 3;

/** Things that are made and not given back: of a few in a test the test itself is to blame. */
const things = /^RS(005|006|011)$/;

/** The cause of what goleak found in a test; that of the rules where it found what they mean. */
export function causeInTest(
  { group, signatures, proven }: GroupFacts,
  evidence: readonly Evidence[],
  { newest }: EpochFacts,
  cause: NamedCause,
): NamedCause {
  if (!newest.limits.includes('filtered') || proven > 0 || group.count > fewInTest) return cause;
  if (!evidence.some((e) => e.kind === 'test-leak')) return cause;
  const { createdBy, frames } = group.stack;
  const known = signatures.find((s) => s.per === 'process');
  if (group.count === 1 && isPackageInit(createdBy?.function))
    return oneForTheProcess(frames, `${createdBy?.function} started it when its package was initialised.`);
  if (group.count === 1 && known) return oneForTheProcess(frames, `${known.library}: ${known.meaning}`);
  return things.test(cause.id) && cause.fix === undefined ? notClosedByTest(cause, frames) : cause;
}

function oneForTheProcess(frames: readonly Frame[], whence: string): NamedCause {
  const option = ignoreOption(frames);
  return {
    id: 'GL016',
    score: 93,
    title: 'started once for the process, not by a test',
    explanation: `${whence} It runs until the process ends, and the test that goleak looked at did not leave it behind: nothing has leaked.`,
    search: option,
    fix: {
      summary: 'Tell goleak to leave it out.',
      steps: [
        `Give ${option} to VerifyNone or VerifyTestMain.`,
        'Or take `opts := goleak.IgnoreCurrent()` at the beginning of the test: it leaves out what runs by then.',
        'If the package is not needed, the import that brings it in can go: `go mod why` names it.',
      ],
    },
  };
}

function notClosedByTest(cause: NamedCause, frames: readonly Frame[]): NamedCause {
  return {
    ...cause,
    title: 'the test does not close what it opened',
    search: `calls of ${packageOf(frames.at(-1)?.function ?? '')} in the test and in what it tests`,
    fix: {
      summary: 'Close it before goleak looks.',
      steps: [
        'Call its Close, Stop or Shutdown in the test, with defer below `defer goleak.VerifyNone(t)`: deferred calls run last to first. t.Cleanup runs behind them, so it is too late.',
        'If the code under test opened it, give that code a Close and call it.',
        `Where the library has no way to end it: ${ignoreOption(frames)}.`,
      ],
    },
  };
}

/** uber-go/goleak options.go@v1.3.0: names as the dump spells them, dots in the last path element escaped. */
function ignoreOption(frames: readonly Frame[]): string {
  const spelled = (name: string) => name.replace(/^(gopkg\.in\/.+?)\.v(\d+)\./, '$1%2ev$2.');
  const top = frames[0]?.function ?? '';
  return isStandardFunction(top)
    ? `goleak.IgnoreAnyFunction("${spelled(frames.at(-1)?.function ?? '')}")`
    : `goleak.IgnoreTopFunction("${spelled(top)}")`;
}

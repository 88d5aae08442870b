// What each kind of crash means in one sentence, and what to do about it.
import type { Crash, CrashKind } from '../model/crash.ts';
import type { Group } from '../model/group.ts';
import type { CrashPage } from '../model/run-result.ts';

const meanings: Readonly<Record<CrashKind, string>> = {
  panic: 'A panic that nobody recovered ended the process.',
  'fatal-error': 'The runtime ended the process; a fatal error cannot be recovered.',
  deadlock: 'Every goroutine was blocked and no timer or input was pending, so the runtime ended the process.',
  'synctest-deadlock':
    'Every goroutine of the synctest bubble was durably blocked, or the bubble ended with goroutines left.',
  'concurrent-map':
    'Two goroutines used one map at the same time, one of them writing; the runtime ends the process, recover does not help.',
  'out-of-memory':
    'The runtime could get no more memory from the system; the goroutine shown is the one that asked last, not always the one that filled it.',
  'stack-overflow': 'One goroutine recursed until its stack passed the limit (1 GB on 64-bit).',
  signal: 'A signal ended the process.',
  quit: 'Somebody sent SIGQUIT to see all goroutines; nothing failed by itself.',
  'test-timeout': 'The test binary ran longer than its time limit.',
  'http-panic': 'A handler panicked; net/http recovered it, closed the connection, and the process lives on.',
  race: 'The race detector saw two goroutines use one place in memory without order.',
};

const byMessage: readonly (readonly [RegExp, string])[] = [
  [/nil pointer dereference/, 'A nil pointer was used.'],
  [/index out of range/, 'An index lay outside its slice, array or string.'],
  [/slice bounds out of range/, 'A slice expression lay outside its operand.'],
  [/assignment to entry in nil map/, 'A nil map was written to; it must be made first.'],
  [
    /send on closed channel/,
    'A value was sent on a closed channel: the receiver, or a second owner, closed it while a sender was left.',
  ],
  [/close of closed channel/, 'A channel was closed twice: two goroutines think that they own it.'],
  [/negative WaitGroup counter/, 'Done was called more often than Add.'],
  [/unlock of unlocked|RUnlock of unlocked/, 'A mutex was unlocked that nobody held.'],
  [/interface conversion/, 'A type assertion without `, ok` met another type.'],
  [/integer divide by zero/, 'An integer was divided by zero.'],
];

/** One or two sentences on what happened. */
export function meaningOf(crash: Crash): string {
  const text = [crash.message, ...(crash.panics ?? []).map((p) => p.value)].join('\n');
  const what = byMessage.find(([pattern]) => pattern.test(text))?.[1];
  if (isRecovered(crash)) return 'A deferred function recovered the panic and logged its stack; the process lives on.';
  if (what === undefined) return meanings[crash.kind];
  // What was recovered did not end the process.
  return crash.kind === 'http-panic' ? `${what} ${meanings['http-panic']}` : what;
}

/** The message of a panic of which only the stack was logged, by a handler that recovered it. */
export const recoveredMessage = 'a recovered panic; its value stands in the log line before the stack';

function isRecovered(crash: Crash): boolean {
  return crash.message === recoveredMessage;
}

interface AdviceContext {
  readonly chain: CrashPage['chain'];
  readonly groups: readonly Group[];
  readonly ownPackages: ReadonlySet<string>;
}

/** At most four things to do, most useful first. */
export function adviceFor(crash: Crash, { chain, groups }: AdviceContext): string[] {
  const failure = chain.find((c) => c.role === 'failure')?.frame;
  const at = failure
    ? `${failure.function}${failure.file ? ` (${failure.file.split('/').at(-1)}:${failure.line})` : ''}`
    : undefined;
  const advice: string[] = [];
  switch (crash.kind) {
    case 'panic':
    case 'http-panic':
      if (at) advice.push(`look at ${at}: that is where it failed`);
      if ((crash.panics?.length ?? 0) > 1)
        advice.push('read the first panic: the later ones came from deferred functions while it unwound');
      if (groups.length <= 1 && crash.kind === 'panic' && !isRecovered(crash))
        advice.push('set GOTRACEBACK=all to see the other goroutines next time');
      break;
    case 'concurrent-map': {
      const sites = [
        ...new Set(
          groups
            .filter((g) => g.status === 'running' || g.status === 'runnable')
            .flatMap((g) => (g.userSite ? [g.userSite.function] : [])),
        ),
      ];
      if (sites.length > 0)
        advice.push(
          `guard the map with a mutex where ${sites.slice(0, 3).join(' and ')} ${sites.length > 1 ? 'use' : 'uses'} it, or make it a sync.Map`,
        );
      advice.push('run the tests with -race: it names both sides');
      break;
    }
    case 'deadlock':
    case 'synctest-deadlock':
      advice.push('see the findings: each names what it waits for and who should have woken it');
      break;
    case 'test-timeout':
      if (crash.runningTests?.length)
        advice.push(`${crash.runningTests.map((t) => t.name).join(', ')} did not end; see what it waits for below`);
      advice.push('goroutines that the tests left behind are among the findings');
      break;
    case 'out-of-memory': {
      const most = [...groups].sort((a, b) => b.count - a.count)[0];
      if (most && most.count >= 100)
        advice.push(
          `${most.count} goroutines stand at ${most.parkSite?.function ?? 'one place'}: each holds at least 2 KiB of stack and what it refers to`,
        );
      advice.push('take a heap profile before it happens again: /debug/pprof/heap');
      break;
    }
    case 'stack-overflow': {
      const repeated = repeatedFunction(chain);
      if (repeated) advice.push(`${repeated} calls itself; give the recursion an end`);
      break;
    }
    case 'signal':
      if (at) advice.push(`look at ${at}; when the failing frame is C code, the fault is on the C side`);
      break;
    case 'quit':
      advice.push('see the findings; a second SIGQUIT some minutes later shows which goroutines are the same');
      break;
    default:
  }
  return advice.slice(0, 4);
}

function repeatedFunction(chain: CrashPage['chain']): string | undefined {
  const counts = new Map<string, number>();
  for (const { frame } of chain) counts.set(frame.function, (counts.get(frame.function) ?? 0) + 1);
  return [...counts].filter(([, n]) => n > 3).sort((a, b) => b[1] - a[1])[0]?.[0];
}

// Runs the dump scanner over a text and collects what it gives; fails when the order of its calls breaks the contract.
import type { ParsedGoroutine } from '../../src/decode/dump/parsed.ts';
import { DumpScanner } from '../../src/decode/dump/scan-dump.ts';
import type { Crash, RaceReport, TestOutcome } from '../../src/model/crash.ts';
import type { Problem } from '../../src/model/problem.ts';
import type { SnapshotLimit } from '../../src/model/snapshot.ts';

export interface CollectedDump {
  readonly line: number;
  readonly limits: SnapshotLimit[];
  readonly goroutines: ParsedGoroutine[];
}

export interface CollectedText {
  readonly dumps: CollectedDump[];
  readonly crashes: Crash[];
  readonly races: RaceReport[];
  readonly tests: TestOutcome[];
  readonly problems: Problem[];
}

/** Everything in `text`; a last line without line break counts as cut. */
export function collectDump(text: string): CollectedText {
  const found: CollectedText = { dumps: [], crashes: [], races: [], tests: [], problems: [] };
  let open: CollectedDump | undefined;
  const scanner = new DumpScanner({
    beginDump(line, hint) {
      if (open) throw new Error(`line ${line}: a dump begins inside a dump`);
      open = { line, limits: [...(hint?.limits ?? [])], goroutines: [] };
      found.dumps.push(open);
    },
    goroutine(goroutine) {
      if (!open) throw new Error(`line ${goroutine.line}: a goroutine outside of a dump`);
      if (goroutine.firstArguments.length !== goroutine.stack.frames.length)
        throw new Error('words differ from frames');
      open.goroutines.push(goroutine);
    },
    endDump(limits) {
      if (!open) throw new Error('a dump ends that never began');
      for (const limit of limits ?? []) if (!open.limits.includes(limit)) open.limits.push(limit);
      open = undefined;
    },
    crash: (crash) => void found.crashes.push(crash),
    race: (race) => void found.races.push(race),
    test: (test) => void found.tests.push(test),
    problem: (problem) => void found.problems.push(problem),
  });
  const lines = text.split('\n');
  const cut = lines.at(-1) !== '';
  if (!cut) lines.pop();
  for (let i = 0; i < lines.length; i++) scanner.line(lines[i], i + 1);
  scanner.end(cut);
  if (open) throw new Error('a dump was left open');
  return found;
}

/** One goroutine in one line, e.g. `7 waiting chan receive 2m | main.f a.go:3 > main.g b.go:9 | by main.main c.go:1 #1`. */
export function goroutineLine(goroutine: ParsedGoroutine): string {
  const { state, stack } = goroutine;
  const at = (frame: { function: string; file?: string; line?: number }): string =>
    `${frame.function} ${frame.file === undefined ? '-' : `${frame.file}:${frame.line}`}`;
  const marks = [
    state.leaked && 'leaked',
    state.lockedToThread && 'locked',
    state.durable && 'durable',
    state.scan && 'scan',
    state.bubble !== undefined && `bubble ${state.bubble}`,
    state.unknownWords && `unknown ${state.unknownWords.join('/')}`,
    goroutine.minutes > 0 && `${goroutine.minutes}m`,
    goroutine.labels && JSON.stringify(goroutine.labels),
    stack.elidedAt !== undefined && `elided@${stack.elidedAt}`,
    stack.unavailable && 'unavailable',
    goroutine.incomplete && 'incomplete',
  ].filter(Boolean);
  const frames = stack.frames.length > 8 ? [...stack.frames.slice(0, 4), ...stack.frames.slice(-3)] : stack.frames;
  const head = [goroutine.id, state.status, state.waitReason, ...marks].filter((word) => word !== '').join(' ');
  const creator = goroutine.creator > 0 ? ` #${goroutine.creator}` : '';
  const by = stack.createdBy ? ` | by ${at(stack.createdBy)}${creator}` : '';
  return `${head} | ${stack.frames.length}: ${frames.map(at).join(' > ')}${by}`;
}

/** What goldens hold: goroutines as lines, the rest as it is. */
export function collectedSummary(found: CollectedText): unknown {
  return {
    ...(found.crashes.length > 0 ? { crashes: found.crashes } : {}),
    ...(found.races.length > 0 ? { races: found.races } : {}),
    ...(found.tests.length > 0 ? { tests: found.tests } : {}),
    ...(found.problems.length > 0 ? { problems: found.problems } : {}),
    dumps: found.dumps.map((dump) => ({
      line: dump.line,
      limits: dump.limits,
      goroutines: dump.goroutines.map((goroutine) => `${goroutine.line}: ${goroutineLine(goroutine)}`),
    })),
  };
}

// One JSON object a line, each with its `type`: for inputs of any size. `run` comes first, `end` last.
import type { RunResult } from '../model/run-result.ts';
import { runShape } from './key-order.ts';
import { writeJson } from './render-json.ts';

const { parts } = runShape;
type Typed = Readonly<Record<string, unknown>>;

function* lines(type: string, items: readonly object[] | undefined, keys: readonly string[]): Generator<string> {
  for (const item of items ?? []) yield `${writeJson({ type, ...item }, { keys: ['type', ...keys] })}\n`;
}

/** Lines with their newline: run, source, target, problem, crash, race, finding, group, end. */
export function* renderNdjson(result: RunResult): Generator<string> {
  const { schema, tool, verdict, limits, exitCode, notVisible, next, ignored } = result;
  const run: Typed = { type: 'run', schema, tool, verdict, limits, exitCode, ignored };
  yield `${writeJson(run)}\n`;
  yield* lines('source', result.sources, parts.sources.keys);
  yield* lines('target', result.targets, parts.targets.keys);
  yield* lines('problem', result.problems, parts.problems.keys);
  yield* lines('crash', result.crashes, parts.crashes.keys);
  yield* lines('race', result.races, []);
  yield* lines('finding', result.findings, parts.findings.keys);
  yield* lines('group', result.groups, parts.groups.keys);
  const end: Typed = {
    type: 'end',
    verdict,
    exitCode,
    findings: result.findings.length,
    groups: result.groups?.length,
    problems: result.problems.length,
    notVisible,
    next,
  };
  yield `${writeJson(end)}\n`;
}

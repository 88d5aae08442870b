// Runs `show` on sources of any kind: groups, goroutines, folded stacks, flame pictures.
import { writeFileSync } from 'node:fs';
import { parseWhere, WhereError } from '../../analyse/runtime/where.ts';
import type { GroupBy, ShowResult } from '../../model/show-result.ts';
import { exitCodes } from '../../pipeline/exit-code.ts';
import { runShow } from '../../pipeline/run-show.ts';
import { type GatherFlags, gather } from '../gather.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { textOptions, writeOut } from '../print-result.ts';
import { suggest } from '../suggest.ts';
import { UsageError } from '../usage-error.ts';

export interface ShowFlags extends GatherFlags {
  readonly by: string;
  readonly where?: string;
  readonly goroutines?: boolean;
  readonly flame?: string;
  readonly folded?: boolean;
  readonly mainModule?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** Returns the exit code; throws `UsageError`. */
export async function runShowCommand(sources: readonly string[], flags: ShowFlags): Promise<number> {
  const by = readBy(flags.by);
  const where = flags.where === undefined ? undefined : { text: flags.where, test: readWhere(flags.where) };
  if (flags.flame !== undefined && !/\.(svg|html?)$/.test(flags.flame))
    throw new UsageError(`--flame ${flags.flame}: the name ends in .svg or .html`);
  const interrupt = listenForInterrupt();
  try {
    const gathered = await gather(sources, { ...flags, leakGc: false }, interrupt.signal);
    const result = runShow(gathered.decoded, {
      by,
      where,
      goroutines: flags.goroutines === true,
      mainModule: flags.mainModule,
      problems: gathered.problems,
      limits: gathered.limits,
    });
    if (flags.flame !== undefined) await writeFlame(flags.flame, result);
    await writeOut(await render(result, flags));
    return gathered.interrupted ? exitCodes.interrupted : result.exitCode;
  } finally {
    interrupt.release();
  }
}

function readBy(text: string): GroupBy {
  const kinds = ['stack', 'park', 'birth'];
  if (kinds.includes(text) || /^label:./.test(text)) return text as GroupBy;
  throw new UsageError(`--by ${text} is not known${suggest(text, kinds)}; it is one of stack, park, birth, label:KEY`);
}

function readWhere(text: string) {
  try {
    return parseWhere(text);
  } catch (error) {
    if (error instanceof WhereError) throw new UsageError(`--where: ${error.message}`);
    throw error;
  }
}

async function render(result: ShowResult, flags: ShowFlags): Promise<string> {
  if (flags.folded) {
    const { renderFolded } = await import('../../report/render-folded.ts');
    return renderFolded(result.groups);
  }
  const { renderShow, renderShowJson } = await import('../../report/render-show.ts');
  return flags.json ? renderShowJson(result) : renderShow(result, textOptions({ verbose: flags.verbose }));
}

async function writeFlame(file: string, result: ShowResult): Promise<void> {
  const [{ renderFlameHtml, renderFlameSvg }, { flameInputOf }] = await Promise.all([
    import('../../report/render-flame.ts'),
    import('../../report/flame-input.ts'),
  ]);
  const input = flameInputOf(result.groups);
  const title = `${result.sources[0]?.name ?? 'goroutines'}${result.where ? ` where ${result.where}` : ''}`;
  const text = file.endsWith('.svg') ? renderFlameSvg(input, { title }) : renderFlameHtml(input, { title });
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${(error as Error).message}`);
  }
}

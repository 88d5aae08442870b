// Runs `lint` on Go source and prints the result.
import { resolve } from 'node:path';
import { Disk } from '../../collect/source/disk.ts';
import { collectGoEnvironment } from '../../collect/source/go-environment.ts';
import { openStubIndex } from '../../collect/source/standard-stubs.ts';
import { sourceRules } from '../../judge/rules/source-registry.ts';
import type { SourceRule } from '../../judge/source/source-rule.ts';
import { causeOf } from '../../knowledge/causes.ts';
import { type SourceLevel, sourceLevels } from '../../model/source-package.ts';
import { exitCodes, type FailOn } from '../../pipeline/exit-code.ts';
import { runLint } from '../../pipeline/run-lint.ts';
import { shownPath } from '../../pipeline/source/match-packages.ts';
import { seeInDumps } from '../../pipeline/source/see-in-dumps.ts';
import { SourceJoin } from '../../pipeline/source/source-join.ts';
import { SourceTree } from '../../pipeline/source/source-tree.ts';
import { plural } from '../../report/words.ts';
import { applyFixes } from '../apply-fixes.ts';
import { readChangedLines } from '../changed-lines.ts';
import { gather } from '../gather.ts';
import { HeapGrowth } from '../heap-growth.ts';
import { findIgnoreFile, readIgnoreFile } from '../ignore-file.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { readBaseline, writeBaseline } from '../lint-baseline.ts';
import { openLintCache } from '../lint-cache.ts';
import { planLintOutput } from '../lint-output.ts';
import { newLintPool } from '../lint-pool.ts';
import type { OutputFlags } from '../output.ts';
import { newProgress } from '../progress.ts';
import { moduleFolderOf } from '../source-join.ts';
import { suggest } from '../suggest.ts';
import { UsageError } from '../usage-error.ts';

export interface LintFlags extends OutputFlags {
  readonly level: string;
  readonly failOn: string;
  readonly rules?: string;
  readonly trial?: boolean;
  readonly tags?: string;
  readonly tests: string;
  readonly go?: string;
  readonly stdinFilename?: string;
  readonly stats?: boolean;
  readonly with?: readonly string[];
  readonly fix?: boolean | string;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly newFrom?: string;
  readonly ignoreFile?: string;
  readonly ignore?: boolean;
  readonly cache?: boolean;
  readonly quiet?: boolean;
}

/** Returns the exit code; throws `UsageError`. */
export async function runLintCommand(args: readonly string[], flags: LintFlags): Promise<number> {
  const level = readLevel(flags.level, '--level');
  const failOn: FailOn = readLevel(flags.failOn, '--fail-on');
  if (flags.tests !== 'true' && flags.tests !== 'false') throw new UsageError('--tests is true or false');
  if (flags.go !== undefined && !/^(go)?1\.\d+(\.\d+)?$/.test(flags.go))
    throw new UsageError(`--go ${flags.go} is no version of Go; write 1.22`);
  const { rules, off } = chooseRules(flags.rules, flags.trial === true);
  const write = planLintOutput(flags);
  const cwd = process.cwd();
  const overlay = new Map<string, Uint8Array>();
  // `--fix ./...`: the word behind --fix is a pattern unless it is `all`.
  const words = typeof flags.fix === 'string' && flags.fix !== 'all' ? [flags.fix, ...args] : args;
  let patterns = words.length === 0 ? ['./...'] : [...words];
  let onlyFiles: ReadonlySet<string> | undefined;
  if (flags.stdinFilename !== undefined) {
    if (words.some((a) => a !== '-')) throw new UsageError('--stdin-filename names the one file that is linted');
    if (flags.fix !== undefined) throw new UsageError('--fix writes files; it cannot change standard input');
    overlay.set(resolve(cwd, flags.stdinFilename), await readStdin());
    patterns = [flags.stdinFilename];
    onlyFiles = new Set([shownPath(cwd, resolve(cwd, flags.stdinFilename))]);
  } else if (args.includes('-')) throw new UsageError('standard input needs --stdin-filename FILE');
  const goVersion = flags.go?.replace(/^go/, '');
  const ignoreFile = flags.ignore === false ? undefined : (flags.ignoreFile ?? findIgnoreFile(cwd));
  const ignores = ignoreFile === undefined ? undefined : await readIgnoreFile(ignoreFile, Date.now());
  const baseline =
    flags.baseline === undefined || flags.writeBaseline !== undefined ? undefined : readBaseline(flags.baseline);
  const changed = flags.newFrom === undefined ? undefined : readChangedLines(cwd, flags.newFrom);
  const interrupt = listenForInterrupt();
  const progress = newProgress(flags.quiet === true);
  const dumps =
    flags.with === undefined ? undefined : await gather(flags.with, { quiet: flags.quiet }, interrupt.signal);
  const heap = new HeapGrowth();
  const lintOnce = async () => {
    const disk = new Disk(overlay);
    const env = collectGoEnvironment(process.env, { platform: process.platform, arch: process.arch });
    const treeOptions = {
      cwd,
      tags: (flags.tags ?? '').split(/[,\s]+/).filter((t) => t !== ''),
      tests: flags.tests === 'true',
      goVersion,
    };
    const shared = { env, tree: treeOptions, rules: rules.map((rule) => rule.id) };
    // An editor's buffer is in no other thread and worth no result on the disk.
    const isOnDisk = overlay.size === 0;
    const cache =
      isOnDisk && flags.cache !== false
        ? openLintCache(process.env, disk, { ...shared, patterns }, Date.now())
        : undefined;
    const tree = new SourceTree({ ...treeOptions, disk, env, stubs: openStubIndex(), outlines: cache?.outlines });
    const join = dumps && new SourceJoin(tree, moduleFolderOf(cwd, patterns), { rules, now: Date.now() });
    return runLint(tree, {
      patterns,
      join: join && ((found) => seeInDumps(found, dumps.decoded, join)),
      rules,
      rulesOff: off,
      pool: isOnDisk ? newLintPool(shared, undefined, heap) : undefined,
      cache: cache?.of,
      failOn,
      level,
      goVersion,
      tests: flags.tests === 'true',
      stats: flags.stats === true,
      onlyFiles,
      ignores: ignores?.rules,
      problems: [...(ignores?.problems ?? []), ...(dumps?.problems ?? [])],
      baseline,
      isNew: changed && ((f) => changed.has(resolve(cwd, f.location.file), f.location.line)),
      now: Date.now(),
      clock: () => performance.now(),
      stopped: () => interrupt.signal.aborted,
      onProgress(done, total) {
        heap.look();
        progress.show(`lint  ${done} of ${total} packages`);
      },
    });
  };
  try {
    let run = await lintOnce();
    if (flags.fix !== undefined && flags.fix !== false) {
      const applied = applyFixes(run.reported, flags.fix === 'all', cwd);
      if (applied.findings > 0) run = await lintOnce();
      const left = applied.left > 0 ? `, ${applied.left} left out because they meet others: run it again` : '';
      process.stderr.write(
        `fixed ${plural(applied.findings, 'finding')} in ${plural(applied.files.length, 'file')}${left}\n`,
      );
    }
    progress.clear();
    if (flags.writeBaseline !== undefined) {
      writeBaseline(flags.writeBaseline, run.all);
      process.stderr.write(`${flags.writeBaseline}: ${plural(run.all.length, 'finding')}\n`);
      return exitCodes.ok;
    }
    await write(run.result);
    return run.result.exitCode;
  } finally {
    heap.putBack();
    progress.clear();
    interrupt.release();
  }
}

function readLevel(word: string, flag: string): SourceLevel {
  if (!(sourceLevels as readonly string[]).includes(word))
    throw new UsageError(`${flag} ${word} is none of ${sourceLevels.join(', ')}`);
  return word as SourceLevel;
}

/** The rules that run, and why the others do not. */
function chooseRules(
  list: string | undefined,
  trial: boolean,
): { rules: readonly SourceRule[]; off: { rule: string; reason: string }[] } {
  const only = new Set<string>();
  const without = new Set<string>();
  for (const word of (list ?? '').split(/[,\s]+/).filter((w) => w !== '')) {
    const name = word.replace(/^-/, '');
    const id = causeOf(name)?.id;
    if (id === undefined)
      throw new UsageError(
        `--rules: ${name} is no rule${suggest(
          name,
          sourceRules.map((r) => r.id),
        )}`,
      );
    if (!sourceRules.some((r) => r.id === id)) throw new UsageError(`--rules: ${id} has no rule over source`);
    (word.startsWith('-') ? without : only).add(id);
  }
  const off: { rule: string; reason: string }[] = [];
  const rules = sourceRules.filter(({ id, stage }) => {
    const reason =
      without.has(id) || (only.size > 0 && !only.has(id))
        ? '--rules leaves it out'
        : stage === 'trial' && !trial && !only.has(id)
          ? 'on trial'
          : undefined;
    if (reason !== undefined) off.push({ rule: id, reason });
    return reason === undefined;
  });
  return { rules, off };
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

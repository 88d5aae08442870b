// The join of a dump with Go source (DESIGN §12): frames → folders by go.mod, go.work, vendor, module cache or GOPATH;
// function by name; operation by line and primitive; then what the rules say of that package.
import { sep } from 'node:path';
import { derivePackageFacts } from '../../analyse/source/derive-package-facts.ts';
import { functionsOfFrame, isAtLine, type MatchedFrame, matchFrame } from '../../analyse/source/match-frame.ts';
import type { PackageFacts } from '../../analyse/source/package-facts.ts';
import { Program } from '../../analyse/source/program.ts';
import { applySuppressions } from '../../judge/source/apply-suppressions.ts';
import { judgePackage, makeLintFindings, type Reported } from '../../judge/source/judge-source.ts';
import type { SourceRule } from '../../judge/source/source-rule.ts';
import { evidenceOf, type SourceMatch } from '../../judge/source-match.ts';
import { isStandardFunction, packageOf } from '../../knowledge/standard-library.ts';
import type { LintFinding } from '../../model/lint-result.ts';
import type { Primitive } from '../../model/primitive.ts';
import type { Problem } from '../../model/problem.ts';
import type { SourcePackage } from '../../model/source-package.ts';
import type { Frame } from '../../model/stack.ts';
import { dropBrokenDiffs } from './check-fixes.ts';
import { type SourceTree, timersNeedStop } from './source-tree.ts';

/** A finding with all places by which a goroutine can be recognised. */
export interface JoinedFinding {
  readonly finding: LintFinding;
  readonly from: Reported;
}

export interface SourceJoinOptions {
  readonly rules: readonly SourceRule[];
  /** ms since 1970, for suppressions that expire. */
  readonly now: number;
}

/** Everything is loaded when a frame first needs it. */
export class SourceJoin {
  readonly problems: Problem[] = [];
  readonly #tree: SourceTree;
  readonly #folder: string;
  readonly #options: SourceJoinOptions;
  readonly #program: Program;
  readonly #facts = new Map<SourcePackage, PackageFacts>();
  readonly #findings = new Map<SourcePackage, readonly JoinedFinding[]>();
  readonly #matches = new Map<string, MatchedFrame | undefined>();
  #mains: readonly string[] | undefined;

  /** `folder`: absolute, in the module whose program was dumped. */
  constructor(tree: SourceTree, folder: string, options: SourceJoinOptions) {
    this.#tree = tree;
    this.#folder = folder;
    this.#options = options;
    this.#program = new Program(tree.find);
  }

  /** What the source says of a group that blocks at `site` and was started at `birth`. */
  match(site: Frame | undefined, birth: Frame | undefined, primitive: Primitive): SourceMatch | undefined {
    const at = site && this.locate(site, primitive);
    const evidence = [];
    let finding: LintFinding | undefined;
    if (at) {
      const here = this.findingsOf(at.function.package).filter((f) => blocksAt(f, at));
      for (const f of here) evidence.push(evidenceOf(f.finding, 'at'));
      finding = here.map((f) => f.finding).sort((a, b) => (a.level < b.level ? -1 : 1))[0];
    }
    const born = birth?.line === undefined ? undefined : this.#packageOf(birth);
    if (birth?.line !== undefined && born)
      for (const f of this.findingsOf(born))
        if (f.finding !== finding && isBornAt(f, birth, this.#factsOf(born)))
          evidence.push(evidenceOf(f.finding, 'born'));
    return evidence.length === 0 ? undefined : { evidence, finding };
  }

  /** The operation at which a frame stands; a frame of this source that fits none becomes a problem `source/mismatch`. */
  locate(frame: Frame, primitive: Primitive): MatchedFrame | undefined {
    const key = `${frame.function}\0${frame.file}\0${frame.line}\0${primitive}`;
    if (this.#matches.has(key)) return this.#matches.get(key);
    const pkg = this.#packageOf(frame);
    const facts = pkg && this.#factsOf(pkg);
    const matched = facts && matchFrame(facts, frame, primitive);
    this.#matches.set(key, matched);
    if (facts && !matched && canBeSeen(primitive))
      this.#mismatch(frame, `${frame.function} has no ${primitive} at line ${frame.line ?? '?'}`);
    return matched;
  }

  /** Findings of a package that no comment switches off, notes left out: a guess is no evidence. */
  findingsOf(pkg: SourcePackage): readonly JoinedFinding[] {
    let found = this.#findings.get(pkg);
    if (found) return found;
    // A dependency is judged as well here: a goroutine stands in it.
    const world = this.#tree.worlds[0];
    const context = {
      mainGoVersion: world?.main[0]?.go ?? '',
      timersNeedStop: world?.main.some((m) => timersNeedStop(m.go, world.godebug)) ?? false,
      clock: () => 0,
    };
    const reported = judgePackage(this.#factsOf(pkg), this.#options.rules, context, new Map(), this.problems);
    const made = dropBrokenDiffs(this.#tree.decoder, makeLintFindings(reported));
    const { kept } = applySuppressions(
      made.map((m) => m.finding),
      pkg.files,
      new Set(),
      this.#options.now,
    );
    const left = new Set(kept);
    found = made.filter((m) => left.has(m.finding) && m.finding.level !== 'note');
    this.#findings.set(pkg, found);
    return found;
  }

  #factsOf(pkg: SourcePackage): PackageFacts {
    let facts = this.#facts.get(pkg);
    if (!facts) this.#facts.set(pkg, (facts = derivePackageFacts(this.#program, pkg)));
    return facts;
  }

  /** The package of a frame, if its source is at hand and of the version that the path names. */
  #packageOf(frame: Frame): SourcePackage | undefined {
    if (isStandardFunction(frame.function)) return undefined;
    const path = packageOf(frame.function);
    if (path === '') return undefined;
    const folder = path === 'main' ? this.#mainFolder(frame) : this.#folderOf(path.replace(/_test$/, ''), frame);
    if (folder === undefined) return undefined;
    const all = this.#tree.loadFolder(folder);
    return all.find((p) => (path === 'main' ? p.name === 'main' : p.path === path)) ?? all[0];
  }

  #folderOf(path: string, frame: Frame): string | undefined {
    const found = this.#tree.worldOf(this.#folder).resolve(path, this.#folder);
    if (!found) return undefined;
    const built = /@(v\d[^/\\]*)[/\\]/.exec(frame.file ?? '')?.[1];
    const own = found.module?.version ?? '';
    if (built !== undefined && own !== '' && built !== own) {
      this.#mismatch(frame, `the program was built with ${found.module?.path} ${built}, the source here is ${own}`);
      return undefined;
    }
    return found.folder;
  }

  /** Package main has no path in its symbols: with -trimpath the file names it, else the folder whose path ends most alike. */
  #mainFolder(frame: Frame): string | undefined {
    if (frame.file === undefined) return undefined;
    const parts = frame.file.split(/[/\\]/).slice(0, -1);
    const name = frame.file.split(/[/\\]/).at(-1) ?? '';
    const world = this.#tree.worldOf(this.#folder);
    const trimmed = parts.join('/').replace(/@v\d[^/]*/, '');
    if (!frame.file.startsWith('/') && !/^[A-Za-z]:/.test(frame.file)) {
      const found = world.resolve(trimmed, this.#folder);
      if (found) return found.folder;
    }
    this.#mains ??= this.#tree.match([`${this.#folder}${sep}...`]).folders.map((f) => f.folder);
    let best: { folder: string; alike: number } | undefined;
    let tied = false;
    for (const folder of this.#mains) {
      if (!this.#tree.hasFile(folder, name)) continue;
      const own = folder.split(sep);
      let alike = 0;
      while (alike < Math.min(own.length, parts.length) && own.at(-1 - alike) === parts.at(-1 - alike)) alike++;
      if (!best || alike > best.alike) {
        best = { folder, alike };
        tied = false;
      } else if (alike === best.alike) tied = true;
    }
    return tied ? undefined : best?.folder;
  }

  #mismatch(frame: Frame, message: string): void {
    this.problems.push({
      code: 'source/mismatch',
      message: `${message}; the source is not used as evidence there`,
      ...(frame.file === undefined ? {} : { source: frame.file }),
      ...(frame.line === undefined ? {} : { line: frame.line }),
    });
  }
}

/** What stands in source as an operation; the others (IO, system calls, running) do not. */
function canBeSeen(primitive: Primitive): boolean {
  return primitive.startsWith('chan') || primitive.startsWith('select') || primitive.startsWith('sync.');
}

/** Whether a finding speaks of the operation at which a goroutine stands. */
export function blocksAt({ from }: JoinedFinding, at: MatchedFrame): boolean {
  const { finding } = from;
  const places = finding.blocksAt ?? [finding];
  return places.some(({ file, node }) => file === at.file && overlaps(file.tree.size, node, at.node));
}

function overlaps(size: Int32Array, a: number, b: number): boolean {
  return (a <= b && b < a + size[a]) || (b <= a && a < b + size[b]);
}

/** Whether a finding speaks of the `go` statement that started a goroutine. */
function isBornAt({ from }: JoinedFinding, birth: Frame, facts: PackageFacts): boolean {
  const places = from.finding.bornAt ?? [];
  if (places.length === 0 || birth.line === undefined) return false;
  const functions = functionsOfFrame(facts, birth);
  return places.some(
    ({ file, node }) =>
      isAtLine(file, node, birth.line ?? 0) &&
      functions.some((fn) => fn.file === file && fn.node <= node && node < fn.node + file.tree.size[fn.node]),
  );
}

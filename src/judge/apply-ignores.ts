// Takes out of a judgement what the user said to ignore, counts it, and says where more came than was allowed.
import type { Problem } from '../model/problem.ts';
import type { Finding, GroupResult } from '../model/run-result.ts';
import type { Frame } from '../model/stack.ts';
import type { Judgement } from './judge-run.ts';
import { runVerdict } from './judge-run.ts';

/** One entry of an ignore file; everything that it names must fit. */
export interface IgnoreRule {
  /** Function of the park or user site, or `file.go:88`; `*` stands for anything; closures of a function belong to it. */
  readonly site?: string;
  /** Function that ran the `go` statement. */
  readonly birth?: string;
  /** Import path of a function of the stack's sites; `/...` at the end takes all below it. */
  readonly package?: string;
  /** Labels that the finding's goroutines share. */
  readonly label?: Readonly<Record<string, string>>;
  /** Cause id. */
  readonly rule?: string;
  readonly reason: string;
  /** More goroutines than this, over all that fits, are reported all the same. */
  readonly max?: number;
  /** `file:line` of the entry, for messages. */
  readonly place: string;
}

export interface Ignored {
  readonly judgement: Judgement;
  readonly ignored: readonly { readonly reason: string; readonly count: number }[];
}

/** The judgement without ignored findings; their groups are clean, why `ignored`. */
export function applyIgnores(judgement: Judgement, rules: readonly IgnoreRule[]): Ignored {
  const taken = new Map<Finding, IgnoreRule>();
  const ignored: { reason: string; count: number }[] = [];
  const problems: Problem[] = [...judgement.problems];
  for (const rule of rules) {
    const fitting = judgement.findings.filter((f) => !taken.has(f) && fits(f, rule));
    const count = fitting.reduce((n, f) => n + f.count, 0);
    if (fitting.length === 0) continue;
    if (rule.max !== undefined && count > rule.max) {
      problems.push({
        code: 'run/ignore-exceeded',
        message: `${count} goroutines fit the ignore entry “${rule.reason}”, which allows ${rule.max}; they are reported`,
        source: rule.place,
      });
      continue;
    }
    for (const finding of fitting) taken.set(finding, rule);
    const known = ignored.find((i) => i.reason === rule.reason);
    if (known) known.count += count;
    else ignored.push({ reason: rule.reason, count });
  }
  const findings = judgement.findings.filter((f) => !taken.has(f));
  const gone = new Set([...taken.keys()].map((f) => f.id));
  const stays = new Set(findings.map((f) => f.id));
  const groups = judgement.groups.map((group): GroupResult => {
    const own = group.findings?.filter((id) => stays.has(id)) ?? [];
    if (own.length > 0 || !group.findings?.some((id) => gone.has(id))) return group;
    return { ...group, verdict: 'clean', why: ['ignored'], findings: undefined };
  });
  const verdict = runVerdict(findings, new Set(judgement.limits));
  return { judgement: { ...judgement, findings, groups, problems, verdict }, ignored };
}

function fits(finding: Finding, rule: IgnoreRule): boolean {
  const sites = [finding.parkSite, finding.userSite].filter((f): f is Frame => f !== undefined);
  const all = finding.birthSite ? [...sites, finding.birthSite] : sites;
  if (rule.rule !== undefined && rule.rule !== finding.rule) return false;
  if (rule.site !== undefined && !sites.some((f) => fitsSite(f, rule.site as string))) return false;
  if (rule.birth !== undefined && !(finding.birthSite && fitsSite(finding.birthSite, rule.birth))) return false;
  if (rule.package !== undefined && !all.some((f) => fitsPackage(f.function, rule.package as string))) return false;
  return Object.entries(rule.label ?? {}).every(([key, value]) => {
    const own = finding.labels?.[key];
    return own !== undefined && globOf(value).test(own);
  });
}

/** Whether a `site:` names this frame: `file.go:88` by the end of its path, else its function with `*` as anything. */
export function fitsSite(frame: Frame, pattern: string): boolean {
  const place = /^(.+\.\w+):(\d+)$/.exec(pattern);
  if (place) return frame.line === Number(place[2]) && `/${frame.file ?? ''}`.endsWith(`/${place[1]}`);
  return globOf(pattern, '(?:[.-](?:func\\d|gowrap\\d|range\\d|\\d).*)?').test(frame.function);
}

/** Whether a `package:` names the package of a function; `/...` at its end takes all below. */
export function fitsPackage(functionName: string, pattern: string): boolean {
  const slash = functionName.lastIndexOf('/') + 1;
  const dot = functionName.indexOf('.', slash);
  const path = dot < 0 ? functionName : functionName.slice(0, dot);
  if (pattern.endsWith('/...')) return path === pattern.slice(0, -4) || path.startsWith(pattern.slice(0, -3));
  return globOf(pattern).test(path);
}

/** Whole-text match; only `*` is special. */
function globOf(pattern: string, tail = ''): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}${tail}$`, 's');
}

// Takes out what comments switch off, and reports on the comments themselves: PW001 without reason, PW002 expired,
// PW003 unused.
import { sha256Hex } from '../../base/sha256.ts';
import { causeOf } from '../../knowledge/causes.ts';
import type { LintFinding, LintResult } from '../../model/lint-result.ts';
import type { SourceFile, SourceLevel } from '../../model/source-package.ts';
import { textOfLine } from './source-position.ts';
import { covers, readSuppressions, type Suppression } from './suppressions.ts';

export interface Suppressed {
  readonly kept: readonly LintFinding[];
  readonly taken: LintResult['suppressed'];
  /** PW001 … PW003. */
  readonly own: readonly LintFinding[];
}

/**
 * Applies the comments of `files` to `findings`. `ran` says which rules ran: a suppression of another one is not called
 * unused. `now` in ms.
 */
export function applySuppressions(
  findings: readonly LintFinding[],
  files: readonly SourceFile[],
  ran: ReadonlySet<string>,
  now: number,
): Suppressed {
  const byFile = new Map<string, Suppression[]>();
  for (const file of files) {
    const own = readSuppressions(file);
    if (own.length > 0) byFile.set(file.path, own);
  }
  const used = new Set<Suppression>();
  const kept: LintFinding[] = [];
  const taken: LintResult['suppressed'][number][] = [];
  for (const finding of findings) {
    const fitting = (byFile.get(finding.location.file) ?? []).filter((s) =>
      covers(s, finding.rule, finding.location.line),
    );
    for (const suppression of fitting) used.add(suppression);
    const holds = fitting.find((s) => s.until === undefined || s.until > now);
    if (holds) taken.push({ rule: finding.rule, location: finding.location, by: holds.by, reason: holds.reason });
    else kept.push(finding);
  }
  const own: LintFinding[] = [];
  for (const suppressions of byFile.values())
    for (const s of suppressions) {
      if (s.by === 'nolint' || s.file.isGenerated) continue;
      const named = s.rules?.join(', ') ?? 'all rules';
      if (s.fault !== undefined || (s.reason === '' && (s.until === undefined || s.until > now)))
        own.push(aboutComment('PW001', 'suspect', s, s.fault ?? `the suppression of ${named} gives no reason`));
      else if (s.until !== undefined && s.until <= now)
        own.push(
          aboutComment(
            'PW002',
            'suspect',
            s,
            `the suppression of ${named} ended on ${dayOf(s.until)} and is not honoured any more`,
          ),
        );
      else if (!used.has(s) && (s.rules === undefined || s.rules.some((id) => ran.has(id) || !causeOf(id))))
        own.push(aboutComment('PW003', 'note', s, `nothing of ${named} is found where this suppression holds`));
    }
  return { kept, taken, own };
}

function dayOf(until: number): string {
  return new Date(until - 86_400_000).toISOString().slice(0, 10);
}

function aboutComment(id: string, level: SourceLevel, s: Suppression, message: string): LintFinding {
  const cause = causeOf(id);
  if (!cause) throw new Error(`no cause ${id}`);
  const text = textOfLine(s.file, s.line);
  const column = 1 + s.start - startOf(s);
  return {
    id: sha256Hex(`${id}\n${s.file.path}\n${text.trim()}`).slice(0, 16),
    rule: id,
    ruleName: cause.name,
    title: cause.title,
    level,
    ...(level === 'note' ? {} : { verdict: level }),
    message,
    symbol: (s.rules ?? ['*']).join(','),
    location: { file: s.file.path, line: s.line, column, endLine: s.line, endColumn: column + s.end - s.start },
    excerpt: text,
    related: [],
    cause: { id, title: cause.title, explanation: cause.explanation },
    evidence: [{ kind: 'source', class: 'supporting', for: 'leak', text: message, source: s.file.path }],
    fix: { summary: cause.fix.summary, steps: cause.fix.steps, safe: false },
  };
}

function startOf(s: Suppression): number {
  return s.file.source.lastIndexOf(10, s.start) + 1;
}

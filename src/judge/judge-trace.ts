// Facts of a trace → findings and a verdict. A trace alone gives `suspect` at most (DESIGN §11): a parked worker looks the same.
import { sha256Hex } from '../base/sha256.ts';
import { causeOf } from '../knowledge/causes.ts';
import type { Finding } from '../model/run-result.ts';
import type { Frame } from '../model/stack.ts';
import type { BlockedGroup, GrowthSite, TraceFacts } from '../model/trace-result.ts';
import type { Evidence, Verdict } from '../model/verdict.ts';
import { birthWords, isGathering, isRelay, minGathered, wakerWords } from './evidence/trace.ts';

/** Findings, most goroutines first, and what can be said of the whole. */
export function judgeTrace(
  facts: TraceFacts,
  source: string,
): { readonly verdict: Verdict; readonly findings: Finding[] } {
  const findings = facts.growth.flatMap((site) => judgeSite(site, facts, source));
  findings.sort((a, b) => b.count - a.count);
  const verdict = findings.length > 0 ? 'suspect' : facts.complete && facts.generations > 0 ? 'clean' : 'cannot-tell';
  return { verdict, findings };
}

function judgeSite(site: GrowthSite, facts: TraceFacts, source: string): Finding[] {
  const { birthSite } = site;
  if (!birthSite || !isGathering(site, facts)) return [];
  const blocked = facts.blockedAtEnd.filter(
    (g) =>
      !g.system &&
      g.function === site.function &&
      (!g.birthSite || (g.birthSite.function === birthSite.function && g.birthSite.line === birthSite.line)) &&
      !isTraffic(g),
  );
  const group = blocked[0];
  const count = Math.min(
    site.blockedAtEnd,
    blocked.reduce((n, g) => n + g.count, 0),
  );
  if (!group || count < minGathered) return [];
  const never = blocked.every((g) => g.lastWakers.length === 0);
  const evidence: Evidence = {
    kind: 'trace',
    class: 'strong',
    for: 'leak',
    text:
      `${count} are blocked when the trace ends, ${Math.min(count, site.still)} of them for long; ${birthWords(site)}` +
      (never ? '; nobody woke any of them within the trace' : '') +
      wakerWords(facts, group.stack, site.function),
    source,
    numbers: {
      created: site.created,
      ended: site.ended,
      blocked: count,
      still: site.still,
      generations: site.alive.length,
    },
  };
  const { id, ...named } = nameOf(site, group, birthSite, count);
  const cause = causeOf(id);
  const parkSite = group.site ?? group.parkSite;
  return [
    {
      id: sha256Hex(`${id}\n${parkSite?.function ?? ''}\n${birthSite.function}`).slice(0, 16),
      rule: id,
      ruleName: cause?.name ?? id,
      title: named.title,
      verdict: 'suspect',
      count,
      waitReason: reasonOf(group),
      ...(parkSite ? { parkSite } : {}),
      birthSite,
      ...(group.parkSite ? { userSite: group.parkSite } : {}),
      goroutines: group.ids.filter((g): g is number => typeof g === 'number').slice(0, 20),
      cause: { id, title: cause?.title ?? named.title, explanation: named.explanation },
      evidence: [evidence],
      fix: {
        summary: named.summary,
        steps: [
          `Look at ${place(named.look ?? parkSite)}: ${named.ask}`,
          'Confirm with a series: parkwatch check host:6060 --for 5m',
        ],
      },
      stack: group.stack.length > 0 ? group.stack : parkSite ? [parkSite] : [],
      ...(parkSite?.file && parkSite.line ? { location: { file: parkSite.file, line: parkSite.line } } : {}),
    },
  ];
}

interface TraceCause {
  readonly id: string;
  readonly title: string;
  readonly explanation: string;
  readonly summary: string;
  /** The place to look at, when it is not where they wait, and what to ask there. */
  readonly look?: Frame;
  readonly ask: string;
}

/** The cause that the start function or the wait reason names by itself; else that they gather is all that is known. */
function nameOf(site: GrowthSite, group: BlockedGroup, birthSite: Frame, count: number): TraceCause {
  if (isRelay(site.function))
    return {
      id: 'CX014',
      title: `${site.created} contexts with a parent of a foreign type were made, and ${site.created - site.ended} are neither cancelled nor done`,
      explanation:
        'For a parent that is not one of the context package, each derived context has a goroutine that passes the cancel on. It ends when the parent or the child is cancelled; these were not.',
      summary: 'Call cancel on every path, best with defer right after the context is made.',
      look: birthSite,
      ask: 'where is the cancel function called?',
    };
  if (site.function === 'runtime.corostart')
    return {
      id: 'GL019',
      title: `${count} coroutines of iter.Pull were neither drained nor stopped`,
      explanation: 'Each iter.Pull keeps a goroutine until its sequence is at its end or stop is called.',
      summary: 'defer stop() right after iter.Pull.',
      look: birthSite,
      ask: 'is stop called?',
    };
  return {
    id: 'GL030',
    title: `${count} goroutines of ${site.function} gather in ${reasonOf(group) || 'a coroutine'}`,
    explanation: 'The trace saw them begin and block, and nothing let them go. How they end stands in no trace.',
    summary: 'Give each of them a way to end: a context, a closed channel, or a buffered result.',
    ask: 'who should wake it?',
  };
}

/** Empty when the file does not say, and the frames do not either. */
function reasonOf(group: BlockedGroup): string {
  return group.reason === '?' ? (group.inferredReason ?? '') : group.reason;
}

/** Connections that wait for bytes come and go with traffic. */
function isTraffic(group: BlockedGroup): boolean {
  return (
    group.reason === 'network' || group.inferredReason === 'IO wait' || group.function === 'net/http.(*conn).serve'
  );
}

function place(frame: { function: string; file?: string; line?: number } | undefined): string {
  return frame ? `${frame.function}${frame.file ? ` (${frame.file}:${frame.line ?? 0})` : ''}` : 'the stack';
}

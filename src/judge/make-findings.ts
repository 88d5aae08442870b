// Judged groups → findings: named, joined where several groups have one cause, ranked.

import { enclosingFunction, starterFunctions } from '../analyse/runtime/creators.ts';
import type { EpochFacts } from '../analyse/runtime/facts.ts';
import type { RequestClients } from '../analyse/runtime/request-clients.ts';
import { sha256Hex } from '../base/sha256.ts';
import { type CauseEntry, causeOf, fillPlaceholders } from '../knowledge/causes.ts';
import { packageOf } from '../knowledge/standard-library.ts';
import type { LintFinding } from '../model/lint-result.ts';
import type { Problem } from '../model/problem.ts';
import type { Finding } from '../model/run-result.ts';
import type { Evidence, EvidenceClass, Verdict } from '../model/verdict.ts';
import { causeInTest } from './cause-in-test.ts';
import type { JudgeOptions } from './evidence-maker.ts';
import { isHeldUpBy, isHelper, joinFamilies, waitsForMembers } from './join-families.ts';
import type { JudgedGroup } from './judge-group.ts';
import { isLock } from './lock-primitives.ts';
import { type NamedCause, nameCause } from './name-cause.ts';
import { scoreOf } from './source-match.ts';

interface Named {
  readonly judged: JudgedGroup;
  readonly cause: NamedCause;
  /** The finding in the source at the very operation, when it names the cause. */
  readonly source?: LintFinding;
}

const verdictRank: Record<Verdict, number> = { leak: 0, suspect: 1, 'cannot-tell': 2, clean: 3 };
const classRank: Record<EvidenceClass, number> = { certain: 0, strong: 1, supporting: 2, against: 3 };

/** Findings of one process, worst first. `target` is set when a run has several. */
export function makeFindings(
  judged: readonly JudgedGroup[],
  epoch: EpochFacts,
  target: string | undefined,
  problems: Problem[],
  source: JudgeOptions['source'] = undefined,
): Finding[] {
  const named = judged
    .filter((j) => j.verdict === 'leak' || j.verdict === 'suspect')
    .map((j) => {
      const cause = causeInTest(j.facts, j.evidence, epoch, nameCause(j.facts, epoch, problems));
      return nameWithSource(j, cause, source?.(j.facts)?.finding);
    });
  const joined = new Map<string, Named[]>();
  for (const n of named) {
    const key = n.cause.joinBy === undefined ? ownPlace(n) : `${n.cause.id} ${n.cause.joinBy}`;
    const members = joined.get(key);
    if (members) members.push(n);
    else joined.set(key, [n]);
  }
  return sortFindings(joinFamilies([...joined.values()]).map((members) => makeFinding(members, epoch, target)));
}

/** One place of the program, reached from there by different ways inside libraries, is one finding; else each stack is. */
function ownPlace({ judged: { facts, verdict }, cause }: Named): string {
  const user = facts.group.parts[0]?.userSite?.function;
  if (user === undefined || user === facts.group.parts[0]?.parkSite?.function) return facts.key;
  const birth = facts.group.stack.createdBy?.function ?? facts.group.stack.frames.at(-1)?.function;
  return [cause.id, verdict, facts.group.identity.siteKey, user, birth].join(' ');
}

/** Waits that any goroutine may be left in: they name no thing that was made and not given back. */
const bareWaits = /^GL(005|006|007|016|030)$/;
const bareScore = 65;
/** A rule that knows the library says so with as much. */
const knownThing = 70;

/** The reader's own goroutine leads; what it waits for, a thing that a library runs beside it, names the cause. */
function causeOfFamily(lead: Named, members: readonly Named[]): NamedCause {
  if (lead.source || !bareWaits.test(lead.cause.id) || lead.cause.score > bareScore) return lead.cause;
  const things = members.filter((m) => namesAThing.test(m.cause.id) && m.cause.score >= knownThing && isHelper(m));
  return things.sort((a, b) => b.cause.score - a.cause.score)[0]?.cause ?? lead.cause;
}

/** A rule over source at the blocking operation names the cause unless the dump alone is more telling. */
function nameWithSource(judged: JudgedGroup, cause: NamedCause, source: LintFinding | undefined): Named {
  if (!source) return { judged, cause };
  if (source.rule === cause.id) return { judged, cause, source };
  if (scoreOf(source) < cause.score) return { judged, cause };
  return { judged, cause: { id: source.rule, score: scoreOf(source) }, source };
}

/** Worst verdict first, then the strongest class of evidence, the user's own code, more evidence, more goroutines. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const ranked = findings.map((finding) => ({
    finding,
    rank: [
      verdictRank[finding.verdict],
      bestClass(finding.evidence),
      // One for the process or the client comes behind what nothing speaks against.
      finding.evidence.some((e) => e.kind === 'lifetime-singleton' && !e.weak) ? 1 : 0,
      finding.userSite === undefined ? 1 : 0,
      -countStrong(finding.evidence),
      -finding.count,
    ],
  }));
  ranked.sort((a, b) => {
    for (let i = 0; i < a.rank.length; i++) if (a.rank[i] !== b.rank[i]) return a.rank[i] - b.rank[i];
    return a.finding.id < b.finding.id ? -1 : 1;
  });
  return ranked.map((r) => r.finding);
}

function bestClass(evidence: readonly Evidence[]): number {
  let best = 9;
  for (const e of evidence) if (e.counts !== false && e.for === 'leak') best = Math.min(best, classRank[e.class]);
  return best;
}

function countStrong(evidence: readonly Evidence[]): number {
  let n = 0;
  for (const e of evidence) if (e.counts !== false && e.for === 'leak' && e.class !== 'supporting') n++;
  return n;
}

function makeFinding(members: readonly Named[], epoch: EpochFacts, target: string | undefined): Finding {
  const lead = members.reduce((a, b) => (isBetterLead(b, a) ? b : a));
  const { facts, evidence } = lead.judged;
  const { group } = facts;
  const { frames } = group.stack;
  const part = group.parts[0];
  const named = causeOfFamily(lead, members);
  const cause = ensureCause(named.id);
  const birthSite = group.stack.createdBy;
  // Through errgroup.Go and its like: the function whose closure it was given.
  const starter = birthSite && (starterFunctions(group)[0] ?? birthSite.function);
  const starterFile = starter === birthSite?.function ? birthSite?.file : undefined;
  const fill = (text: string) =>
    fillPlaceholders(text, {
      site: part?.parkSite?.function,
      birth: starter,
      file: part?.parkSite?.file,
      line: part?.parkSite?.line?.toString(),
      count: String(group.count),
      package: part?.parkSite && packageOf(part.parkSite.function),
      siteFile: fileName(part?.parkSite?.file),
      birthFile: fileName(starterFile),
      birthName: starter && plainName(starter),
    });
  const site = part?.userSite ?? part?.parkSite;
  // What to search for stands in the reader's own code, where a frame of it is known.
  const search = fillPlaceholders(cause.fix.search ?? '', {
    site: site?.function,
    birth: starter,
    package: site && packageOf(site.function),
  });
  return {
    id: sha256Hex(`${named.id}\n${group.identity.siteKey}\n${birthSite?.function ?? ''}`).slice(0, 16),
    rule: named.id,
    ruleName: cause.name,
    title: named.title ?? cause.title,
    verdict: members.reduce<Verdict>(
      (v, m) => (verdictRank[m.judged.verdict] < verdictRank[v] ? m.judged.verdict : v),
      lead.judged.verdict,
    ),
    count: group.count,
    primitive: group.primitive,
    waitReason: group.waitReason || undefined,
    parkSite: part?.parkSite,
    birthSite,
    userSite: part?.userSite,
    exactKey: group.identity.exactKey,
    stackKey: group.identity.stackKey,
    siteKey: group.identity.siteKey,
    goroutines: group.ids ? [...group.ids.slice(0, 20)] : undefined,
    waitMinutes: facts.minutes ? { min: facts.minutes.min, max: facts.minutes.max } : undefined,
    labels: group.labels && Object.keys(group.labels).length > 0 ? group.labels : undefined,
    cause: {
      id: cause.id,
      title: cause.title,
      explanation: [
        named.explanation ?? cause.explanation,
        named.explanation ? '' : (named.why ?? ''),
        lead.source ? `In the source: ${lead.source.message}.` : '',
        tellClients(facts.clients),
      ]
        .filter(Boolean)
        .join(' '),
    },
    evidence: orderEvidence(evidence, isLock(group.primitive) || facts.poolWait !== undefined),
    fix: {
      summary: lead.source?.fix.diff ? lead.source.fix.summary : fill(named.fix?.summary ?? cause.fix.summary),
      steps: (named.fix?.steps ?? cause.fix.steps).map(fill),
      ...(lead.source?.fix.diff ? { diff: lead.source.fix.diff } : {}),
      search: named.search ?? (search || undefined),
    },
    stack: frames,
    location: lead.source?.location ?? (site?.file && site.line ? { file: site.file, line: site.line } : undefined),
    ...(lead.source && lead.source.related.length > 0 ? { related: lead.source.related } : {}),
    series:
      facts.series && epoch.timed
        ? {
            times: facts.series.moments.map((i) => epoch.epoch.moments[i].time as number),
            counts: facts.series.counts,
          }
        : undefined,
    companions:
      members.length > 1
        ? members
            .filter((m) => m !== lead)
            .map((m) => ({
              exactKey: m.judged.facts.key,
              count: m.judged.facts.group.count,
              parkSite: m.judged.facts.group.parts[0]?.parkSite,
            }))
        : undefined,
    target,
  };
}

/** The name as source spells it: `shop/pen.(*Queue[...]).drain.func1` → `drain`. */
function plainName(symbol: string): string | undefined {
  return /(\w+)$/.exec(enclosingFunction(symbol).replace(/\[.*?\]/g, ''))?.[1];
}

/** `replica.go` of any path to it: where the sources stand on the reader's machine is not known. */
function fileName(path: string | undefined): string | undefined {
  const name = path?.split(/[\\/]/).at(-1);
  return name && /^[\w.-]+$/.test(name) ? name : undefined;
}

/** The rows that tell most come first: proof, then what names a culprit, then growth; of lock and pool waiters the pile. */
function orderEvidence(rows: readonly Evidence[], inQueue: boolean): Evidence[] {
  const telling = [
    'runtime-proof',
    'runtime-deadlock',
    'by-definition',
    'wait-cycle',
    ...(inQueue ? ['pile-up'] : []),
    'unread-body',
  ];
  const rank = (e: Evidence) => {
    const at = telling.indexOf(e.kind);
    return classRank[e.class] * 10 + (at < 0 ? 9 : at);
  };
  return [...rows].sort((a, b) => rank(a) - rank(b));
}

/** What is known of the clients of HTTP handlers that wait; empty when it is nothing, or all are still there. */
function tellClients(clients: RequestClients | undefined): string {
  if (!clients || clients.gone === 0) return '';
  return `They are HTTP handlers, and ${clients.gone} of the ${clients.handlers} have no client on the line any more (or took their connection over): what they wait for should end with r.Context().`;
}

/** The cause of a rule; every rule's id is in the table (a test holds that), so a missing one is our own bug. */
function ensureCause(id: string): CauseEntry {
  const cause = causeOf(id);
  if (!cause) throw new Error(`no cause ${id} in the table of causes`);
  return cause;
}

/** Causes that name what was made and not given back; the waits of its goroutines follow from it. */
const namesAThing = /^RS/;

/**
 * The member that tells most leads: where it began; worse verdict and proof; a frame of the user's; where there is none,
 * a cause that names a thing, and what holds the connection; then stronger evidence and more goroutines.
 */
function isBetterLead(a: Named, b: Named): boolean {
  const helpers = isHelper(a) && isHelper(b);
  const isConnection = (n: Named) => n.judged.facts.group.primitive === 'IO wait';
  const order =
    Number(b.cause.root ?? false) - Number(a.cause.root ?? false) ||
    Number(isHeldUpBy(a, b)) - Number(isHeldUpBy(b, a)) ||
    Number(waitsForMembers(a, b)) - Number(waitsForMembers(b, a)) ||
    verdictRank[a.judged.verdict] - verdictRank[b.judged.verdict] ||
    bestClass(a.judged.evidence) - bestClass(b.judged.evidence) ||
    Number(isHelper(a)) - Number(isHelper(b)) ||
    (helpers ? Number(namesAThing.test(b.cause.id)) - Number(namesAThing.test(a.cause.id)) : 0) ||
    (helpers && a.cause.id === b.cause.id ? Number(isConnection(b)) - Number(isConnection(a)) : 0) ||
    countStrong(b.judged.evidence) - countStrong(a.judged.evidence) ||
    b.cause.score - a.cause.score ||
    b.judged.facts.group.count - a.judged.facts.group.count;
  return order < 0;
}

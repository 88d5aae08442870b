// SARIF 2.1.0 as GitHub code scanning takes it. Its limits: 25,000 results with the top 5,000 kept, 1,000 locations
// (100 kept), 10,000 thread-flow locations (1,000 kept), 20 tags (10 kept), fullDescription up to 1,024 characters.
// Only `primaryLocationLineHash` of the fingerprints is read there; `parkwatch/v1` is for all others.
import { neutralise } from '../base/neutralise.ts';
import { sha256Hex } from '../base/sha256.ts';
import type { Finding, RunResult } from '../model/run-result.ts';
import type { Frame } from '../model/stack.ts';
import { findingHeadline } from './headline.ts';
import { rankFindings, strongestClass } from './rank-findings.ts';
import { limitWords, shortName } from './words.ts';

const schema = 'https://json.schemastore.org/sarif-2.1.0.json';
const maxResults = 5_000;
const maxRelated = 100;

type Json = Record<string, unknown>;

const levels = { leak: 'error', suspect: 'warning', 'cannot-tell': 'note', clean: 'note' } as const;
const precisions = ['very-high', 'high', 'medium', 'low'];

/** A path as a URI: relative stays relative, absolute gets `file://`; all else is percent-encoded. */
export function uriOf(path: string): string {
  const parts = neutralise(path).replace(/\\/g, '/').replace(/^\.\//, '').split('/');
  const drive = /^[A-Za-z]:$/.test(parts[0]);
  const text = parts.map((part, i) => (drive && i === 0 ? part : encodeURIComponent(part))).join('/');
  if (drive) return `file:///${text}`;
  return text.startsWith('/') ? `file://${text}` : text;
}

interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

function physical(place: Place): Json {
  const region: Json = {};
  if (place.line !== undefined && place.line > 0) {
    region.startLine = place.line;
    if (place.column !== undefined && place.column > 0) region.startColumn = place.column;
    if (place.endLine !== undefined && place.endLine >= place.line) region.endLine = place.endLine;
    if (place.endColumn !== undefined && place.endColumn > 0) region.endColumn = place.endColumn;
  }
  const uri = uriOf(place.file);
  const artifactLocation = uri.startsWith('file:') ? { uri } : { uri, uriBaseId: '%SRCROOT%' };
  return { artifactLocation, ...(region.startLine === undefined ? {} : { region }) };
}

const placeOfFrame = (frame: Frame): Place | undefined =>
  frame.file ? { file: frame.file, line: frame.line } : undefined;

function locationOf(frame: Frame, message: string): Json {
  const place = placeOfFrame(frame);
  return {
    ...(place ? { physicalLocation: physical(place) } : {}),
    logicalLocations: [{ fullyQualifiedName: neutralise(frame.function), kind: 'function' }],
    message: { text: neutralise(message) },
  };
}

function ruleOf(finding: Finding): Json {
  const { cause, fix } = finding;
  const help = [cause.explanation, '', `Fix: ${fix.summary}`, ...fix.steps.map((step, i) => `${i + 1}. ${step}`)].map(
    neutralise,
  );
  return {
    id: neutralise(finding.rule),
    name: neutralise(finding.ruleName),
    shortDescription: { text: neutralise(cause.title) },
    fullDescription: {
      text: neutralise(cause.explanation)
        .slice(0, 1024)
        .replace(/[\ud800-\udbff]$/, ''),
    },
    help: { text: `${help.join('\n')}\nparkwatch explain ${neutralise(finding.rule)}` },
    defaultConfiguration: { level: levels[finding.verdict] },
    properties: {
      tags: ['go', 'concurrency', 'goroutine-leak'],
      precision: precisions[strongestClass(finding)],
      'problem.severity': levels[finding.verdict] === 'note' ? 'recommendation' : levels[finding.verdict],
    },
  };
}

/** Born at, then blocked at: GitHub shows it as a path. */
function codeFlowOf(finding: Finding): Json | undefined {
  const { birthSite, parkSite, userSite } = finding;
  if (!birthSite?.file || !parkSite?.file) return undefined;
  const steps = [locationOf(birthSite, `goroutine born in ${shortName(birthSite.function)}`)];
  if (userSite?.file && (userSite.function !== parkSite.function || userSite.line !== parkSite.line))
    steps.push(locationOf(userSite, `runs ${shortName(userSite.function)}`));
  steps.push(locationOf(parkSite, `blocked in ${finding.waitReason ?? finding.primitive ?? 'a wait'}`));
  return { threadFlows: [{ locations: steps.map((location, i) => ({ location, executionOrder: i + 1 })) }] };
}

function resultOf(finding: Finding, ruleIndex: number): Json {
  const site = finding.userSite ?? finding.parkSite;
  const place: Place | undefined = finding.location ?? (site ? placeOfFrame(site) : undefined);
  const location: Json = {
    ...(place ? { physicalLocation: physical(place) } : {}),
    ...(site ? { logicalLocations: [{ fullyQualifiedName: neutralise(site.function), kind: 'function' }] } : {}),
  };
  const related: Json[] = [];
  for (const { message, location: at } of finding.related ?? [])
    related.push({ physicalLocation: physical(at), message: { text: neutralise(message) } });
  if (finding.birthSite?.file) related.push(locationOf(finding.birthSite, 'born here'));
  for (const row of finding.evidence)
    related.push({
      ...(place ? { physicalLocation: physical(place) } : {}),
      message: {
        text: neutralise(
          `${row.for === 'clean' ? 'against' : row.class}: ${row.text}${row.counts === false ? ' (does not count)' : ''}`,
        ),
      },
    });
  const flow = codeFlowOf(finding);
  const reasons = finding.evidence.filter((row) => row.for === 'leak' && row.counts !== false).map((row) => row.text);
  const message = [`${findingHeadline(finding)}.`, ...reasons.map((text) => `${text}.`), `Fix: ${finding.fix.summary}`];
  const symbol = site?.function ?? '';
  return {
    ruleId: neutralise(finding.rule),
    ruleIndex,
    kind: 'fail',
    level: levels[finding.verdict],
    message: { text: message.map(neutralise).join(' ') },
    locations: place || site ? [location] : [],
    relatedLocations: related.slice(0, maxRelated).map((item, id) => ({ id: id + 1, ...item })),
    ...(flow ? { codeFlows: [flow] } : {}),
    partialFingerprints: {
      primaryLocationLineHash: `${sha256Hex(`${finding.rule}\n${symbol}\n${finding.id}`).slice(0, 16)}:1`,
      'parkwatch/v1': finding.stackKey ? `${finding.id}/${finding.stackKey}` : finding.id,
    },
    ...(finding.count > 0 ? { occurrenceCount: finding.count } : {}),
    rank: [100, 80, 50, 20][strongestClass(finding)],
    properties: {
      verdict: finding.verdict,
      count: finding.count,
      ...(finding.target ? { target: neutralise(finding.target) } : {}),
    },
  };
}

/** The log as indented JSON. `category` becomes `automationDetails.id`: two uploads of one workflow need different ones. */
export function renderSarif(result: RunResult, category = 'parkwatch'): string {
  const findings = rankFindings(result.findings);
  const kept = findings.slice(0, maxResults);
  const rules: Json[] = [];
  const index = new Map<string, number>();
  for (const finding of kept)
    if (!index.has(finding.rule)) {
      index.set(finding.rule, rules.length);
      rules.push(ruleOf(finding));
    }
  const notes: Json[] = result.problems.slice(0, 100).map((p) => ({
    level: 'warning',
    descriptor: { id: neutralise(p.code) },
    message: {
      text: neutralise(`${p.message}${p.source ? ` (${p.source}${p.line === undefined ? '' : `:${p.line}`})` : ''}`),
    },
  }));
  for (const limit of result.limits)
    notes.push({ level: 'note', descriptor: { id: `limit/${limit}` }, message: { text: limitWords[limit] } });
  if (findings.length > kept.length)
    notes.push({
      level: 'warning',
      descriptor: { id: 'report/too-many-results' },
      message: { text: `${findings.length - kept.length} findings beyond ${maxResults} are not in this file` },
    });
  const log = {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'parkwatch',
            semanticVersion: neutralise(result.tool.version),
            rules,
          },
        },
        automationDetails: { id: `${category.replace(/\/+$/, '')}/` },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The folder that was checked.' } } },
        invocations: [
          { executionSuccessful: result.exitCode !== 2, exitCode: result.exitCode, toolExecutionNotifications: notes },
        ],
        results: kept.map((finding) => resultOf(finding, index.get(finding.rule) ?? -1)),
        properties: { verdict: result.verdict, limits: result.limits },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

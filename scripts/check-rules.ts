// Holds the rule folders: rule.md with all headings in order and examples that stand in the programs, rule.test.ts and
// registry up to date, a cause for each id, and a fixture that fires beside one that is silent.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../src/judge/rules/registry.ts';
import { sourceRules } from '../src/judge/rules/source-registry.ts';
import { causeOf } from '../src/knowledge/causes.ts';
import { ruleFolders, ruleIdOf, runtimeFolders, sourceFolders, staleFiles } from './gen-registry.ts';

export const headings = [
  'What it sees',
  'Why it is a leak',
  'Evidence it needs',
  'Leaking example',
  'Fixed example',
  'When it stays silent',
  'Known gaps',
] as const;

/** Headings of a folder with a `source.ts`, behind the others. */
export const sourceHeadings = ['In source', 'Seen in real code'] as const;

/** Lines of one example; more does not fit beside its explanation. */
const longestExample = 25;

/** Faults of one rule.md; `programs` are the texts of leaks/main.go and fixed/main.go. */
export function faultsOfDoc(
  text: string,
  programs: { readonly leaks: string; readonly fixed: string },
  hasSource = false,
): string[] {
  const faults: string[] = [];
  const found = [...text.matchAll(/^## (.+)$/gm)].map((m) => m[1]);
  const wanted = hasSource ? [...headings, ...sourceHeadings] : headings;
  if (found.join('\n') !== wanted.join('\n'))
    faults.push(`rule.md has the headings ${found.join(' · ')}, not ${wanted.join(' · ')}`);
  const sections = new Map(text.split(/^## /m).map((part) => [part.split('\n', 1)[0], part]));
  for (const heading of wanted) {
    const body = (sections.get(heading) ?? '').split('\n').slice(1).join('\n').trim();
    // `context.TODO` is a function of Go.
    if (body === '' || /(?<!context\.)\bTODO\b/.test(body)) faults.push(`rule.md says nothing under "${heading}"`);
  }
  for (const [heading, kind] of [
    ['Leaking example', 'leaks'],
    ['Fixed example', 'fixed'],
  ] as const) {
    const code = /```go\n([\s\S]*?)\n```/.exec(sections.get(heading) ?? '')?.[1];
    if (code === undefined) {
      faults.push(`rule.md has no Go code under "${heading}"`);
      continue;
    }
    const lines = code.split('\n').length;
    if (lines > longestExample) faults.push(`"${heading}" has ${lines} lines (limit ${longestExample})`);
    for (const part of code.split('\n\n'))
      if (!`\n${programs[kind]}`.includes(`\n${part}\n`))
        faults.push(`"${heading}" is not what ${kind}/main.go holds: ${part.split('\n', 1)[0]}`);
  }
  return faults;
}

function faultsOfRule(slug: string): string[] {
  const id = ruleIdOf(slug);
  const folder = join('src/judge/rules', slug);
  const faults: string[] = [];
  const atRunTime = runtimeFolders.includes(slug);
  const inSource = sourceFolders.includes(slug);
  if (!atRunTime && !inSource) faults.push('neither rule.ts nor source.ts');
  if (atRunTime && !rules.some((rule) => rule.id === id)) faults.push(`rule.ts does not declare ${id}`);
  if (inSource && !sourceRules.some((rule) => rule.id === id)) faults.push(`source.ts does not declare ${id}`);
  const cause = causeOf(id);
  if (!cause) faults.push('no cause in src/knowledge/causes.ts');
  else if (slug !== `${id.toLowerCase()}-${cause.name}`) faults.push(`the cause is named ${cause.name}`);
  const fixtures = readdirSync('testdata/rules').filter((name) => name.startsWith(`${id}-`));
  const captured = (kind: string) => fixtures.some((f) => existsSync(join('testdata/rules', f, kind, 'capture')));
  if (atRunTime && !captured('leaks')) faults.push('no fixture that fires: testdata/rules/ID-…/leaks/capture');
  if (atRunTime && !captured('fixed')) faults.push('no fixture that is silent: testdata/rules/ID-…/fixed/capture');
  const doc = join(folder, 'rule.md');
  if (!existsSync(doc)) faults.push('no rule.md');
  else if (fixtures.length > 0) {
    const program = (kind: string) => readOr(join('testdata/rules', fixtures[0], kind, 'main.go'));
    faults.push(
      ...faultsOfDoc(readFileSync(doc, 'utf8'), { leaks: program('leaks'), fixed: program('fixed') }, inSource),
    );
    if (inSource && !program('leaks').includes('// want "')) faults.push('leaks/main.go has no // want line');
  }
  return faults.map((fault) => `${folder}: ${fault}`);
}

function readOr(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

if (import.meta.main) {
  const faults = [
    ...staleFiles().map(({ file }) => `${file} is missing or stale: node scripts/gen-registry.ts`),
    ...ruleFolders.flatMap(faultsOfRule),
  ];
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
  else console.log(`rules: ok (${ruleFolders.length} rules)`);
}

import { describe, expect, it } from 'vitest';
import { faultsOfDoc, headings } from './check-rules.ts';

const programs = { leaks: 'package main\n\nfunc f() {\n\tselect {}\n}\n', fixed: 'package main\n\nfunc f() {\n}\n' };
const section: Partial<Record<(typeof headings)[number], string>> = {
  'Leaking example': '```go\nfunc f() {\n\tselect {}\n}\n```',
  'Fixed example': '```go\nfunc f() {\n}\n```',
};
const doc = (order: readonly (typeof headings)[number][], change: typeof section = {}) =>
  `# GL000 x\n\n${order.map((h) => `## ${h}\n\n${change[h] ?? section[h] ?? 'Words.'}\n`).join('\n')}`;

describe('a rule.md', () => {
  it('that is whole has no faults', () => {
    expect(faultsOfDoc(doc(headings), programs)).toEqual([]);
  });
  it.each([
    ['a heading is missing', doc(headings.slice(1)), /headings/],
    ['two headings are swapped', doc([headings[1], headings[0], ...headings.slice(2)]), /headings/],
    ['a section is empty', doc(headings, { 'Known gaps': ' ' }), /nothing under "Known gaps"/],
    ['code stands in no program', doc(headings, { 'Fixed example': '```go\nfunc g() {\n}\n```' }), /fixed\/main.go/],
    ['code is of the other program', doc(headings, { 'Fixed example': section['Leaking example'] }), /fixed\/main.go/],
    ['there is no code', doc(headings, { 'Leaking example': 'See there.' }), /no Go code/],
    ['an example is long', doc(headings, { 'Leaking example': `\`\`\`go\n${'x\n'.repeat(30)}\n\`\`\`` }), /limit 25/],
  ])('is refused when %s', (_, text, want) => {
    expect(faultsOfDoc(text, programs).join('\n')).toMatch(want);
  });
});

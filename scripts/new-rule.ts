// `npm run new:rule -- GL031 name`: the folder of a rule and of its programs, with what is still to be written marked.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { causeOf } from '../src/knowledge/causes.ts';
import { headings } from './check-rules.ts';
import { ruleTestText } from './gen-registry.ts';

const usage = 'usage: npm run new:rule -- ID name, e.g. GL031 worker-per-tick; ids are never reused';
const [id = '', name = ''] = process.argv.slice(2);
const fixture = readdirSync('testdata/rules').find((f) => f.startsWith(`${id}-`)) ?? `${id}-${name}`;

function write(file: string, text: string): void {
  if (existsSync(file)) return;
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  console.log(file);
}

const ruleText = `// TODO(${id}): what makes this cause, in one sentence.
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: '${id}',
  stage: 'trial',
  needs: ['group'],
  match({ group }) {
    return group.primitive === 'unknown' ? { score: 50 } : undefined;
  },
});
`;

const mainText = (kind: string) => `// TODO(${id}): what the ${kind === 'leaks' ? 'leaking' : 'repaired'} program does.
package main

import "example.org/rules/company"

func main() {
	c := company.Start(nil)
	c.Drive(func(i int) {
	})
}
`;

const truthText = `${JSON.stringify(
  {
    rule: id,
    target: name,
    captured: { go: '1.27.3', leakProfile: true },
    leaks: { parkSite: '', birthSite: '', userSite: '', primitive: '', count: 0, provable: null },
    notes: '',
  },
  null,
  2,
)}\n`;

const docText = `# ${id} ${name}\n\n${headings
  .map((h) => `## ${h}\n\n${h.endsWith('example') ? '```go\n```' : 'TODO'}\n`)
  .join('\n')}`;

if (!/^(GL|CX|RS)\d{3}$/.test(id) || !/^[a-z]+(-[a-z]+)*$/.test(name)) {
  console.error(usage);
  process.exitCode = 2;
} else if (readdirSync('src/judge/rules').some((f) => f.startsWith(`${id.toLowerCase()}-`))) {
  console.error(`${id} is a rule already\n${usage}`);
  process.exitCode = 2;
} else {
  const slug = `${id.toLowerCase()}-${name}`;
  const folder = join('src/judge/rules', slug);
  write(join(folder, 'rule.ts'), ruleText);
  write(join(folder, 'rule.md'), docText);
  write(join(folder, 'rule.test.ts'), ruleTestText(slug));
  for (const kind of ['leaks', 'fixed']) write(join('testdata/rules', fixture, kind, 'main.go'), mainText(kind));
  write(join('testdata/rules', fixture, 'truth.json'), truthText);
  console.log(`next:
  ${
    causeOf(id)
      ? ''
      : `a cause ${id} "${name}" in src/knowledge/causes/
  `
  }both programs, truth.json, then: cd testdata/rules && node capture.mjs ${id}
  rule.ts and rule.md; when it holds, stage 'stable'
  node scripts/gen-registry.ts && node scripts/check-rules.ts`);
}

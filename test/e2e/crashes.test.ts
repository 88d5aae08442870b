// Every crash text of testdata/crash through the whole tool: the page must name the goroutine, the place and the reason.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectSource } from '../../src/collect/collect-sources.ts';
import { runCheck } from '../../src/pipeline/run-check.ts';
import { renderText } from '../../src/report/render-text.ts';
import { expectGolden } from '../support/golden.ts';

const folder = 'testdata/crash';
const names = readdirSync(folder)
  .filter((f) => f.endsWith('.txt'))
  .map((f) => f.slice(0, -4))
  .sort();

describe.each(names)('%s', (name) => {
  it('is read on one page', async () => {
    const result = await runCheck(await collectSource(join(folder, `${name}.txt`)), {
      failOn: 'leak',
      ageSeconds: 600,
      groups: false,
    });
    expectGolden(join('test/e2e/golden', `crash-${name}.txt`), renderText(result, { color: false, width: 100 }));
    const unread = result.problems.filter((p) => p.code === 'decode/nothing-known');
    // log.Fatal prints no goroutine: there is nothing to read, and the tool says so.
    expect(unread).toHaveLength(name.startsWith('log-fatal') ? 1 : 0);
  });
});

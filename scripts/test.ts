// Runs every test (vitest) and closes with `N passed, N failed, N skipped`; arguments go to vitest.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const args = process.argv.slice(2);
const update = args.includes('--update-goldens');
const report = join(mkdtempSync(join(tmpdir(), 'parkwatch-test-')), 'report.json');
const run = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`].concat(
    args.filter((a) => a !== '--update-goldens'),
  ),
  { stdio: 'inherit', env: { ...process.env, ...(update ? { UPDATE_GOLDENS: '1' } : {}) } },
);
try {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const skipped = result.numPendingTests + result.numTodoTests;
  for (const file of result.testResults)
    for (const test of file.assertionResults)
      if (test.status === 'skipped' || test.status === 'pending') console.log(`SKIPPED ${test.fullName}`);
  const broken = result.testResults.filter(
    (f: { status: string; assertionResults: unknown[] }) => f.status === 'failed' && f.assertionResults.length === 0,
  ).length;
  console.log(
    `${result.numPassedTests} passed, ${result.numFailedTests + broken} failed${skipped ? `, ${skipped} skipped` : ''}`,
  );
} catch {
  console.log('0 passed, 1 failed');
}
process.exitCode = run.status ?? 1;

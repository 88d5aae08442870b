// `npm run demo`: the main job on real captures. A report in the terminal, and an HTML report whose path is printed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectSource } from '../src/collect/collect-sources.ts';
import type { RunResult } from '../src/model/run-result.ts';
import { runCheck } from '../src/pipeline/run-check.ts';
import { renderHtml } from '../src/report/render-html.ts';
import { renderText } from '../src/report/render-text.ts';

const colour = process.env.FORCE_COLOR ? true : process.env.NO_COLOR ? false : process.stdout.isTTY === true;
const width = Math.min(process.stdout.columns ?? 100, 110);
const folder = join(tmpdir(), 'parkwatch-demo');
mkdirSync(folder, { recursive: true });

async function show(title: string, command: string, sources: readonly string[], file: string): Promise<RunResult> {
  const started = performance.now();
  const captures = (await Promise.all(sources.map((s) => collectSource(s)))).flat();
  const result = await runCheck(captures, { failOn: 'leak', ageSeconds: 600, groups: true });
  const took = Math.round(performance.now() - started);
  console.log(`\n━━ ${title}\n   $ ${command}   (${took} ms)\n`);
  console.log(renderText(result, { color: colour, width, maxFindings: 3 }));
  const path = join(folder, file);
  writeFileSync(path, renderHtml(result));
  console.log(`   the same as a page: ${path}`);
  return result;
}

const zoo = 'testdata/captures/go1.27';
await show(
  'A service that swells: 12 snapshots over some minutes, recorded from a running Go program',
  './parkwatch check testdata/series/search',
  ['testdata/series/search'],
  'series.html',
);
await show(
  "A dump and the runtime's own leak profile of one process (Go 1.27)",
  `./parkwatch check --same-moment ${zoo}/goroutine.debug2.txt.gz ${zoo}/goroutineleak.debug0.pb.gz`,
  [`${zoo}/goroutine.debug2.txt.gz`, `${zoo}/goroutineleak.debug0.pb.gz`],
  'proof.html',
);
await show('A crash log', `./parkwatch check ${zoo}/crash-panic-all.txt`, [`${zoo}/crash-panic-all.txt`], 'crash.html');
console.log('\nTry your own: ./parkwatch check http://localhost:6060   or   ./parkwatch check dump.txt');

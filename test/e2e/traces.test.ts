// `trace` over every captured trace: what each view prints, whole, and that the result says what the manifest says.
// The captures are a copy of ../shared/captures/traces; where that folder is there, the copy must be the same.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { collectSource } from '../../src/collect/collect-sources.ts';
import { type TraceResult, traceViews } from '../../src/model/trace-result.ts';
import { runTrace } from '../../src/pipeline/run-trace.ts';
import { renderGraphDot } from '../../src/report/trace/render-graph.ts';
import { renderTraceView } from '../../src/report/trace/render-views.ts';
import { expectGolden } from '../support/golden.ts';
import { traceTruths } from './trace-truths.ts';

const folder = 'testdata/traces';
const shared = '../shared/captures/traces';

interface ManifestEntry {
  readonly file: string;
  readonly header: string;
  readonly generations: number;
  readonly events: number;
  readonly readerError: string | null;
}
const manifest: ManifestEntry[] = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8'));

async function resultOf(file: string): Promise<TraceResult> {
  const [capture] = await collectSource(`${folder}/${file}`);
  return runTrace(capture, { failOn: 'leak' });
}

describe('the captured traces', () => {
  it('are all in the manifest, and each has its truth here', () => {
    const files = readdirSync(folder).filter((f) => /\.trace(\.gz)?$/.test(f));
    expect(manifest.map((m) => m.file).sort()).toEqual(files.sort());
    expect(Object.keys(traceTruths).sort()).toEqual(files.sort());
  });

  it.each(manifest)('$file gives what its manifest says, and prints as it did', async (entry) => {
    const result = await resultOf(entry.file);
    expect({
      header: result.header,
      generations: result.generations,
      events: result.events,
      whole: result.problems.length === 0,
    }).toEqual({
      header: entry.header,
      generations: entry.generations,
      events: entry.events,
      whole: entry.readerError === null,
    });
    traceTruths[entry.file](result);
    const options = { thresholdNs: 0, limit: 12 };
    const text = traceViews.map((view) => {
      const [title, ...lines] = renderTraceView(result, view, options).split('\n');
      return view === 'overview' ? [title, ...lines].join('\n') : [`== ${view}`, ...lines].join('\n');
    });
    expectGolden(`test/e2e/golden/traces/${entry.file.replace(/\.trace(\.gz)?$/, '')}.txt`, text.join('\n'));
  });

  it('none of them but the leaking ones is suspect', async () => {
    const suspects: string[] = [];
    for (const { file } of manifest) if ((await resultOf(file)).findings.length > 0) suspects.push(file);
    expect(suspects).toEqual(['leaked-1.22.trace', 'leaked-1.26.trace']);
  });

  it('draw a graph in DOT', async () => {
    const result = await resultOf('prodcons-1.22.trace');
    expectGolden('test/e2e/golden/traces/prodcons.dot', renderGraphDot(result, { thresholdNs: 0 }));
  });

  it.skipIf(!existsSync(shared))('are the same as in the shared folder', () => {
    for (const { file } of manifest)
      expect(readFileSync(`${folder}/${file}`).equals(readFileSync(`${shared}/${file}`)), file).toBe(true);
    expect(readFileSync(`${folder}/manifest.json`, 'utf8')).toBe(readFileSync(`${shared}/manifest.json`, 'utf8'));
  });
});

if (!existsSync(shared)) console.warn(`SKIPPED: ${shared} is not there to compare with`);

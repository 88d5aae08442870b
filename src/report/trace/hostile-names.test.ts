// Names come from the traced program: no view may pass on control characters, and none may fail on a cut trace.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../collect/byte-source.ts';
import { type TraceResult, traceViews } from '../../model/trace-result.ts';
import { runTrace } from '../../pipeline/run-trace.ts';
import { runTraceDiff } from '../../pipeline/run-trace-diff.ts';
import { renderGraphDot } from './render-graph.ts';
import { renderTraceDiff } from './render-trace-diff.ts';
import { renderTraceView } from './render-views.ts';

const bytesOf = (name: string) => readFileSync(new URL(`../../../testdata/traces/${name}.trace`, import.meta.url));

function resultOf(bytes: Uint8Array): Promise<TraceResult> {
  return runTrace({ provenance: { name: 'x.trace' }, open: () => memorySource(bytes) }, { failOn: 'leak' });
}

/** Escapes, a line break, a bidi override and a quote. */
const poison = '\u001b[31m\r\n\u202e"';
/** Words of closed lists, which no trace can set. */
const ours = ['via', 'kind', 'state', 'fate', 'view', 'measure', 'unit', 'verdict', 'rule', 'code'];

/** The same with something behind every text that is a name. */
function marked<T>(value: T, mark: string): T {
  if (typeof value === 'string') return (value.length > 3 && value !== '<none>' ? value + mark : value) as T;
  if (Array.isArray(value)) return value.map((v) => marked(v, mark)) as T;
  if (!value || typeof value !== 'object') return value;
  const fields = Object.entries(value).map(([k, v]) => [k, ours.includes(k) ? v : marked(v, mark)]);
  return Object.fromEntries(fields) as T;
}

const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const options = { thresholdNs: 0, limit: 0 };

describe('hostile names', () => {
  it.each(['cancelkinds-1.27', 'leaked-1.26', 'annotations-1.23', 'gcheavy-1.24', 'syscalls-1.27', 'convoy-1.23'])(
    'in %s',
    async (name) => {
      const result = await resultOf(bytesOf(name));
      const bad = marked(result, poison);
      const harmless = marked(result, 'name');
      for (const view of traceViews) {
        const text = renderTraceView(bad, view, options);
        expect(text, view).not.toMatch(control);
        // No name makes a line of its own.
        expect(text.split('\n').length, view).toBe(renderTraceView(harmless, view, options).split('\n').length);
      }
      const dot = renderGraphDot(bad, options);
      expect(dot).not.toMatch(control);
      for (const line of dot.split('\n')) expect(line.replace(/\\./g, '').split('"').length % 2, line).toBe(1);
      const diff = marked(runTraceDiff(result, result, { tolerance: { goroutines: 10, percent: 10 } }), poison);
      expect(renderTraceDiff(diff, 0)).not.toMatch(control);
    },
  );
});

describe('cut traces', () => {
  it.each(['cancelkinds-1.22', 'manygens-1.27', 'flightrec-1.26', 'coro-1.27'])('%s at every 2 %', async (name) => {
    const bytes = bytesOf(name);
    for (let percent = 0; percent < 100; percent += 2) {
      const result = await resultOf(bytes.subarray(0, Math.floor((bytes.length * percent) / 100)));
      expect(result.verdict).not.toBe('clean');
      expect(result.problems.length).toBeGreaterThan(0);
      for (const view of traceViews) renderTraceView(result, view, options);
    }
  });
});

// Hand-written traces: testdata/trace-cases/NAME.txt is the trace as text (test/support/trace-text.ts), then `---`, then what
// comes out. A new case is a new file; `npm run goldens:update` writes the part behind `---`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { textFromTrace, traceFromText } from '../../../test/support/trace-text.ts';
import { goStateNames, procStateNames, type TraceSink, type TraceTables } from '../../model/trace-events.ts';
import { decodeTrace } from './trace-reader.ts';
import { ev, eventSpecs, kindOf } from './wire-events.ts';

const folder = new URL('../../../testdata/trace-cases/', import.meta.url);
const files = readdirSync(folder).filter((f) => f.endsWith('.txt'));

/** One line an event, then the summary and its problems. */
function listing(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  const sink = (tables: TraceTables): TraceSink => ({
    any(time, type, m, p, g, about, from, to, stack) {
      const words = [`${time}`.padStart(8), eventSpecs[type]?.name ?? kindOf(type)];
      if (m >= 0) words.push(`m=${tables.threadId(m)}`);
      if (p >= 0) words.push(`p=${tables.procId(p)}`);
      if (g >= 0) words.push(`g=${tables.goroutineId(g)}`);
      const ofProc = type >= ev.ProcStart && type <= ev.ProcStatus;
      if (about >= 0) words.push(ofProc ? `P ${tables.procId(about)}` : `G ${tables.goroutineId(about)}`);
      if (from !== to) words.push((ofProc ? procStateNames : goStateNames).filter((_, i) => i === from)[0], '→');
      if (about >= 0) words.push((ofProc ? procStateNames : goStateNames)[to]);
      const top = tables.frames(tables.stackOf(stack))[0];
      if (top) words.push(`at ${top.function} (${top.file}:${top.line})`);
      lines.push(words.join(' '));
    },
  });
  const summary = decodeTrace(bytes, { sink });
  lines.push(
    `${summary.header}, read as 1.${summary.version}; generations ${summary.generations}, events ${summary.events}, ` +
      `salvaged ${summary.salvaged.events}, ${summary.complete ? 'complete' : 'not complete'}`,
  );
  for (const clock of summary.clockSnapshots) lines.push(`wall clock ${clock.sec}.${clock.nsec} at ${clock.traceNs}`);
  for (const { code, offset, message } of summary.problems) lines.push(`${code} at ${offset}: ${message}`);
  return lines;
}

describe('hand-written traces', () => {
  it('are all here', () => expect(files.length).toBeGreaterThanOrEqual(20));

  it.each(files)('%s', (file) => {
    const whole = readFileSync(new URL(file, folder), 'utf8');
    const [trace, wanted = ''] = whole.split('\n---\n');
    const bytes = traceFromText(trace);
    const have = `${listing(bytes).join('\n')}\n`;
    if (process.env.UPDATE_GOLDENS === '1') {
      writeFileSync(new URL(file, folder), `${trace.trimEnd()}\n---\n${have}`);
      return;
    }
    expect(have).toBe(wanted);
    // The text of these bytes is the text they were made from, but for comments.
    const canonical = trace.replace(/^#.*\n/gm, '').trim();
    expect(textFromTrace(bytes).trim().replace(/ +/g, ' ')).toBe(canonical.replace(/ +/g, ' '));
  });
});

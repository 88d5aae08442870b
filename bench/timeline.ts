// The timeline's page in Chromium: size of the file, first paint, and how long the screen takes to answer zoom and pan.
// A made-up trace of a million intervals (test/support/make-timeline.ts), or `-- FILE` for a real one.
// The bar (issue B): file ≤ 30 MB, first paint ≤ 2 s, p95 of zoom and pan ≤ 50 ms.
// Beside the times of the clock stand those of the page's main thread alone (`cpu`, in ticks of the thread): they hold on a
// machine that does other work as well, but miss raster and compositor. `idleShare` tells how busy the machine was.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { type CDPSession, chromium, type Page } from 'playwright-core';
import { collectSource } from '../src/collect/collect-sources.ts';
import type { TraceTimeline } from '../src/model/trace-timeline.ts';
import { runTimeline } from '../src/pipeline/run-timeline.ts';
import { renderTimelineHtml } from '../src/report/trace/html/render-timeline.ts';
import { makeTimeline } from '../test/support/make-timeline.ts';

const opens = 5;
const moves = 160;

const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
};
const round = (value: number): number => Math.round(value * 10) / 10;

/** In the page, before its own script: the time of the first paint, and how long each frame's callbacks take. */
const probe = `
  window.parkwatchProbe = { painted: -1, frames: [] };
  new MutationObserver(() => {
    if (window.parkwatchProbe.painted < 0 && document.documentElement.hasAttribute('data-painted'))
      requestAnimationFrame(() => { window.parkwatchProbe.painted = performance.now(); });
  }).observe(document, { attributes: true, subtree: true });
  const frame = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (call) => frame((t) => {
    const from = performance.now();
    call(t);
    window.parkwatchProbe.frames.push(performance.now() - from);
  });
`;

/** From the event to the moment after the frame that shows it: ms for each of many zooms or pans, and the drawing alone. */
const answer = (kind: 'zoom' | 'pan', first: number, last: number): string => `(async () => {
  const canvas = document.getElementById('timeline');
  const box = canvas.getBoundingClientRect();
  const answers = [];
  window.parkwatchProbe.frames.length = 0;
  for (let i = ${first}; i < ${last}; i++) {
    const from = performance.now();
    const at = { clientX: box.left + 300 + ((i * 97) % (box.width - 320)), clientY: box.top + 300, bubbles: true, cancelable: true };
    if ('${kind}' === 'zoom') canvas.dispatchEvent(new WheelEvent('wheel', { ...at, ctrlKey: true, deltaY: (i >> 3) % 2 === 0 ? -110 : 110 }));
    else {
      canvas.dispatchEvent(new KeyboardEvent('keydown', { key: (i >> 4) % 2 === 0 ? 'ArrowRight' : 'ArrowLeft', bubbles: true }));
      if (i % 3 === 0) canvas.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY: (i >> 5) % 2 === 0 ? 40 : -40 }));
    }
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    answers.push(performance.now() - from);
  }
  return { answers, frames: window.parkwatchProbe.frames.slice() };
})()`;

/** ms that the main thread of the page has computed so far. */
async function threadMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find((m) => m.name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
}

async function measure(page: Page, session: CDPSession): Promise<Record<string, number>> {
  const out: Record<string, number> = {};
  // Zoomed out, where most intervals share a pixel; then deep inside.
  for (const depth of ['whole', 'deep'] as const) {
    if (depth === 'deep')
      for (let i = 0; i < 6; i++) {
        await page.click('#tl-in');
        await page.waitForTimeout(30);
      }
    for (const kind of ['zoom', 'pan'] as const) {
      const { answers, frames } = (await page.evaluate(answer(kind, 0, moves))) as {
        answers: number[];
        frames: number[];
      };
      out[`${depth}.${kind}.p95Ms`] = round(percentile(answers, 0.95));
      out[`${depth}.${kind}.maxMs`] = round(Math.max(...answers));
      out[`${depth}.${kind}.drawP95Ms`] = round(percentile(frames, 0.95));
      const cpu: number[] = [];
      let before = await threadMs(session);
      for (let i = 0; i < moves / 2; i++) {
        await page.evaluate(answer(kind, i, i + 1));
        const now = await threadMs(session);
        cpu.push(now - before);
        before = now;
      }
      out[`${depth}.${kind}.cpuP95Ms`] = round(percentile(cpu, 0.95));
    }
  }
  return out;
}

/** Writes the page, opens it several times, zooms and pans; prints and keeps the figures. */
export async function run(args: readonly string[]): Promise<void> {
  const executablePath = [process.env.PARKWATCH_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
    (place) => place && existsSync(place),
  );
  if (!executablePath) throw new Error('no Chromium; set PARKWATCH_CHROMIUM');
  const file = args.find((arg) => !arg.startsWith('-'));
  const timeline = file ? await timelineOf(file) : makeTimeline({ steps: 1_000_000, groups: 60, alive: 40, procs: 8 });
  const started = performance.now();
  const html = renderTimelineHtml(timeline, {
    source: file ?? 'a million intervals',
    header: '',
    problems: [],
    deflate: (bytes) => deflateRawSync(bytes),
  });
  const renderMs = Math.round(performance.now() - started);
  const folder = mkdtempSync(join(tmpdir(), 'parkwatch-bench-'));
  const path = join(folder, 'timeline.html');
  writeFileSync(path, html);
  const paints: number[] = [];
  const paintCpu: number[] = [];
  const idle = idleTicks();
  let answers: Record<string, number> = {};
  try {
    // A browser of its own each time: nothing is warm but the file in the page cache of the system.
    for (let i = 0; i < opens; i++) {
      const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] });
      const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
      const session = await page.context().newCDPSession(page);
      await session.send('Performance.enable', { timeDomain: 'threadTicks' });
      await page.addInitScript(probe);
      await page.goto(pathToFileURL(path).href);
      let painted = -1;
      while (painted < 0) {
        await page.waitForTimeout(50);
        painted = (await page.evaluate('window.parkwatchProbe.painted')) as number;
      }
      paints.push(painted);
      paintCpu.push(await threadMs(session));
      if (i === opens - 1) answers = await measure(page, session);
      await browser.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const figures = {
    machine: `${cpus().length} × ${cpus()[0]?.model ?? '?'}, node ${process.version}`,
    intervals: timeline.steps.size,
    goroutines: timeline.goroutines.id.length,
    fileMB: round(Buffer.byteLength(html) / 1e6),
    renderMs,
    firstPaintMs: Math.round(percentile(paints, 0.5)),
    firstPaintWorstMs: Math.round(Math.max(...paints)),
    firstPaintCpuMs: Math.round(percentile(paintCpu, 0.5)),
    idleShare: Math.round(idle() * 100) / 100,
    viewport: '1600 × 1000, one device pixel each, no GPU',
    ...answers,
  };
  for (const [name, value] of Object.entries(figures)) console.log(`  ${name.padEnd(22)} ${value}`);
  if (file) return;
  mkdirSync(join(import.meta.dirname, 'results'), { recursive: true });
  writeFileSync(join(import.meta.dirname, 'results/timeline.json'), `${JSON.stringify(figures, null, 2)}\n`);
}

/** Share of all processors that was idle since the call: near 1 less what the bench itself uses on a quiet machine. */
function idleTicks(): () => number {
  const sum = (): [number, number] =>
    cpus().reduce(
      ([free, all], { times }) => [
        free + times.idle,
        all + times.idle + times.user + times.sys + times.nice + times.irq,
      ],
      [0, 0],
    );
  const [free, all] = sum();
  return () => {
    const [nowFree, nowAll] = sum();
    return (nowFree - free) / Math.max(1, nowAll - all);
  };
}

async function timelineOf(file: string): Promise<TraceTimeline> {
  const [capture] = await collectSource(file, undefined, { traces: true });
  const window = { fromNs: 0, toNs: Number.POSITIVE_INFINITY, maxSteps: 3_000_000 };
  return (await runTimeline(capture, window, {})).timeline;
}

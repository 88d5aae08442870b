// Opens the graph of wake-ups in the system's Chromium: reads labels, narrows to a node, zooms, walks by keys, no faults.
// Skipped loudly when there is no Chromium (PARKWATCH_CHROMIUM names one).
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TraceEdge } from '../../src/model/trace-result.ts';
import { renderGraphHtml } from '../../src/report/trace/html/render-graph-html.ts';
import { renderGraphSvg } from '../../src/report/trace/html/render-graph-svg.ts';
import { findChromium, launchPages, type OpenPage, type PageOpener } from '../support/open-pages.ts';
import { factsOfCapture } from '../support/open-traces.ts';

const executablePath = findChromium('test/browser/trace-graph.test.ts');

describe.skipIf(!executablePath)('the graph of wake-ups in Chromium', () => {
  let pages: PageOpener;
  beforeAll(async () => {
    pages = await launchPages(executablePath ?? '');
  });
  afterAll(() => pages?.close());

  const openCapture = (name: string, size = { width: 1200, height: 900 }): Promise<OpenPage> => {
    const facts = factsOfCapture(name);
    const html = renderGraphHtml({ ...facts, problems: [] }, facts.edges, { source: name, thresholdNs: 0 });
    return pages.open(name, html, size);
  };
  const names = (page: Page): Promise<string[]> => page.locator('#graph .node .name').allTextContents();
  const boxOf = (page: Page): Promise<number[]> =>
    page
      .locator('#graph')
      .getAttribute('viewBox')
      .then((text) => (text ?? '').split(' ').map(Number));

  it.each([
    { name: 'cancelkinds-1.27.trace', scheme: 'dark', width: 1400 },
    { name: 'gcheavy-1.24.trace', scheme: 'light', width: 360 },
    { name: 'starved-1.26.trace', scheme: 'dark', width: 360 },
  ] as const)('draws $name without a fault: $scheme, $width px', async ({ name, scheme, width }) => {
    const { page, faults } = await openCapture(name, { width, height: 800 });
    await page.emulateMedia({ colorScheme: scheme });
    const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(over).toBeLessThanOrEqual(0);
    expect((await names(page)).length).toBeGreaterThan(0);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('names nodes, and edges with blocked time and wake-ups; a click tells both sides', async () => {
    const { page, faults } = await openCapture('prodcons-1.22.trace');
    expect((await names(page)).sort()).toEqual(['main.consumer', 'main.main', 'main.producer']);
    const said = await page.locator('#graph .edge .said').allTextContents();
    expect(said.some((text) => /^263 ms · 83 receive$/.test(text))).toBe(true);
    await page.locator('#graph .node', { hasText: 'main.producer' }).click();
    const details = page.locator('#g-details');
    expect(await details.locator('h3').innerText()).toBe('main.producer');
    expect(await details.innerText()).toMatch(/83 × receive, chan send: 263 ms/);
    // From there to who woke it.
    await details.locator('button.link', { hasText: 'main.consumer' }).first().click();
    expect(await details.locator('h3').innerText()).toBe('main.consumer');
    expect(await page.locator('#graph .node.chosen .name').textContent()).toBe('main.consumer');
    await page.keyboard.press('Escape');
    expect(faults).toEqual([]);
    await page.close();
  });

  it('zooms by wheel and buttons, pans, shows all again, and says more under the pointer', async () => {
    const { page, faults } = await openCapture('cancelkinds-1.27.trace');
    const all = await boxOf(page);
    const frame = await page.locator('#graph').boundingBox();
    if (!frame) throw new Error('no graph');
    await page.mouse.move(frame.x + 300, frame.y + 200);
    await page.mouse.wheel(0, -240);
    const near = await boxOf(page);
    expect(near[2]).toBeLessThan(all[2] * 0.8);
    await page.mouse.move(frame.x + frame.width - 8, frame.y + frame.height - 8);
    await page.mouse.down();
    await page.mouse.move(frame.x + frame.width - 108, frame.y + frame.height - 58, { steps: 3 });
    await page.mouse.up();
    const moved = await boxOf(page);
    expect(moved[0]).toBeGreaterThan(near[0]);
    expect(moved[1]).toBeGreaterThan(near[1]);
    await page.click('#g-in');
    await page.click('#g-fit');
    expect(await boxOf(page)).toEqual(all);
    await page.locator('#graph .edge .said', { hasText: 'cancel' }).first().hover();
    expect(await page.locator('.tip-box').innerText()).toMatch(/ woke [\s\S]* × cancel, /);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('walks by keys, narrows to a node, adds what the runtime woke, searches', async () => {
    const { page, faults } = await openCapture('cancelkinds-1.27.trace');
    await page.focus('#graph');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const first = await page.locator('#g-details h3').innerText();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('#g-details h3').innerText()).not.toBe(first);
    const before = (await names(page)).length;
    await page.click('text=Only this and its neighbours');
    expect((await names(page)).length).toBeLessThan(before);
    await page.click('text=Show all again');
    expect((await names(page)).length).toBe(before);
    await page.check('#g-system');
    expect(await names(page)).toContain('timers');
    await page.fill('#g-search', 'kWait');
    expect(await page.locator('#g-found').innerText()).toMatch(/found; Enter: next/);
    await page.press('#g-search', 'Enter');
    expect(await page.locator('#g-details h3').innerText()).toContain('kWait');
    await page.locator('#g-amount').fill('3');
    expect(await page.locator('#graph .edge').count()).toBe(3);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('runs nothing that a trace brought, as page and as SVG', async () => {
    const evil = '</script><script>alert(1)</script>"><img src=x onerror=alert(2)>';
    const edge = (waker: string, wakee: string): TraceEdge => ({
      waker,
      wakee,
      reason: evil,
      via: 'send',
      count: 3,
      blockedNs: 5e6,
      sinceStart: 1,
      system: false,
    });
    const facts = { ...factsOfCapture('starved-1.26.trace'), problems: [{ code: 'x/y', message: evil }] };
    const edges = [edge('main.a', `main.${evil}`), edge(`main.${evil}`, 'main.b')];
    const options = { source: evil, focus: evil, thresholdNs: 0 };
    const { page, faults } = await pages.open('hostile', renderGraphHtml(facts, edges, options));
    expect((await names(page)).length).toBe(3);
    await page.locator('#graph .node').nth(1).click();
    expect(await page.locator('#g-details img').count()).toBe(0);
    expect(faults).toEqual([]);
    await page.close();
    const svg = renderGraphSvg(facts, edges, { ...options, title: evil });
    const drawn = await pages.open('svg', `<!doctype html><title>x</title>${svg}`);
    expect(await drawn.page.locator('svg .node').count()).toBe(3);
    expect(await drawn.page.locator('script, img').count()).toBe(0);
    expect(drawn.faults).toEqual([]);
    await drawn.page.close();
  });
});

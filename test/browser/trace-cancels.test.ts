// Opens the pictures of cancellations, collector and scheduler in the system's Chromium, wide and narrow, light and dark.
// Skipped loudly when there is no Chromium (PARKWATCH_CHROMIUM names one).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gcPicture, schedPicture } from '../../src/report/trace/html/health-charts.ts';
import { renderCancelsHtml } from '../../src/report/trace/html/render-cancels.ts';
import { renderHealthHtml } from '../../src/report/trace/html/render-health.ts';
import { findChromium, launchPages, type PageOpener } from '../support/open-pages.ts';
import { factsOfCapture } from '../support/open-traces.ts';

const executablePath = findChromium('test/browser/trace-cancels.test.ts');

describe.skipIf(!executablePath)('the picture of cancellations in Chromium', () => {
  let pages: PageOpener;
  beforeAll(async () => {
    pages = await launchPages(executablePath ?? '');
  });
  afterAll(() => pages?.close());

  it.each([
    { name: 'cancelkinds-1.27.trace', scheme: 'light', width: 1300 },
    { name: 'cancelfanout-1.27.trace', scheme: 'dark', width: 360 },
    { name: 'prodcons-1.22.trace', scheme: 'dark', width: 360 },
  ] as const)('opens $name without a fault: $scheme, $width px', async ({ name, scheme, width }) => {
    const html = renderCancelsHtml({ ...factsOfCapture(name), problems: [] }, name);
    const { page, faults } = await pages.open(name, html, { width, height: 800 });
    await page.emulateMedia({ colorScheme: scheme });
    const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(over).toBeLessThanOrEqual(0);
    expect(faults).toEqual([]);
    await page.close();
  });

  it.each([
    { view: 'gc', name: 'gcheavy-1.24.trace', width: 360 },
    { view: 'gc', name: 'prodcons-1.22.trace', width: 1300 },
    { view: 'sched', name: 'cancelkinds-1.27.trace', width: 1300 },
    { view: 'sched', name: 'starved-1.26.trace', width: 360 },
  ] as const)('draws the charts of $view without a fault: $name, $width px', async ({ view, name, width }) => {
    const facts = { ...factsOfCapture(name), signs: [], verdict: 'clean' as const };
    const picture = view === 'gc' ? gcPicture(facts) : schedPicture(facts);
    const html = renderHealthHtml(picture, `${view} of ${name}`);
    const { page, faults } = await pages.open(`${view}-${name}`, html, { width, height: 800 });
    const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(over).toBeLessThanOrEqual(0);
    for (const chart of picture.charts) expect(await page.locator('.health').innerHTML()).toContain(chart.title);
    // Labels are cut to their column: none reaches out of the picture.
    const boxes = (await page.evaluate(
      "[...document.querySelectorAll('.health text[text-anchor=end]:not(.soft)')].map((t) => t.getBBox().x)",
    )) as number[];
    for (const x of boxes) expect(x).toBeGreaterThanOrEqual(0);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('opens and closes places, and switches the theme', async () => {
    const facts = { ...factsOfCapture('cancelkinds-1.27.trace'), problems: [] };
    const { page, faults } = await pages.open('places', renderCancelsHtml(facts, 'kinds.trace'));
    const places = page.locator('details.place');
    expect(await places.count()).toBeGreaterThan(5);
    const last = places.last();
    expect(await last.locator('.tree').first().isVisible()).toBe(false);
    await last.locator('summary').click();
    expect(await last.locator('.tree').first().isVisible()).toBe(true);
    await page.click('#theme');
    expect(await page.getAttribute('html', 'data-theme')).toMatch(/dark|light/);
    expect(faults).toEqual([]);
    await page.close();
  });
});

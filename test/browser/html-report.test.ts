// Opens the pages in the system's Chromium: no console errors, no requests, sorting, filtering, the icicle.
// Skipped loudly when there is no Chromium (PARKWATCH_CHROMIUM names one).
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flameInputOf } from '../../src/report/flame-input.ts';
import { renderFlameHtml } from '../../src/report/render-flame.ts';
import { renderHtml } from '../../src/report/render-html.ts';
import { bigGroups, bigRun } from '../support/big-run.ts';
import { hostileRun } from '../support/hostile-result.ts';
import { findChromium, launchPages, type OpenPage, type PageOpener } from '../support/open-pages.ts';
import { makeFinding } from '../support/result-builders.ts';
import { stories } from '../support/run-results.ts';

const executablePath = findChromium('test/browser/html-report.test.ts');
const row = '#groups-table tbody tr';

describe.skipIf(!executablePath)('the HTML report in Chromium', () => {
  let pages: PageOpener;
  beforeAll(async () => {
    pages = await launchPages(executablePath ?? '');
  });
  afterAll(() => pages?.close());
  const open = (name: string, html: string): Promise<OpenPage> => pages.open(name, html);
  const cells = (page: Page, column: number): Promise<string[]> =>
    page.locator(`${row}:not([hidden]) td:nth-child(${column})`).allInnerTexts();

  it.each(Object.keys(stories))('opens %s without a fault, in light, dark and narrow', async (name) => {
    const { page, faults } = await open(name, renderHtml(stories[name]));
    for (const [colorScheme, width] of [
      ['dark', 1200],
      ['light', 360],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      expect(over).toBeLessThanOrEqual(0);
    }
    expect(faults).toEqual([]);
    await page.close();
  });

  it('sorts by any column, both ways, and says so', async () => {
    const { page, faults } = await open('sort', renderHtml(bigRun(60)));
    const counts = async (): Promise<number[]> => (await cells(page, 1)).map((t) => Number(t.replace(/,/g, '')));
    const sorted = [...(await counts())].sort((a, b) => a - b);
    const head = page.locator('th', { hasText: 'Goroutines' }).first();
    const button = page.locator('#groups-table th[data-key=count] button');
    await button.click();
    expect(await counts()).toEqual([...sorted].reverse());
    await button.click();
    expect(await counts()).toEqual(sorted);
    expect(await page.locator('#groups-table th[data-key=count]').getAttribute('aria-sort')).toBe('ascending');
    const sites = page.locator('#groups-table th[data-key=state] button');
    await sites.focus();
    await page.keyboard.press('Enter');
    const states = await cells(page, 3);
    expect(states).toEqual([...states].sort());
    expect(await page.locator('#groups-table th[data-key=count]').getAttribute('aria-sort')).toBeNull();
    expect(await head.count()).toBeGreaterThan(0);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('filters by words and by verdict', async () => {
    const { page, faults } = await open('filter', renderHtml(bigRun(60)));
    await page.fill('#groups-filter', 'redis worker2');
    const left = await cells(page, 4);
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(60);
    await page.fill('#groups-filter', '');
    await page.selectOption('#groups-verdict', 'leak');
    expect(await cells(page, 1)).toEqual(['900']);
    expect(await page.locator('#groups-shown').innerText()).toBe('1 group, 900 goroutines');
    await page.fill('#groups-filter', 'nothing of the kind');
    expect(await cells(page, 1)).toEqual([]);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('zooms the icicle by mouse and keys, searches, and reads boxes out', async () => {
    const { page, faults } = await open('icicle', renderHtml(stories.leak));
    const label = page.locator('#icicle-label');
    const canvas = page.locator('#icicle');
    // Root first: row 1 holds the widest root frame, the leaking closure.
    await canvas.hover({ position: { x: 40, y: 30 } });
    expect(await label.innerText()).toBe('example.com/app/jobs.(*Pool).Submit.func1 · 740 goroutines (91.1 %) · leak');
    expect(await page.locator('#icicle-reset').isDisabled()).toBe(true);
    await canvas.click({ position: { x: 40, y: 30 } });
    expect(await page.locator('#icicle-reset').isEnabled()).toBe(true);
    await canvas.press('ArrowDown');
    expect(await label.innerText()).toMatch(/^runtime\.chansend1 · 740/);
    await canvas.press('ArrowUp');
    await canvas.press('ArrowRight');
    expect(await label.innerText()).toMatch(/^net\/http\.\(\*persistConn\)\.readLoop · 64 goroutines/);
    await canvas.press('Escape');
    expect(await page.locator('#icicle-reset').isDisabled()).toBe(true);
    await page.fill('#icicle-search', 'readloop');
    expect(await label.innerText()).toBe('64 of 812 goroutines (7.9 %) pass through “readloop”');
    expect(faults).toEqual([]);
    await page.close();
  });

  it('paints the icicle by verdict or package, and again when the theme is switched', async () => {
    const { page, faults } = await open('colour', renderHtml(bigRun(60, [makeFinding()])));
    // Reads one pixel of the canvas: row 1, left.
    const pixel = (): Promise<string> =>
      page.evaluate(
        "[...document.getElementById('icicle').getContext('2d').getImageData(3, 48, 1, 1).data].slice(0, 3).join()",
      );
    const byVerdict = await pixel();
    await page.selectOption('#icicle-color', 'package');
    const byPackage = await pixel();
    expect(byPackage).not.toBe(byVerdict);
    await page.click('#theme');
    expect(await page.getAttribute('html', 'data-theme')).toMatch(/dark|light/);
    expect(await pixel()).not.toBe(byPackage);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('runs nothing that an input brought', async () => {
    const { page, faults } = await open('hostile', renderHtml(hostileRun));
    expect(await page.locator('script').count()).toBe(2);
    expect(await page.locator(row).count()).toBe(1);
    await page.fill('#groups-filter', 'alert(1)');
    expect(await page.locator(`${row}:not([hidden])`).count()).toBe(1);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('shows the picture alone', async () => {
    const { page, faults } = await open(
      'flame',
      renderFlameHtml(flameInputOf(bigGroups(200)), { title: 'Two hundred' }),
    );
    expect(await page.locator('h1').innerText()).toBe('Two hundred');
    await page.locator('#icicle').hover({ position: { x: 40, y: 30 } });
    expect(await page.locator('#icicle-label').innerText()).toMatch(/^net\/http\.\(\*conn\)\.serve · /);
    expect(faults).toEqual([]);
    await page.close();
  });
});

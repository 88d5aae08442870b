// Opens the timeline in the system's Chromium: draws, clicks, zooms, jumps to wakers, follows, searches, no faults.
// Skipped loudly when there is no Chromium (PARKWATCH_CHROMIUM names one).
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTimeline } from '../support/make-timeline.ts';
import { findChromium, launchPages, type OpenPage, type PageOpener } from '../support/open-pages.ts';
import { timelineOfCapture, timelinePage } from '../support/open-traces.ts';

const executablePath = findChromium('test/browser/trace-timeline.test.ts');

describe.skipIf(!executablePath)('the timeline in Chromium', () => {
  let pages: PageOpener;
  beforeAll(async () => {
    pages = await launchPages(executablePath ?? '');
  });
  afterAll(() => pages?.close());

  const painted = (page: Page): Promise<unknown> => page.waitForSelector('html[data-painted]', { state: 'attached' });
  const label = (page: Page): Promise<string> => page.locator('#tl-label').innerText();
  const openCapture = async (name: string, size = { width: 1200, height: 900 }): Promise<OpenPage> => {
    const opened = await pages.open(name, timelinePage(timelineOfCapture(name).timeline, name), size);
    await painted(opened.page);
    return opened;
  };
  /** Colours in a column of the canvas, from its pixels. */
  const colours = (page: Page, x: number): Promise<number> =>
    page.evaluate(
      `new Set(new Uint32Array(document.getElementById('timeline').getContext('2d').getImageData(${x}, 0, 1, 600).data.buffer)).size`,
    );

  it.each([
    { name: 'prodcons-1.22.trace', scheme: 'light', width: 1400 },
    { name: 'gcheavy-1.24.trace', scheme: 'dark', width: 1200 },
    { name: 'annotations-1.23.trace', scheme: 'dark', width: 360 },
    { name: 'coro-1.27.trace', scheme: 'light', width: 360 },
    { name: 'truncated60-1.27.trace', scheme: 'light', width: 900 },
  ] as const)('draws $name without a fault: $scheme, $width px', async ({ name, scheme, width }) => {
    const { page, faults } = await openCapture(name, { width, height: 800 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.waitForTimeout(50);
    const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(over).toBeLessThanOrEqual(0);
    expect(await colours(page, Math.round(width * 0.5))).toBeGreaterThan(3);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('shows an interval on a click, goes to its waker at that instant, and on to whom it woke', async () => {
    const { page, faults } = await openCapture('prodcons-1.22.trace');
    await page.fill('#tl-search', 'main.main');
    await page.press('#tl-search', 'Enter');
    expect(await page.locator('#tl-found').innerText()).toMatch(/^\d+ intervals? in \d+ groups?; Enter: next$/);
    const details = page.locator('#tl-details');
    expect(await details.locator('h3').innerText()).toMatch(/^goroutine \d+$/);
    // main waits for its consumers in sync.WaitGroup.Wait; the last of them wakes it.
    await page.fill('#tl-search', 'WaitGroup');
    await page.press('#tl-search', 'Enter');
    expect(await details.innerText()).toMatch(/waits for\s+sync/);
    expect(await details.innerText()).toContain('sync.(*WaitGroup).Wait');
    const before = await details.locator('h3').innerText();
    await page.focus('#timeline');
    await page.keyboard.press('Enter');
    expect(await details.locator('h3').innerText()).not.toBe(before);
    expect(await details.innerText()).toMatch(/function\s+main\.consumer/);
    expect(await details.innerText()).toMatch(/state\s+running on P \d/);
    expect(await details.innerText()).toMatch(/IN THIS TIME IT/i);
    expect(await label(page)).toMatch(/^goroutine \d+ main\.consumer: running on P \d for /);
    await details.locator('.list button', { hasText: before }).first().click();
    expect(await details.locator('h3').innerText()).toBe(before);
    expect(await details.innerText()).toMatch(/state\s+runnable/);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('zooms by wheel and buttons, pans, and reads out what is under the pointer', async () => {
    const { page, faults } = await openCapture('gcheavy-1.24.trace');
    const canvas = page.locator('#timeline');
    const box = await canvas.boundingBox();
    if (!box) throw new Error('no canvas');
    // The fixed lines on top: goroutines by state.
    await page.mouse.move(box.x + 600, box.y + 60);
    const whole = await canvas.screenshot();
    for (let i = 0; i < 6; i++) await page.mouse.wheel(0, -100);
    await page.waitForTimeout(60);
    expect((await canvas.screenshot()).equals(whole)).toBe(false);
    await page.click('#tl-fit');
    await page.mouse.move(box.x + 600, box.y + 60);
    await page.waitForTimeout(60);
    expect((await canvas.screenshot()).equals(whole)).toBe(true);
    await page.click('#tl-in');
    await page.click('#tl-in');
    await page.click('#tl-out');
    await page.mouse.move(box.x + 700, box.y + 400);
    await page.mouse.down();
    await page.mouse.move(box.x + 500, box.y + 400, { steps: 4 });
    await page.mouse.up();
    // A group's row tells how many are in which state.
    await page.fill('#tl-search', 'gcBgMarkWorker');
    await page.waitForTimeout(60);
    await page.mouse.move(box.x + 500, box.y + 150);
    expect(await label(page)).toMatch(/runtime\.gcBgMarkWorker/);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('opens a group by a click on its name, follows a goroutine by a key, and shows processors', async () => {
    const timeline = makeTimeline({ steps: 4000, groups: 3, alive: 9, procs: 2 });
    const { page, faults } = await pages.open('made', timelinePage(timeline, 'made.trace'));
    await painted(page);
    const box = await page.locator('#timeline').boundingBox();
    if (!box) throw new Error('no canvas');
    await page.mouse.click(box.x + 60, box.y + 146);
    await page.waitForTimeout(60);
    // The first lane of the group that is open now.
    await page.mouse.click(box.x + 500, box.y + 163);
    const chosen = await page.locator('#tl-details h3').innerText();
    expect(chosen).toMatch(/^goroutine \d+$/);
    await page.focus('#timeline');
    await page.keyboard.press('f');
    expect(await page.locator('#tl-details').innerText()).toContain('Stop following');
    await page.keyboard.press(']');
    expect(await page.locator('#tl-details h3').innerText()).toBe(chosen);
    await page.keyboard.press('Escape');
    expect(await page.locator('#tl-details').innerText()).not.toContain(chosen);
    await page.selectOption('#tl-mode', 'procs');
    await page.waitForTimeout(60);
    for (let x = 400; x < 460; x += 5) await page.mouse.click(box.x + x, box.y + 165);
    expect(await page.locator('#tl-details').innerText()).toMatch(/state\s+running on P 0/);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('finds a goroutine by its id, and runs nothing that a trace brought', async () => {
    const evil = '</script><img src=x onerror=alert(1)><script>alert(2)</script>';
    const timeline = makeTimeline({ steps: 900, groups: 2, alive: 3, procs: 1, name: () => evil });
    const stacks = timeline.stacks.map((stack) => stack.map((f) => ({ ...f, function: evil, file: evil })));
    const { page, faults } = await pages.open('hostile', timelinePage({ ...timeline, stacks }, evil));
    await painted(page);
    await page.fill('#tl-search', '3');
    await page.press('#tl-search', 'Enter');
    expect(await page.locator('#tl-details h3').innerText()).toBe('goroutine 3');
    expect(await page.locator('#tl-details').innerText()).toContain(evil);
    expect(await page.locator('#tl-details img').count()).toBe(0);
    await page.fill('#tl-search', 'no such function');
    await page.press('#tl-search', 'Enter');
    expect(await page.locator('#tl-found').innerText()).toBe('nothing found');
    expect(faults).toEqual([]);
    await page.close();
  });

  it('paints anew when the theme is switched', async () => {
    const { page, faults } = await openCapture('convoy-1.23.trace');
    const corner = (): Promise<string> =>
      page.evaluate(
        "[...document.getElementById('timeline').getContext('2d').getImageData(3, 300, 1, 1).data].slice(0, 3).join()",
      );
    const before = await corner();
    await page.click('#theme');
    await page.waitForTimeout(60);
    expect(await corner()).not.toBe(before);
    expect(faults).toEqual([]);
    await page.close();
  });
});

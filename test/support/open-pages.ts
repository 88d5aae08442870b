// Opens pages in the system's Chromium for tests; collects everything a page should not do.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const places = [
  process.env.PARKWATCH_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Undefined without a Chromium; says so loudly, in the name of the test file. */
export function findChromium(testFile: string): string | undefined {
  const found = places.find((place) => place && existsSync(place));
  if (!found) console.warn(`SKIPPED ${testFile}: no Chromium found; set PARKWATCH_CHROMIUM or install \`chromium\``);
  return found;
}

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface OpenPage {
  readonly page: Page;
  /** Console errors and warnings, exceptions, policy breaches, dialogs and requests. */
  readonly faults: string[];
}

export interface PageOpener {
  open(name: string, html: string, size?: { width: number; height: number }): Promise<OpenPage>;
  close(): Promise<void>;
}

export async function launchPages(executablePath: string): Promise<PageOpener> {
  const folder = mkdtempSync(join(tmpdir(), 'parkwatch-browser-'));
  const context: BrowserContext = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath,
    args: flags,
    viewport: { width: 1200, height: 900 },
  });
  return {
    async open(name, html, size) {
      const file = join(folder, `${name}.html`);
      writeFileSync(file, html);
      const page = await context.newPage();
      if (size) await page.setViewportSize(size);
      const faults: string[] = [];
      page.on('console', (message) => {
        // Tests read canvases back; that advice is not the page's fault.
        const ours = !message.text().startsWith('Canvas2D: Multiple readback');
        if (ours && ['error', 'warning'].includes(message.type())) faults.push(message.text());
      });
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('dialog', (dialog) => {
        faults.push(`dialog ${dialog.message()}`);
        void dialog.dismiss();
      });
      const url = pathToFileURL(file).href;
      page.on('request', (request) => {
        if (request.url() !== url) faults.push(`request ${request.url()}`);
      });
      await page.goto(url);
      return { page, faults };
    },
    async close() {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

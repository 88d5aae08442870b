// Runs in the browser: theme switch, sorting and filtering of the groups table, and the pictures that there are.
// Sent as its own text, see icicle-client.ts.
import type { BrowserWindow, DomElement } from './dom-types.ts';

/** Brings the page to life; without it everything but the pictures can still be read. */
export function pageClient(
  window: BrowserWindow,
  pictures: Record<string, (window: BrowserWindow, data: never) => () => void>,
): void {
  const doc = window.document;
  const data = JSON.parse(doc.getElementById('data')?.textContent || '{}') as Record<string, never>;
  const list = (all: ArrayLike<DomElement>): DomElement[] => Array.prototype.slice.call(all);
  doc.documentElement.setAttribute('data-script', '');
  const redraws = Object.keys(pictures)
    .filter((name) => data[name])
    .map((name) => pictures[name](window, data[name]));
  const redraw = (): void => {
    for (const draw of redraws) draw();
  };

  const theme = doc.getElementById('theme');
  const systemDark = window.matchMedia('(prefers-color-scheme: dark)');
  const isDark = (): boolean => {
    const chosen = doc.documentElement.getAttribute('data-theme');
    return chosen ? chosen === 'dark' : systemDark.matches;
  };
  const nameTheme = (): void => {
    if (theme) theme.setAttribute('aria-label', isDark() ? 'Switch to light' : 'Switch to dark');
  };
  if (theme)
    theme.addEventListener('click', () => {
      doc.documentElement.setAttribute('data-theme', isDark() ? 'light' : 'dark');
      nameTheme();
      redraw();
    });
  systemDark.addEventListener('change', () => {
    nameTheme();
    redraw();
  });
  nameTheme();

  const table = doc.getElementById('groups-table');
  const body = table ? table.querySelector('tbody') : null;
  if (!table || !body) return;
  const rows = list(body.children);
  const heads = list(table.querySelectorAll('th[data-key]'));
  const order = (head: DomElement): void => {
    const key = head.dataset.key || '';
    const numeric = head.dataset.kind === 'number';
    const before = head.getAttribute('aria-sort');
    const up = before === 'descending' || (before === null && !numeric);
    for (const other of heads) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    const sign = up ? 1 : -1;
    const sorted = rows
      .map((row, index) => ({ row, index, text: row.dataset[key] || '' }))
      .sort((a, b) => {
        const difference = numeric ? Number(a.text) - Number(b.text) : a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
        return sign * difference || a.index - b.index;
      });
    body.append(...sorted.map((item) => item.row));
  };
  for (const head of heads) {
    const button = head.querySelector('button');
    if (button) button.addEventListener('click', () => order(head));
  }

  const filter = doc.getElementById('groups-filter');
  const verdict = doc.getElementById('groups-verdict');
  const shown = doc.getElementById('groups-shown');
  const apply = (): void => {
    const words = filter
      ? filter.value
          .toLowerCase()
          .split(/\s+/)
          .filter((w) => w !== '')
      : [];
    const wanted = verdict ? verdict.value : '';
    let count = 0;
    let goroutines = 0;
    for (const row of rows) {
      const text = row.dataset.text || '';
      const fits = (wanted === '' || row.dataset.verdict === wanted) && words.every((w) => text.indexOf(w) >= 0);
      row.hidden = !fits;
      if (!fits) continue;
      count++;
      goroutines += Number(row.dataset.count);
    }
    if (shown)
      shown.textContent = `${count} ${count === 1 ? 'group' : 'groups'}, ${goroutines} ${goroutines === 1 ? 'goroutine' : 'goroutines'}`;
  };
  if (filter) filter.addEventListener('input', apply);
  if (verdict) verdict.addEventListener('change', apply);
}

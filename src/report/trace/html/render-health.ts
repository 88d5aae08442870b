// The charts of `trace gc` and `trace sched` as SVG, and as a page that holds the same SVG.
import { elideEnd } from '../../../base/text-width.ts';
import { escapeHtml } from '../../html/escape-html.ts';
import { functionsText, renderPage } from '../../html/page-frame.ts';
import { formatNs } from '../trace-words.ts';
import type { HealthChart, HealthPicture } from './health-charts.ts';

const width = 1180;
const left = 330;
const right = 330;
const room = width - left - right;
const rowHeight = 19;
const charWidth = 6.15;

const palette = {
  ink: '#17202c',
  soft: '#55606f',
  ground: '#ffffff',
  line: '#dde2e9',
  bar: '#7ba7dd',
  far: '#c9dcf3',
  mark: '#d23f3a',
};
const darkPalette: typeof palette = {
  ink: '#e4e9f0',
  soft: '#9aa7b7',
  ground: '#161d27',
  line: '#313d4d',
  bar: '#4f7fb8',
  far: '#2c4a6c',
  mark: '#ff6a61',
};

const rules = (c: typeof palette, at: string): string =>
  `${at}text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:10.4px;fill:${c.ink}}${at}.soft{fill:${c.soft}}${at}.title{font-size:12.5px;font-weight:600}${at}.sick{fill:${c.mark};font-weight:600}${at}.ground{fill:${c.ground}}${at}.rule{stroke:${c.line}}${at}.bar{fill:${c.bar}}${at}.far{fill:${c.far}}${at}.mark{fill:${c.mark}}`;

const round = (value: number): number => Math.round(value * 10) / 10;
const text = (kind: string, x: number, y: number, words: string, space: number, anchor = ''): string =>
  `<text class="${kind}" x="${round(x)}" y="${round(y)}"${anchor ? ` text-anchor="${anchor}"` : ''}>${escapeHtml(elideEnd(words, Math.floor(space / charWidth)))}</text>`;

/** Shapes of a chart from `y` down, and where they end. */
function chartShapes(chart: HealthChart, y: number): { shapes: string[]; end: number } {
  const shapes = [text('title', 14, y + 14, chart.title, width)];
  let at = y + 26;
  if (chart.kind === 'spans') {
    const scale = (width - 28) / Math.max(1, chart.lengthNs);
    shapes.push(`<path class="rule" d="M14 ${at + 18.5}H${width - 14}"/>`);
    for (const { at: begin, ns } of chart.spans)
      shapes.push(
        `<rect class="bar" x="${round(14 + Math.max(0, begin) * scale)}" y="${at}" width="${round(Math.max(1, ns * scale))}" height="18"/>`,
      );
    shapes.push(
      text('soft', 14, at + 32, '0', 80),
      text('soft', width - 14, at + 32, formatNs(chart.lengthNs), 80, 'end'),
    );
    return { shapes, end: at + 48 };
  }
  if (chart.rows.length === 0) return { shapes: [...shapes, text('soft', 14, at + 10, 'none', 200)], end: at + 26 };
  const place = chart.kind === 'ranges' ? rangePlace(chart.rows) : undefined;
  if (place) {
    for (const p of place.decades)
      shapes.push(
        `<path class="rule" d="M${round(place.x(10 ** p))} ${at + 6}V${at + 12 + chart.rows.length * rowHeight}"/>`,
        text('soft', place.x(10 ** p), at + 2, formatNs(10 ** p), 80, 'middle'),
      );
    at += 12;
  }
  for (const row of chart.rows) {
    const middle = at + rowHeight / 2;
    shapes.push(text('', left - 12, middle + 3.5, row.label, left - 26, 'end'));
    shapes.push(text('soft', width - right + 12, middle + 3.5, row.note, right - 20));
    if (chart.kind === 'bars' && 'value' in row)
      shapes.push(
        `<rect class="far" x="${left}" y="${at + 4}" width="${room}" height="11"/>`,
        `<rect class="bar" x="${left}" y="${at + 4}" width="${round(Math.min(1, row.value / chart.most) * room)}" height="11"/>`,
      );
    if (place && 'p50' in row) {
      const [a, b, c] = [row.p50, row.p99, row.max].map(place.x);
      shapes.push(
        `<rect class="far" x="${round(b)}" y="${at + 8}" width="${round(Math.max(1, c - b))}" height="3"/>`,
        `<rect class="bar" x="${round(a)}" y="${at + 4}" width="${round(Math.max(2, b - a))}" height="11"/>`,
        `<rect class="mark" x="${round(c - 1)}" y="${at + 4}" width="2" height="11"/>`,
      );
    }
    at += rowHeight;
  }
  return { shapes, end: at + 14 };
}

function rangePlace(rows: readonly { readonly p50: number; readonly max: number }[]) {
  const from = Math.floor(Math.log10(Math.max(1, Math.min(...rows.map((r) => Math.max(1, r.p50))))));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...rows.map((r) => r.max), 10)) - 1e-9));
  return {
    decades: Array.from({ length: to - from + 1 }, (_x, i) => from + i),
    x: (ns: number): number =>
      left + Math.min(1, Math.max(0, (Math.log10(Math.max(1, ns)) - from) / (to - from))) * room,
  };
}

function drawing(picture: HealthPicture, title: string | undefined): { height: number; shapes: string } {
  const shapes: string[] = [];
  let y = 8;
  if (title !== undefined) {
    shapes.push(text('title', 14, y + 14, title, width));
    y += 24;
  }
  for (const line of picture.lines) {
    shapes.push(text(line.startsWith('sick:') ? 'sick' : 'soft', 14, y + 12, line, width));
    y += 16;
  }
  y += 10;
  for (const chart of picture.charts) {
    const drawn = chartShapes(chart, y);
    shapes.push(...drawn.shapes);
    y = drawn.end + 6;
  }
  return { height: y + 4, shapes: shapes.join('\n') };
}

/** An SVG that stands alone; in ranges the bar goes from the median to p99, the red mark is the longest. */
export function renderHealthSvg(picture: HealthPicture, title: string): string {
  const { height, shapes } = drawing(picture, title);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<style>${rules(palette, '')}@media (prefers-color-scheme:dark){${rules(darkPalette, '')}}</style>
<rect class="ground" width="100%" height="100%"/>
${shapes}
</svg>
`;
}

const pageRules = `:root{${variables(palette)}}@media (prefers-color-scheme:dark){:root{${variables(darkPalette)}}}
:root[data-theme=light]{${variables(palette)}}:root[data-theme=dark]{${variables(darkPalette)}}
${rules(Object.fromEntries(Object.keys(palette).map((name) => [name, `var(--h-${name})`])) as typeof palette, '.health ')}
main,nav>div{max-width:1240px}.health{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:12px}.health svg{display:block;min-width:760px;width:100%;height:auto}`;

function variables(c: typeof palette): string {
  return Object.entries(c)
    .map(([name, value]) => `--h-${name}:${value};`)
    .join('');
}

/** The same in a page, for the theme and for small screens. */
export function renderHealthHtml(picture: HealthPicture, title: string): string {
  const { height, shapes } = drawing(picture, undefined);
  return renderPage({
    title: `${title} – Parkwatch`,
    body: `<nav aria-label="Page"><div><a class="mark" href="#top">Parkwatch</a><button type="button" id="theme">◐</button></div></nav>
<main id="top"><header class="plainhead"><h1>${escapeHtml(title)}</h1></header>
<div class="health" tabindex="0" role="group" aria-label="Charts"><svg viewBox="0 0 ${width} ${height}">${shapes}</svg></div>
<footer>In ranges the bar goes from the median to the 99th percentile, the red mark is the longest; the axis is logarithmic.</footer></main>`,
    data: {},
    pictures: functionsText({}),
    style: pageRules,
  });
}

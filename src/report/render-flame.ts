// An icicle as a picture that stands alone: SVG for documents, HTML for looking around.
import { elideEnd } from '../base/text-width.ts';
import type { FlameInput } from './flame-input.ts';
import { hueOf, isStandard } from './frame-color.ts';
import { escapeHtml } from './html/escape-html.ts';
import { icicleData, icicleSection } from './html/icicle-section.ts';
import { renderPage } from './html/page-frame.ts';
import { layoutIcicle } from './icicle-layout.ts';
import { formatCount, packageOf, shortName } from './words.ts';

const rowHeight = 18;
const charWidth = 6.6;

const verdictFill: Readonly<Record<string, string>> = { leak: '#d9534a', suspect: '#d9962f' };

function fillOf(name: string, kind: string): string {
  if (verdictFill[kind]) return verdictFill[kind];
  const path = packageOf(name);
  return isStandard(path) ? '#c3c9d1' : `hsl(${hueOf(path)} 45% 72%)`;
}

/** A static SVG of `width` pixels; every box has its full name and count as a title. Boxes under half a pixel are left out. */
export function renderFlameSvg(
  input: FlameInput,
  options: { readonly title?: string; readonly width?: number } = {},
): string {
  const width = options.width ?? 1200;
  const icicle = layoutIcicle(input);
  const unit = input.unit ?? 'goroutines';
  const scale = icicle.total === 0 ? 0 : width / icicle.total;
  const boxes: string[] = [];
  for (let i = 0; i < icicle.name.length; i++) {
    const w = icicle.count[i] * scale;
    if (w < 0.5) continue;
    const name = icicle.names[icicle.name[i]];
    const x = (icicle.left[i] * scale).toFixed(2);
    const y = icicle.level[i] * rowHeight + 30;
    const share = ((icicle.count[i] / icicle.total) * 100).toFixed(1);
    const title = `${escapeHtml(name)} – ${formatCount(icicle.count[i])} ${escapeHtml(unit)} (${share} %)`;
    const label =
      w > 30
        ? escapeHtml(
            elideEnd(i === 0 ? `all ${formatCount(icicle.total)}` : shortName(name), Math.floor((w - 6) / charWidth)),
          )
        : '';
    const fill = i === 0 ? '#e4e7eb' : fillOf(name, icicle.classes[icicle.kind[i]]);
    boxes.push(
      `<g><title>${title}</title><rect x="${x}" y="${y}" width="${Math.max(0.5, w - 0.5).toFixed(2)}" height="${rowHeight - 1}" rx="1.5" fill="${fill}"/>` +
        (label ? `<text x="${(icicle.left[i] * scale + 4).toFixed(2)}" y="${y + 12.5}">${label}</text>` : '') +
        '</g>',
    );
  }
  const height = icicle.depth * rowHeight + 38;
  const title = escapeHtml(options.title ?? `Stacks of ${formatCount(icicle.total)} ${unit}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace,Menlo,Consolas,monospace" font-size="11" fill="#1c2430">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="6" y="19" font-size="13" font-weight="600">${title}</text>
${boxes.join('\n')}
</svg>
`;
}

/** One self-contained page with the icicle: zoom, search, colours by package or class. */
export function renderFlameHtml(input: FlameInput, options: { readonly title?: string } = {}): string {
  const icicle = layoutIcicle(input);
  const title = options.title ?? `Stacks of ${formatCount(icicle.total)} ${input.unit ?? 'goroutines'}`;
  return renderPage({
    title,
    body: `<main class="wide"><header class="plainhead"><h1>${escapeHtml(title)}</h1></header>${icicleSection(icicle, input.unit ?? 'goroutines', 1)}</main>`,
    data: { icicle: icicleData(icicle, input.unit ?? 'goroutines') },
  });
}

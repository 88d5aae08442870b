// The graph of wake-ups as an SVG that stands alone.
import type { TraceEdge, TraceResult } from '../../../model/trace-result.ts';
import { escapeHtml, escapePre } from '../../html/escape-html.ts';
import { formatCount } from '../../words.ts';
import { formatNs } from '../trace-words.ts';
import { type GraphData, graphData } from './graph-data.ts';
import { drawGraph, type Shape } from './graph-shapes.ts';
import { svgStyle } from './graph-style.ts';
import { layoutGraph } from './layer-graph.ts';

/** Edges that are laid out at all. */
export const mostEdges = 400;
const apartRows = 12;

/** `edges` are those of `result` that were asked for. Text of the trace is escaped. */
export function renderGraphSvg(
  result: Pick<TraceResult, 'goroutines'>,
  edges: readonly TraceEdge[],
  options: { readonly title: string; readonly focus?: string; readonly thresholdNs: number },
): string {
  const data = graphData(result, edges, options);
  const most = options.thresholdNs > 0 || options.focus ? mostEdges : 0;
  const picture = drawGraph(data, { system: false, most, only: -1 }, layoutGraph);
  const apart = apartLines(data);
  const head = 46;
  const width = Math.max(560, picture.width);
  const height = head + picture.height + (apart.length > 0 ? 34 + apart.length * 16 : 0) + 10;
  const left = picture.all - picture.edges.length;
  const about =
    picture.all === 0
      ? 'no goroutine of the program was woken by another'
      : `${formatCount(picture.edges.length)} ${picture.edges.length === 1 ? 'edge' : 'edges'} between goroutines${left > 0 ? `; ${formatCount(left)} with less blocked time are left out` : ''}; arrows go from who woke to who was woken`;
  const rows = apart.map(
    (line, i) =>
      `<text class="about" x="14" y="${head + picture.height + 44 + i * 16}" xml:space="preserve">${escapeHtml(line)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<style>${svgStyle}</style>
<rect class="ground" width="100%" height="100%"/>
<text class="name" x="14" y="20">${escapeHtml(options.title)}</text>
<text class="about" x="14" y="36">${escapeHtml(about)}</text>
<g transform="translate(0 ${head})">
${picture.shapes.map(shapeText).join('\n')}
</g>
${apart.length > 0 ? `<text class="name" x="14" y="${head + picture.height + 24}">Apart: the runtime’s own goroutines</text>\n${rows.join('\n')}` : ''}
</svg>
`;
}

/** The runtime's own goroutines with who woke them, as lines. */
function apartLines(data: GraphData): string[] {
  const rows = data.edges.filter((e) => e.system && data.nodes[e.to].kind !== 'goroutine');
  const shown = rows.slice(0, apartRows);
  const width = Math.max(0, ...shown.map((e) => data.nodes[e.to].label.length));
  return [
    ...shown.map(
      (e) =>
        `${data.nodes[e.to].label.padEnd(width)}  ${formatNs(e.ns).padStart(8)}  ${formatCount(e.count)} by ${data.nodes[e.from].label}`,
    ),
    ...(rows.length > shown.length ? [`and ${rows.length - shown.length} more`] : []),
  ];
}

function shapeText(shape: Shape): string {
  const attributes = Object.entries(shape.attributes)
    .filter(([name]) => name !== 'tabindex' && name !== 'role')
    .map(([name, value]) => ` ${name}="${escapeHtml(String(value))}"`)
    .join('');
  if (shape.tag === 'path' && shape.attributes.class === 'reach') return '';
  const inside = shape.text !== undefined ? escapePre(shape.text) : (shape.inside ?? []).map(shapeText).join('');
  return inside === '' ? `<${shape.tag}${attributes}/>` : `<${shape.tag}${attributes}>${inside}</${shape.tag}>`;
}

// The door to every picture of a trace but the timeline; which there are: picture-forms.ts.
import type { TraceResult, TraceView } from '../../../model/trace-result.ts';
import { type GraphOptions, selectEdges } from '../render-graph.ts';
import { gcPicture, schedPicture } from './health-charts.ts';
import type { PictureForm } from './picture-forms.ts';
import { renderCancelsHtml, renderCancelsSvg } from './render-cancels.ts';
import { renderGraphHtml } from './render-graph-html.ts';
import { renderGraphSvg } from './render-graph-svg.ts';
import { renderHealthHtml, renderHealthSvg } from './render-health.ts';

/** One file that stands alone. Throws for a view that has none in that form. */
export function renderPicture(result: TraceResult, view: TraceView, form: PictureForm, options: GraphOptions): string {
  const source = result.sources[0]?.name ?? 'a trace';
  const name = source.split(/[/\\]/).at(-1);
  if (view === 'cancels')
    return form === 'svg'
      ? renderCancelsSvg(result, `Who cancelled whom in ${name}`)
      : renderCancelsHtml(result, source);
  if (view === 'gc' || view === 'sched') {
    const picture = view === 'gc' ? gcPicture(result) : schedPicture(result);
    const title = `${view === 'gc' ? 'Garbage collection' : 'Scheduling'} in ${name}`;
    return form === 'svg' ? renderHealthSvg(picture, title) : renderHealthHtml(picture, title);
  }
  const edges = selectEdges(result, options);
  if (view === 'graph' && form === 'svg')
    return renderGraphSvg(result, edges, {
      title: `Who wakes whom in ${name}`,
      ...options,
    });
  if (view === 'graph') return renderGraphHtml(result, edges, { source, ...options });
  throw new Error(`${view} has no ${form}`);
}

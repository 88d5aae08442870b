// The icicle's place in a page, and its data with labels and colours worked out.
import { neutralise } from '../../base/neutralise.ts';
import { hueOf, isStandard } from '../frame-color.ts';
import type { Icicle } from '../icicle-layout.ts';
import { formatCount, packageOf, shortName } from '../words.ts';
import type { IcicleData } from './dom-types.ts';
import { escapeHtml } from './escape-html.ts';

/** Names are neutralised here: they go to canvas and label as text. */
export function icicleData(icicle: Icicle, unit: string): IcicleData {
  const { total, depth, classes, name, level, left, count, self, parent, kind } = icicle;
  return {
    total,
    depth,
    unit,
    names: icicle.names.map(neutralise),
    labels: icicle.names.map((n) => neutralise(shortName(n))),
    hues: icicle.names.map((n) => (isStandard(packageOf(n)) ? -1 : hueOf(packageOf(n)))),
    classes: classes.map(neutralise),
    name,
    level,
    left,
    count,
    self,
    parent,
    kind,
  };
}

/** Tool bar, canvas and label. `heading` is the level of its heading; 1 leaves it out (the page has one). */
export function icicleSection(icicle: Icicle, unit: string, heading: 1 | 2): string {
  const title = heading === 2 ? '<h2>All stacks</h2>' : '';
  const byClass = icicle.classes.some((c) => c !== '');
  return `<section class="icicle" id="stacks" aria-label="All stacks">${title}
<div class="tools"><label class="grow"><span class="sr">Search functions</span><input type="search" id="icicle-search" placeholder="Search functions" autocomplete="off" spellcheck="false"></label>
${
  byClass
    ? '<label><span class="sr">Colour</span><select id="icicle-color"><option value="class">Colour by verdict</option><option value="package">Colour by package</option></select></label>'
    : ''
}
<button type="button" id="icicle-reset" disabled>Zoom out</button></div>
<p class="label" id="icicle-label" aria-live="polite">${formatCount(icicle.total)} ${escapeHtml(unit)}, root on top, width by count. Click or press Enter to zoom, Esc to go back, arrows to walk.</p>
<div class="canvas"><canvas id="icicle" tabindex="0" role="application" aria-label="Icicle of all stacks, root on top" aria-describedby="icicle-label"></canvas></div>
</section>`;
}

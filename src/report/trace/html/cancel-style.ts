// The look of the picture of cancellations, for a page and for an SVG that stands alone.

const light = {
  queued: '#e8a33d',
  ran: '#2f9d62',
  alive: '#d23f3a',
  tick: '#dde2e9',
  call: '#8a4fbf',
  deadline: '#3f78c9',
};
const dark: typeof light = {
  queued: '#cf8f2e',
  ran: '#3aa86c',
  alive: '#ff6a61',
  tick: '#283241',
  call: '#b98ae6',
  deadline: '#6d9fe6',
};
type Palette = typeof light;

const bars = (c: Palette): string =>
  (['queued', 'ran', 'alive'] as const).map((kind) => `.b-${kind}{fill:${c[kind]}}`).join('');
const svg = (c: Palette, ink: string, soft: string, ground: string): string =>
  `text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:${ink}}.ground{fill:${ground}}.title{font-size:13px;font-weight:600}.call{font-size:11px;font-weight:600}.woken{font-size:10.2px}.about{font-size:10.2px;fill:${soft}}.tick{stroke:${c.tick}}${bars(c)}`;

export const cancelSvgStyle = `${svg(light, '#17202c', '#55606f', '#ffffff')}
@media (prefers-color-scheme:dark){${svg(dark, '#e4e9f0', '#9aa7b7', '#161d27')}}`;

const variables = (c: Palette): string =>
  Object.entries(c)
    .map(([name, value]) => `--c-${name}:${value};`)
    .join('');

export const cancelStyle = `
:root{${variables(light)}}@media (prefers-color-scheme:dark){:root{${variables(dark)}}}
:root[data-theme=light]{${variables(light)}}:root[data-theme=dark]{${variables(dark)}}
main{max-width:1240px;gap:1.2rem}nav>div{max-width:1240px}
.warn{color:var(--suspect);background:var(--suspect-bg);border-radius:7px;padding:.4rem .7rem;font-size:.92rem}
.moments svg{width:100%;height:26px;background:var(--card);border:1px solid var(--line);border-radius:6px;display:block}
.moments path{stroke-width:1;vector-effect:non-scaling-stroke}.m-call{stroke:var(--c-call)}.m-deadline{stroke:var(--c-deadline)}
.ends{display:flex;justify-content:space-between;color:var(--soft);font-size:.82rem;margin-top:.2rem}
i.k{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin:0 .3em 0 .7em}${['queued', 'ran', 'alive', 'call', 'deadline'].map((kind) => `i.k.${kind}{background:var(--c-${kind})}`).join('')}
.axis,.tree li{display:grid;grid-template-columns:minmax(0,1fr) minmax(260px,42%);gap:0 1rem;align-items:center}
.axis{position:sticky;top:44px;z-index:2;background:var(--bg);padding:.4rem 1rem .3rem;font-size:.82rem;color:var(--soft)}.decades{display:flex;justify-content:space-between;white-space:nowrap}
.decades span{width:0;display:flex;justify-content:center}.decades span:first-child{justify-content:flex-start}.decades span:last-child{justify-content:flex-end}
.place{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--c-call);border-radius:10px;padding:.7rem 1rem;margin-bottom:.7rem}.place.k-deadline{border-left-color:var(--c-deadline)}
.place summary{color:var(--ink)}.tree{border-top:1px solid var(--line);margin-top:.6rem;padding-top:.5rem}.tree p{margin:0 0 .25rem;font-size:.92rem;color:var(--soft)}.tree .at{color:var(--ink);font-variant-numeric:tabular-nums;display:inline-block;min-width:5.2em}
.tree ul{list-style:none;margin:0;padding:0;display:grid;gap:.25rem}.tree li{font-size:.9rem}
.who{min-width:0;border-left:2px solid var(--line);padding-left:.6rem}.who b{font-family:var(--mono);font-size:.9em}
${[1, 2, 3, 4, 5, 6].map((d) => `.d${d} .who{margin-left:${d * 1.3}rem}`).join('')}
.when svg{width:100%;height:14px;display:block}.when .tick{stroke:var(--c-tick);vector-effect:non-scaling-stroke}${['queued', 'ran', 'alive'].map((kind) => `.when .b-${kind}{fill:var(--c-${kind})}`).join('')}
.told{font-size:.8rem;color:var(--soft)}.more{margin:.5rem 0 0}
@media (max-width:720px){.axis,.tree li{grid-template-columns:minmax(0,1fr)}.axis{padding:.3rem .2rem}}
`;

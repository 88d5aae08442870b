// The look of the graph, for a page (colours are its variables) and for an SVG that stands alone (colours written out).

const light = {
  ink: '#17202c',
  soft: '#55606f',
  line: '#c9d0d9',
  card: '#ffffff',
  ground: '#f6f7f9',
  accent: '#1f6feb',
  channel: '#3f78c9',
  lock: '#cf5a3c',
  cancel: '#8a4fbf',
  other: '#8b95a3',
  running: '#2f9d62',
  runnable: '#e8a33d',
  syscall: '#8574d6',
  waiting: '#d3d9e1',
};
const dark: typeof light = {
  ink: '#e4e9f0',
  soft: '#9aa7b7',
  line: '#3a4656',
  card: '#161d27',
  ground: '#0e131a',
  accent: '#6aa7ff',
  channel: '#6d9fe6',
  lock: '#ea8468',
  cancel: '#b98ae6',
  other: '#7d8998',
  running: '#3aa86c',
  runnable: '#cf8f2e',
  syscall: '#8f7fe0',
  waiting: '#39444f',
};

type Palette = Readonly<Record<keyof typeof light, string>>;

const rules = (
  c: Palette,
  at: string,
): string => `${at}text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;fill:${c.ink}}
${at}.name{font-size:12px;font-weight:600}${at}.about,${at}.said{font-size:10.2px;fill:${c.soft}}
${at}.box{fill:${c.card};stroke:${c.line}}${at}.k-source .box{fill:${c.ground};stroke-dasharray:4 3}${at}.k-runtime .box{fill:${c.ground}}${at}.k-runtime .name,${at}.k-source .name{font-weight:400;fill:${c.soft}}
${at}.wire{fill:none;stroke:${c.other};stroke-linecap:round;opacity:.8}${at}.tip{fill:${c.other}}${at}.plate{fill:${c.ground}}${at}.reach{fill:none;stroke:transparent;stroke-width:12}
${(['channel', 'lock', 'cancel'] as const)
  .map((kind) => {
    const vias = { channel: ['send', 'receive', 'close'], lock: ['unlock'], cancel: ['cancel'] }[kind];
    const all = (part: string): string => vias.map((via) => `${at}.edge.v-${via} ${part}`).join(',');
    return `${all('.wire')}{stroke:${c[kind]}}${all('.tip')}{fill:${c[kind]}}`;
  })
  .join('')}
${(['timer', 'network', 'gc', 'coroutine'] as const).map((via) => `${at}.edge.v-${via} .wire{stroke-dasharray:5 4}`).join('')}
${(['running', 'runnable', 'syscall', 'waiting'] as const).map((state) => `${at}.s-${state}{fill:${c[state]}}`).join('')}`;

/** For a file of its own. */
export const svgStyle = `${rules(light, '')}
.ground{fill:${light.ground}}
@media (prefers-color-scheme:dark){${rules(dark, '')}
.ground{fill:${dark.ground}}}`;

const variables = (c: Palette): string =>
  Object.entries(c)
    .map(([name, value]) => `--g-${name}:${value};`)
    .join('');
const named = Object.fromEntries(Object.keys(light).map((name) => [name, `var(--g-${name})`])) as unknown as Palette;

/** For a page. */
export const graphStyle = `
:root{${variables(light)}}@media (prefers-color-scheme:dark){:root{${variables(dark)}}}
:root[data-theme=light]{${variables(light)}}:root[data-theme=dark]{${variables(dark)}}
${rules(named, '#graph ')}
nav>div{max-width:none;padding:.35rem 1rem}
main.screen{max-width:none;padding:.8rem 1rem 1rem;gap:.6rem;height:calc(100vh - 46px);grid-template-rows:auto auto auto minmax(0,1fr)}
main.screen .plainhead{padding:0}main.screen h1{font-size:1.12rem;display:inline}main.screen .plainhead .dim{margin-left:.8rem;font-size:.92rem}
main.screen .warn{color:var(--suspect);background:var(--suspect-bg);border-radius:7px;padding:.4rem .7rem;margin:.4rem 0 0;font-size:.92rem}
main.screen>.tools{margin:0}main.screen .tools .grow{flex:1 1 200px;max-width:380px}main.screen .tools input[type=checkbox]{width:auto;min-height:0;margin-right:.4em}main.screen .tools input[type=range]{width:120px;min-height:0;padding:0;vertical-align:middle;margin:0 .4em}
.g-label{margin:0;min-height:1.5em;color:var(--soft);font-size:.9rem}
.g-body{display:grid;grid-template-columns:minmax(0,1fr) 340px;gap:.8rem;min-height:0}
.g-body.alone{grid-template-columns:minmax(0,1fr)}.g-body.alone .g-side{display:none}
.g-frame{border:1px solid var(--line);border-radius:10px;overflow:hidden;background:var(--g-ground);position:relative;min-height:280px}
#graph{position:absolute;inset:0;width:100%;height:100%;touch-action:none;cursor:grab;display:block}#graph.drag{cursor:grabbing}
#graph .node{cursor:pointer;outline:none}#graph .node:focus-visible .box{stroke:var(--accent);stroke-width:2.5}#graph .node:hover .box{stroke:var(--soft)}
#graph .chosen .box{stroke:var(--accent);stroke-width:2.5}#graph .found .box{stroke:var(--suspect);stroke-width:2.5}
#graph .far{opacity:.25}#graph .edge:hover .wire{opacity:1}
.g-side{overflow:auto;border:1px solid var(--line);border-radius:10px;background:var(--card);padding:.8rem .95rem;font-size:.9rem;min-height:0}
.g-side h3{font-size:1rem;margin-bottom:.4rem;overflow-wrap:anywhere}.g-side h4{font-size:.74rem;letter-spacing:.06em;text-transform:uppercase;color:var(--soft);margin:1rem 0 .3rem;font-weight:600}
.g-side ul{list-style:none;margin:0;padding:0;display:grid;gap:.5rem}.g-side li small{display:block;color:var(--soft)}
.g-side .tools{margin-top:.6rem;gap:.4rem}.g-side .tools button{min-height:30px;padding:.15rem .55rem;font-size:.86rem}
button.link{all:unset;cursor:pointer;color:var(--accent);text-decoration:underline;overflow-wrap:anywhere}button.link:focus-visible{outline:2px solid var(--accent)}
.tip-box{position:fixed;z-index:9;pointer-events:none;max-width:460px;background:var(--card);border:1px solid var(--line);border-radius:8px;box-shadow:0 4px 18px rgb(0 0 0/.18);padding:.45rem .65rem;font:12px/1.45 var(--mono);white-space:pre-line}
.keys{font-size:.86rem;color:var(--soft)}.keys kbd{font:600 .92em var(--mono);color:var(--ink);border:1px solid var(--line);border-radius:4px;padding:0 .35em}
@media (max-width:900px){main.screen{height:auto;padding:.6rem .7rem 1rem}.g-body{grid-template-columns:minmax(0,1fr)}.g-frame{height:62vh}}
`;

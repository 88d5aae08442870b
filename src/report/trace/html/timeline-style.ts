// The look of the timeline's page, after the rules of every page. Colours of states hold in light and dark.

const light = `--tl-ground:#fbfcfd;--tl-running:#2f9d62;--tl-runnable:#e8a33d;--tl-syscall:#8574d6;--tl-gc:#b9c6f2;--tl-stop:#d23f3a;--tl-heap:#a9c8ea;--tl-goal:#7d8896;
--tl-channel:#d5e0f3;--tl-lock:#f6cdc6;--tl-network:#cfe7e4;--tl-timer:#e7e8ec;--tl-other:#dfe3e9;--tl-runtime:#c3c9d1;--tl-on-run:#ffffff;--tl-span:#d9b8e8;`;
const dark = `--tl-ground:#121923;--tl-running:#3aa86c;--tl-runnable:#cf8f2e;--tl-syscall:#8f7fe0;--tl-gc:#3d4c86;--tl-stop:#ff6a61;--tl-heap:#2f4e70;--tl-goal:#8b97a6;
--tl-channel:#263853;--tl-lock:#5b3230;--tl-network:#1d4346;--tl-timer:#252c37;--tl-other:#2c3542;--tl-runtime:#4a5565;--tl-on-run:#08120c;--tl-span:#5f3f74;`;

export const timelineStyle = `
:root{${light}}@media (prefers-color-scheme:dark){:root{${dark}}}
:root[data-theme=light]{${light}}:root[data-theme=dark]{${dark}}
nav>div{max-width:none;padding:.35rem 1rem}
main.screen{max-width:none;padding:.8rem 1rem 1rem;gap:.6rem;height:calc(100vh - 46px);grid-template-rows:auto auto auto minmax(0,1fr)}
main.screen .plainhead{padding:0}main.screen h1{font-size:1.12rem;display:inline}main.screen .plainhead .dim{margin-left:.8rem;font-size:.92rem}
main.screen .warn{color:var(--suspect);background:var(--suspect-bg);border-radius:7px;padding:.4rem .7rem;margin:.4rem 0 0;font-size:.92rem}
main.screen>.tools{margin:0}main.screen .tools .grow{flex:1 1 200px;max-width:420px}
.tl-label{margin:0;min-height:1.5em;color:var(--soft);font-size:.9rem;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.tl-body{display:grid;grid-template-columns:minmax(0,1fr) 340px;gap:.8rem;min-height:0}
.tl-canvas{border:1px solid var(--line);border-radius:10px;overflow:hidden;background:var(--card);min-height:260px;position:relative}
.tl-canvas canvas{position:absolute;inset:0;touch-action:none}.tl-canvas canvas:focus-visible{outline-offset:-2px}
.tl-side{overflow:auto;border:1px solid var(--line);border-radius:10px;background:var(--card);padding:.8rem .95rem;font-size:.9rem;min-height:0}
.tl-side h3{font-size:1rem;margin-bottom:.5rem}.tl-side h4{font-size:.74rem;letter-spacing:.06em;text-transform:uppercase;color:var(--soft);margin:1rem 0 .3rem;font-weight:600}
.tl-side .stack{list-style:none;margin:0;padding:0;font-family:var(--mono);font-size:.8rem;display:grid;gap:.25rem}.tl-side .stack b{font-weight:500}.tl-side .stack i{font-style:normal;color:var(--soft);display:block}
.tl-side .tools{margin-top:.7rem;gap:.4rem}.tl-side .tools button{min-height:30px;padding:.15rem .55rem;font-size:.86rem}
button.link{all:unset;cursor:pointer;color:var(--accent);text-decoration:underline}button.link:focus-visible{outline:2px solid var(--accent)}
.tl-legend{display:flex;flex-wrap:wrap;gap:.2rem .9rem;font-size:.82rem;color:var(--soft)}.tl-legend span{display:inline-flex;align-items:center;gap:.35em;white-space:nowrap}
.tl-legend i{width:.85em;height:.85em;border-radius:2px;flex:none}
${['running', 'runnable', 'syscall', 'channel', 'lock', 'network', 'timer', 'other', 'gc', 'stop'].map((name) => `.tl-legend .c-${name}{background:var(--tl-${name})}`).join('')}
.keys{font-size:.86rem;color:var(--soft)}.keys kbd{font:600 .92em var(--mono);color:var(--ink);border:1px solid var(--line);border-radius:4px;padding:0 .35em}
@media (max-width:900px){main.screen{height:auto;padding:.6rem .7rem 1rem}.tl-body{grid-template-columns:minmax(0,1fr)}.tl-canvas{height:68vh}.tl-label{white-space:normal;min-height:3em}}
`;

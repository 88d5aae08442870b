// The look of every page: one thing, a style sheet. Light and dark follow the system, the switch overrides; no web fonts.

const light = `
--scheme:light;--bg:#f6f7f9;--card:#fff;--sunk:#f0f2f5;--ink:#17202c;--soft:#55606f;--line:#dde2e9;--accent:#1f6feb;
--leak:#c62f2b;--leak-bg:#fdecea;--suspect:#8f5a00;--suspect-bg:#fff3d6;--unsure:#6b43b5;--unsure-bg:#f0e9fc;--clean:#1a7f45;--clean-bg:#e2f5e9;
--added:#0f6b35;--added-bg:#e3f6e9;--removed:#a8261f;--removed-bg:#fdeae8;
--box-ink:#17202c;--box-grey:#d5dae1;--box-leak:#f09a92;--box-suspect:#f3c871;--box-unsure:#cdbcf0;--box-clean:#a9d9bb;`;

const dark = `
--scheme:dark;--bg:#0e131a;--card:#161d27;--sunk:#10161e;--ink:#e4e9f0;--soft:#9aa7b7;--line:#283241;--accent:#6aa7ff;
--leak:#ff8078;--leak-bg:#3a1a1b;--suspect:#f2bd5b;--suspect-bg:#362a12;--unsure:#c1a3ff;--unsure-bg:#2a2142;--clean:#62d391;--clean-bg:#12301f;
--added:#7fdca0;--added-bg:#10291b;--removed:#ff9b93;--removed-bg:#351a1b;
--box-ink:#eef2f7;--box-grey:#3a4554;--box-leak:#8f2f2c;--box-suspect:#7a5714;--box-unsure:#533f86;--box-clean:#24593a;`;

export const pageStyle = `
:root{${light}
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
@media (prefers-color-scheme:dark){:root{${dark}}}
:root[data-theme=light]{${light}color-scheme:light}
:root[data-theme=dark]{${dark}color-scheme:dark}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:64px;-webkit-text-size-adjust:100%}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.55 var(--sans);overflow-wrap:anywhere}
code,pre,.mono,.site,.icicle .label{font-family:var(--mono);font-size:.875em}
h1,h2,h3{line-height:1.3;margin:0;text-wrap:balance}h2{font-size:1.15rem;margin:0 0 .75rem}h3{font-size:1.05rem}
p{margin:0 0 .75rem}a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
main{max-width:1080px;margin:0 auto;padding:1.25rem 1.25rem 4rem;display:grid;gap:2rem}main.wide{max-width:none}main>*{min-width:0}
nav{position:sticky;top:0;z-index:5;background:var(--card);border-bottom:1px solid var(--line)}
nav>div{max-width:1080px;margin:0 auto;padding:.5rem 1.25rem;display:flex;gap:1.1rem;align-items:center;overflow-x:auto;white-space:nowrap;font-size:.9rem}
nav a{color:var(--soft);text-decoration:none}nav a:hover{color:var(--ink);text-decoration:underline}
nav .mark{font-weight:700;color:var(--ink);display:flex;gap:.5rem;align-items:center}nav .mark svg{width:20px;height:20px;flex:none}
nav .n{color:var(--ink);background:var(--sunk);border-radius:99px;padding:0 .45em;font-size:.8em;margin-left:.3em}
nav button{margin-left:auto;flex:none;position:sticky;right:0}
button,select,input{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:7px;padding:.35rem .7rem;min-height:36px}
button{cursor:pointer}button:hover:not([disabled]){border-color:var(--accent)}button[disabled]{opacity:.5;cursor:default}
#theme{width:36px;padding:0;display:none}[data-script] #theme{display:inline-block}
.hero{padding:1.5rem 0 .25rem}.hero h1{font-size:1.6rem;letter-spacing:-.01em;display:flex;gap:.8rem;align-items:flex-start;flex-wrap:wrap}
.hero h1>span:last-child{flex:1 1 300px}
.plainhead{padding-top:.5rem}.plainhead h1{font-size:1.3rem}
.facts{display:flex;flex-wrap:wrap;gap:.4rem 1.6rem;margin:1rem 0 0;color:var(--soft)}.facts div{display:flex;gap:.45rem}.facts dt{margin:0;flex:none}.facts dd{margin:0;color:var(--ink)}
.badge{display:inline-block;font:700 .74em/1 var(--sans);letter-spacing:.05em;padding:.5em .7em;border-radius:6px;flex:none;text-transform:uppercase}
.leak{color:var(--leak);background:var(--leak-bg)}.suspect{color:var(--suspect);background:var(--suspect-bg)}.cannot-tell{color:var(--unsure);background:var(--unsure-bg)}.clean{color:var(--clean);background:var(--clean-bg)}
.hero .badge{margin-top:.06em}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.15rem 1.3rem;border-left:4px solid var(--line)}
.card+.card{margin-top:1rem}
.card.v-leak{border-left-color:var(--leak)}.card.v-suspect{border-left-color:var(--suspect)}.card.v-cannot-tell{border-left-color:var(--unsure)}
.card>header{display:flex;gap:.75rem;align-items:flex-start;margin-bottom:.7rem}.card>header>div{flex:1;min-width:0}
.card>header .sub{color:var(--soft);font-size:.92rem;margin-top:.15rem}.card>header .sub code{color:var(--ink)}
.card h4{font-size:.76rem;letter-spacing:.06em;text-transform:uppercase;color:var(--soft);margin:1.15rem 0 .45rem;font-weight:600}
.why{max-width:78ch}
.rows{list-style:none;margin:0;padding:0;display:grid;gap:.45rem}
.rows li{display:grid;grid-template-columns:6.2rem minmax(0,1fr);gap:.7rem;align-items:baseline}
.chip{font-size:.78rem;font-weight:600;border-radius:5px;padding:.12em .5em;text-align:center;white-space:nowrap}
.k-certain,.k-strong{color:var(--leak);background:var(--leak-bg)}.k-certain{box-shadow:inset 0 0 0 1px var(--leak)}
.k-supporting{color:var(--suspect);background:var(--suspect-bg)}.k-against{color:var(--clean);background:var(--clean-bg)}
.off .chip{color:var(--soft);background:var(--sunk);box-shadow:none}.off .said{color:var(--soft)}
.dim{color:var(--soft)}.rows small{color:var(--soft)}
.sites{margin:0;display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1rem}.sites dt{color:var(--soft)}.sites dd{margin:0;min-width:0}
.site{display:inline}.site b{font-weight:600}.site i{font-style:normal;color:var(--soft);display:inline-block;margin-left:.6em}
.split{display:grid;grid-template-columns:minmax(0,1fr) minmax(240px,340px);gap:0 2rem;align-items:start}
.chart{width:100%;height:auto;display:block}.chart .area{fill:var(--leak);opacity:.13}.chart .line{fill:none;stroke:var(--leak);stroke-width:2;stroke-linejoin:round}.chart .dot{fill:var(--leak)}.chart .grid{stroke:var(--line)}.chart text{fill:var(--soft);font:11px var(--sans)}
ol.steps{margin:.3rem 0 .6rem;padding-left:1.4rem}ol.steps li{margin:.15rem 0}
pre{background:var(--sunk);border:1px solid var(--line);border-radius:8px;margin:.5rem 0 0;padding:.75rem .9rem;overflow-x:auto;line-height:1.5;overflow-wrap:normal;tab-size:4}
pre .add,pre .del,pre .hunk{display:block;margin:0 -.9rem;padding:0 .9rem}pre .add{color:var(--added);background:var(--added-bg)}pre .del{color:var(--removed);background:var(--removed-bg)}pre .hunk{color:var(--soft)}
details>summary{cursor:pointer;color:var(--soft)}details>summary:hover{color:var(--ink)}.card>details{margin-top:.9rem}
.stack{list-style:none;margin:.5rem 0 0;padding:0;display:grid;gap:.2rem}.stack .rt{opacity:.6}
.chain{list-style:none;margin:0;padding:0}.chain li{position:relative;padding:.3rem 0 .3rem 1.7rem}
.chain li::before{content:"";position:absolute;left:.3rem;top:.85rem;width:.65rem;height:.65rem;border-radius:50%;background:var(--line)}
.chain li:not(:last-child)::after{content:"";position:absolute;left:.58rem;top:1.5rem;bottom:-.85rem;width:2px;background:var(--line)}
.chain .failure::before{background:var(--leak)}.chain .role{display:inline-block;min-width:4.2rem;color:var(--soft);font-size:.85rem}.chain .failure .role{color:var(--leak);font-weight:600}
.tools{display:flex;gap:.6rem;flex-wrap:wrap;align-items:center;margin-bottom:.6rem}.tools .grow{flex:1 1 220px}.tools input{width:100%}.tools .dim{font-size:.9rem}
html:not([data-script]) .tools,html:not([data-script]) .icicle{display:none}
.table{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:12px}
table{border-collapse:collapse;width:100%;font-size:.92rem}th{position:relative;text-align:left;font-weight:600;color:var(--soft);white-space:nowrap;border-bottom:1px solid var(--line);padding:0}
th button{all:unset;cursor:pointer;display:block;padding:.6rem .8rem}th>span{display:block;padding:.6rem .8rem}th button:focus-visible{outline:2px solid var(--accent);outline-offset:-2px}
th button::after{content:"↕";opacity:.35;margin-left:.4em}th[aria-sort=ascending] button::after{content:"↑";opacity:1;color:var(--accent)}th[aria-sort=descending] button::after{content:"↓";opacity:1;color:var(--accent)}
td.opt{white-space:nowrap}td{overflow-wrap:break-word;padding:.5rem .8rem;border-top:1px solid var(--line);vertical-align:top}tbody tr:first-child td{border-top:0}tbody tr:hover{background:var(--sunk)}
td.num,th.num{text-align:right;font-variant-numeric:tabular-nums}td .badge{font-size:.68em;padding:.4em .55em;white-space:nowrap}td .why{color:var(--soft);font-size:.85em;display:block;margin-top:.25rem}td summary{list-style-position:outside}
td.wide{min-width:280px;width:60%;overflow-wrap:anywhere}td.st{min-width:110px}#about h3{margin:1.6rem 0 .5rem}#about h3:first-child{margin-top:0}.hero .list{margin-top:1rem}
.icicle .label{min-height:3.1em;margin:0 0 .5rem;color:var(--soft)}.canvas{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:10px;overflow:auto;max-height:min(75vh,520px)}
main.wide .canvas{max-height:none}canvas{display:block}
.list{margin:0;padding-left:1.2rem}.list li{margin:.25rem 0}
footer{color:var(--soft);font-size:.88rem;border-top:1px solid var(--line);padding-top:1rem}
@media (max-width:720px){body{font-size:14.5px}main{padding:.75rem .9rem 3rem;gap:1.6rem}nav>div{padding:.4rem .9rem}.hero{padding-top:.75rem}.hero h1{font-size:1.28rem}.hero h1>span:last-child{flex-basis:100%}
.card{padding:.9rem .95rem}.split{grid-template-columns:1fr}.rows li{grid-template-columns:minmax(0,1fr);gap:.15rem}.rows .chip{justify-self:start}.sites{grid-template-columns:1fr;gap:.1rem}.sites dd{margin-bottom:.5rem}.site i{display:block;margin-left:0}.card>header{flex-wrap:wrap}
.table{border:0;background:none;overflow:visible}table,tbody{display:block}thead{display:block;margin-bottom:.6rem;overflow-x:auto}thead tr{display:flex;gap:.3rem}thead th{border:1px solid var(--line);border-radius:7px;background:var(--card)}table:not(#groups-table) thead{display:none}td.num{text-align:left}td.num:first-child{font-weight:600;font-size:1.05em}
tbody tr{display:grid;grid-template-columns:1fr auto;gap:.25rem .75rem;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.7rem .8rem;margin-bottom:.5rem}tbody tr[hidden]{display:none}td,tbody tr:first-child td{border:0;padding:0}td.wide{grid-column:1/-1;min-width:0}td.opt{color:var(--soft)}td summary{list-style-position:inside}nav button{box-shadow:-10px 0 10px 4px var(--card)}}
@media print{nav,.tools,.icicle{display:none}.card{break-inside:avoid}}
`;

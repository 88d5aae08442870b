// How the process died, as a card: who, why, along which way, what the others did, what to do. And data races.
import type { RaceReport } from '../../model/crash.ts';
import type { CrashPage } from '../../model/run-result.ts';
import { crashWord } from '../text/crash-block.ts';
import { formatCount } from '../words.ts';
import { escapeHtml, escapePre, proseHtml } from './escape-html.ts';
import { siteHtml, stackHtml } from './site-parts.ts';

export function crashCard(page: CrashPage): string {
  const { crash, goroutine } = page;
  const who: string[] = [];
  if (goroutine) who.push(`goroutine ${goroutine.id}, ${goroutine.state}`);
  else if (crash.goroutine !== undefined) who.push(`goroutine ${crash.goroutine}`);
  if (page.entry) who.push(page.entry);
  if (crash.remoteAddress) who.push(`request of ${crash.remoteAddress}`);
  if (crash.signal) who.push([crash.signal.name, crash.signal.code, crash.signal.address].filter((x) => x).join(' '));
  if (crash.timeout) who.push(`after ${crash.timeout}`);
  if (crash.exitStatus !== undefined) who.push(`exit status ${crash.exitStatus}`);
  const chain = page.chain.map(
    ({ frame, role }) => `<li class="${role}"><span class="role">${role}</span> ${siteHtml(frame)}</li>`,
  );
  const others = page.others.map(
    (o) =>
      `<tr><td class="num">${formatCount(o.count)}</td><td>${escapeHtml(o.primitive)}</td><td class="wide">${o.site ? siteHtml(o.site) : ''}${o.note ? ` <span class="dim">${escapeHtml(o.note)}</span>` : ''}</td></tr>`,
  );
  const tests = (crash.runningTests ?? []).map(
    (t) => `<li><code>${escapeHtml(t.name)}</code> <span class="dim">${escapeHtml(t.time)}</span></li>`,
  );
  return `<article class="card v-leak">
<header><span class="badge leak">${crashWord(page)}</span><div><h3>${escapeHtml(crash.message)}</h3><div class="sub">${escapeHtml(page.source)}${crash.line === undefined ? '' : `:${crash.line}`}</div></div></header>
<p class="why">${proseHtml(page.meaning)}</p>
${who.length > 0 ? `<p class="dim">${who.map(escapeHtml).join(' · ')}</p>` : ''}
${tests.length > 0 ? `<h4>Running tests</h4><ul class="list">${tests.join('')}</ul>` : ''}
${chain.length > 0 ? `<h4>The way there</h4><ol class="chain">${chain.join('')}</ol>` : ''}
${goroutine?.createdBy ? `<p class="dim">born at ${siteHtml(goroutine.createdBy)}${goroutine.creator === undefined ? '' : ` in goroutine ${goroutine.creator}`}</p>` : ''}
${page.advice.length > 0 ? `<h4>What to do</h4><ol class="steps">${page.advice.map((text) => `<li>${proseHtml(text)}</li>`).join('')}</ol>` : ''}
${others.length > 0 ? `<h4>The others</h4><div class="table"><table><thead><tr><th class="num"><span>Goroutines</span></th><th><span>Waiting in</span></th><th class="plain"><span>Where</span></th></tr></thead><tbody>${others.join('')}</tbody></table></div>` : ''}
<details><summary>Message and stack</summary><pre tabindex="0">${escapePre(crash.lines.join('\n'))}</pre>${goroutine ? stackHtml(goroutine.stack) : ''}</details>
</article>`;
}

export function raceCard(race: RaceReport): string {
  const rows = race.accesses.map((a) => {
    const top = a.frames.find((f) => !/^(runtime|internal\/race)\./.test(f.function)) ?? a.frames[0];
    return `<dt>${a.previous ? 'before' : 'now'}</dt><dd>${a.op}${a.goroutine === undefined ? '' : ` by goroutine ${a.goroutine}`}${top ? ` at ${siteHtml(top)}` : ''}</dd>`;
  });
  const stacks = race.accesses.map((a) => `<h4>${a.previous ? 'Previous ' : ''}${a.op}</h4>${stackHtml(a.frames)}`);
  return `<article class="card v-leak"><header><span class="badge leak">Data race</span><div><h3 class="mono">${escapeHtml(race.accesses[0]?.address ?? '')}</h3></div></header>
<dl class="sites">${rows.join('')}</dl><details><summary>Stacks</summary>${stacks.join('')}</details></article>`;
}

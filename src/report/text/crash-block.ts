// The crash page as text: who died, why, along which way, what the others were doing, what to do.
import type { CrashPage, RunResult } from '../../model/run-result.ts';
import type { Frame } from '../../model/stack.ts';
import { formatCount, placeOf, plural, shortName } from '../words.ts';
import { badge, gutter, labelled, siteLines, type TextOptions } from './finding-block.ts';
import { gap, type Line, lineWidth, say, type Tone, wrap } from './rich.ts';

const kindWords: Readonly<Record<CrashPage['crash']['kind'], string>> = {
  panic: 'PANIC',
  'fatal-error': 'FATAL ERROR',
  deadlock: 'DEADLOCK',
  'synctest-deadlock': 'DEADLOCK',
  'concurrent-map': 'MAP RACE',
  'out-of-memory': 'OUT OF MEMORY',
  'stack-overflow': 'STACK OVERFLOW',
  signal: 'SIGNAL',
  quit: 'SIGQUIT',
  'test-timeout': 'TEST TIMEOUT',
  'http-panic': 'HTTP PANIC',
  race: 'DATA RACE',
};

/** Lines of a panic value below its first one, without --verbose. */
const valueLines = 5;

/** The word for a kind of crash. */
export function crashWord(page: CrashPage): string {
  return kindWords[page.crash.kind];
}

function whoLines(page: CrashPage, width: number): Line[] {
  const { goroutine, crash } = page;
  const parts: string[] = [];
  if (goroutine) parts.push(`goroutine ${goroutine.id}, ${goroutine.state}`);
  else if (crash.goroutine !== undefined) parts.push(`goroutine ${crash.goroutine}`);
  if (page.entry) parts.push(page.entry);
  if (crash.remoteAddress) parts.push(`request of ${crash.remoteAddress}`);
  if (crash.signal) {
    const { name, code, address } = crash.signal;
    parts.push([name, code ? `code ${code}` : '', address ? `address ${address}` : ''].filter((x) => x).join(' '));
  }
  if (crash.timeout) parts.push(`after ${crash.timeout}`);
  if (crash.exitStatus !== undefined) parts.push(`exit status ${crash.exitStatus}`);
  const lines = parts.length > 0 ? labelled('who', wrap([say(parts.join(' · '))], width)) : [];
  for (const test of crash.runningTests ?? [])
    lines.push(...labelled('test', wrap([say(test.name, 'name'), say(`  ${test.time}`, 'dim')], width)));
  return lines;
}

function isSameCall(a: Frame, b: Frame): boolean {
  return a.function === b.function && a.file === b.file && a.line === b.line;
}

function chainLines(page: CrashPage, width: number, full: boolean): Line[] {
  const frames = page.chain;
  const column = Math.min(
    Math.max(0, ...frames.map(({ frame }) => lineWidth([say(shortName(frame.function))]))),
    Math.floor(width * 0.6),
  );
  const rows: Line[] = [];
  for (let i = 0; i < frames.length; i++) {
    const { frame, role } = frames[i];
    const tone: Tone = role === 'failure' ? 'leak' : 'dim';
    const lines = siteLines(frame, width - 9, column, full);
    rows.push(...lines.map((line, n): Line => [n === 0 ? say(role.padEnd(9), tone) : gap(9), ...line]));
    // A recursion: the same call again and again.
    let more = 0;
    while (!full && frames[i + 1]?.role === 'call' && isSameCall(frames[i + 1].frame, frame)) {
      more++;
      i++;
    }
    if (more > 0) rows.push([gap(9), say(`… ${plural(more, 'time')} more`, 'dim')]);
  }
  return labelled('way', rows);
}

/** One page for one crash. */
export function crashBlock(page: CrashPage, options: TextOptions): Line[] {
  const width = options.width - gutter;
  const verbose = options.verbose === true;
  const start = badge('leak', options.color, crashWord(page));
  const inner = lineWidth(start);
  const where = page.crash.line === undefined ? page.source : `${page.source}:${page.crash.line}`;
  const head = wrap([say(page.crash.message, 'strong'), say(`  ${where}`, 'dim')], options.width - inner);
  const lines: Line[] = head.map((line, i): Line => [...(i === 0 ? start : [gap(inner)]), ...line]);
  lines.push(...labelled('', wrap([say(page.meaning)], width)), [], ...whoLines(page, width));
  const panics = page.crash.panics ?? [];
  // The first line of a value is the headline.
  const further = panics.length === 1 ? panics[0].value.split('\n').slice(1) : [];
  if (further.length > 0) {
    const shown = verbose ? further : further.slice(0, valueLines);
    if (further.length > shown.length) shown.push(`… ${plural(further.length - shown.length, 'line')} more: --verbose`);
    lines.push(
      ...labelled(
        'says',
        shown.flatMap((text) => wrap([say(text.trim())], width)),
      ),
    );
  }
  for (const panic of panics) {
    if (panics.length < 2) break;
    const notes = [
      panic.recovered ? 'recovered' : '',
      panic.repanicked ? 'panicked again' : '',
      panic.goexit ? 'Goexit' : '',
    ];
    const note = notes.filter((x) => x !== '').join(', ');
    lines.push(...labelled('panic', wrap([say(panic.value), say(note ? `  [${note}]` : '', 'dim')], width)));
  }
  if (page.chain.length > 0) lines.push(...chainLines(page, width, verbose));
  if (page.goroutine?.createdBy) {
    const by = page.goroutine.creator === undefined ? '' : ` in goroutine ${page.goroutine.creator}`;
    const { createdBy } = page.goroutine;
    const text = [say(shortName(createdBy.function), 'name'), say(`  ${placeOf(createdBy)}${by}`, 'dim')];
    lines.push(...labelled('born', wrap(text, width)));
  }
  const others = verbose ? page.others : page.others.slice(0, 6);
  if (others.length > 0) {
    const digits = Math.max(...others.map((o) => formatCount(o.count).length));
    const rows = others.flatMap((o) => {
      const place = o.site ? `${shortName(o.site.function)} ${placeOf(o.site)}` : '';
      const text = [say(o.primitive), say(place ? ` at ${place}` : ''), say(o.note ? `  (${o.note})` : '', 'dim')];
      return wrap(text, width - digits - 2).map(
        (line, i): Line => [
          say(i === 0 ? formatCount(o.count).padStart(digits) : ' '.repeat(digits), 'strong'),
          gap(2),
          ...line,
        ],
      );
    });
    const rest = page.others.length - others.length;
    if (rest > 0) rows.push([say(`… ${plural(rest, 'group')} more: --verbose`, 'dim')]);
    lines.push([], ...labelled('others', rows));
  }
  if (page.advice.length > 0)
    lines.push(
      [],
      ...labelled(
        'do',
        page.advice.flatMap((text, i) =>
          wrap([say(text)], width - 3).map((line, j): Line => [j === 0 ? say(`${i + 1}. `, 'dim') : gap(3), ...line]),
        ),
      ),
    );
  if (verbose && page.goroutine)
    lines.push(
      [],
      ...labelled(
        'stack',
        page.goroutine.stack.flatMap((f) => siteLines(f, width, 0, true)),
      ),
    );
  return lines;
}

/** Data races, two accesses each. */
export function raceBlocks(result: RunResult, options: TextOptions): Line[] {
  const races = result.races ?? [];
  const shown = options.verbose ? races : races.slice(0, 3);
  const lines: Line[] = [];
  for (const race of shown) {
    const address = race.accesses[0]?.address ?? '';
    lines.push([...badge('leak', options.color, 'DATA RACE'), say(address, 'dim')]);
    for (const access of race.accesses) {
      const top = access.frames.find((f) => !/^(runtime|internal\/race)\./.test(f.function)) ?? access.frames[0];
      const who = access.goroutine === undefined ? '' : ` by goroutine ${access.goroutine}`;
      const label = access.previous ? 'before' : 'now';
      const place = top ? [say(' at '), say(shortName(top.function), 'name'), say(`  ${placeOf(top)}`, 'dim')] : [];
      lines.push(...labelled(label, wrap([say(`${access.op}${who}`), ...place], options.width - gutter)));
    }
    for (const { id, createdAt } of race.goroutines) {
      const birth = createdAt[0];
      if (!birth) continue;
      const text = [
        say(`goroutine ${id} by `),
        say(shortName(birth.function), 'name'),
        say(`  ${placeOf(birth)}`, 'dim'),
      ];
      lines.push(...labelled('born', wrap(text, options.width - gutter)));
    }
    lines.push([]);
  }
  if (shown.length < races.length)
    lines.push([say(`  … ${plural(races.length - shown.length, 'race')} more: --verbose`, 'dim')], []);
  return lines;
}

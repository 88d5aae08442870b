// The panel beside the timeline: one interval of one goroutine with its stack, who woke it, whom it woke, where it was
// born. Text goes in as text, never as markup. Runs in the browser, sent as its own text.
import type { PageElement, PageWindow } from './page-dom.ts';
import type { TimelineData } from './timeline-data.ts';
import type { TimelineIndex } from './timeline-index.ts';

export interface TimelineActions {
  formatNs(ns: number): string;
  /** Selects the interval of goroutine g at t. */
  go(g: number, t: number): void;
  select(place: number): void;
  follow(g: number): void;
  zoomTo(from: number, to: number): void;
}

export interface TimelineDetails {
  /** Fills the panel; -1 empties it. */
  show(place: number, followed: number): void;
  /** One line about an interval. */
  describe(place: number): string;
  /** The step of the wake-up that an interval waited for or began with; -1 none. */
  wakeOf(place: number): number;
}

export function newDetails(
  window: PageWindow,
  panel: PageElement,
  data: TimelineData,
  index: TimelineIndex,
  actions: TimelineActions,
): TimelineDetails {
  const doc = window.document;
  const { lane } = index;
  const stateNames = ['ended', 'runnable', 'running', 'waiting', 'in a system call'];
  const most = 30;
  const hint = panel.textContent || '';

  const reasonText = (reason: number): string => (data.reasons[reason] === '?' ? '' : data.reasons[reason]);
  let numbers: Map<string, number> | undefined;
  const byId = (id: string): number => {
    if (!numbers) {
      numbers = new Map();
      for (let g = 0; g < data.goroutines; g++) numbers.set(data.bigIds[g] || String(data.id[g]), g);
    }
    return numbers.get(id) ?? -1;
  };
  const make = (tag: string, className: string, ...inside: (PageElement | string)[]): PageElement => {
    const element = doc.createElement(tag);
    if (className) element.className = className;
    element.append(...inside);
    return element;
  };
  const button = (text: string, act: () => void, className = ''): PageElement => {
    const element = make('button', className, text);
    element.type = 'button';
    element.addEventListener('click', act);
    return element;
  };
  const goroutineOf = (place: number): number => data.goroutine[lane.step[place]];
  const endOf = (place: number): number => {
    const l = lane.laneOfGoroutine[goroutineOf(place)];
    return place + 1 < lane.start[l + 1] ? lane.time[place + 1] : data.toNs;
  };
  const idOf = (g: number): string => data.bigIds[g] || String(data.id[g]);
  const nameOf = (g: number): string => data.groupLabels[data.group[g]];
  const stepAfter = (place: number): number => {
    const next = place + 1;
    const g = goroutineOf(place);
    return next < lane.start[lane.laneOfGoroutine[g] + 1] && goroutineOf(next) === g ? lane.step[next] : -1;
  };
  const stepBefore = (place: number): number =>
    place > 0 && goroutineOf(place - 1) === goroutineOf(place) ? lane.step[place - 1] : -1;
  const wakeOf = (place: number): number => {
    const state = data.state[lane.step[place]];
    const step = state === 3 ? stepAfter(place) : state === 1 ? lane.step[place] : state === 2 ? stepBefore(place) : -1;
    return step >= 0 && data.state[step] === 1 ? step : -1;
  };
  const open = (place: number): boolean => stepAfter(place) < 0 && endOf(place) >= data.toNs;
  const since = (place: number): boolean =>
    lane.time[place] <= data.fromNs && data.born[goroutineOf(place)] < data.fromNs && stepBefore(place) < 0;
  const span = (place: number): string =>
    `${since(place) || open(place) ? '≥ ' : ''}${actions.formatNs(endOf(place) - lane.time[place])}`;

  const stackList = (stack: number, title: string): PageElement[] => {
    const first = data.stackStart[stack];
    const last = data.stackStart[stack + 1];
    if (stack === 0 || first === last) return [];
    const list = make('ol', 'stack');
    for (let i = first; i < last; i++) {
      const frame = data.stackFrames[i];
      const file = data.files[data.frameFile[frame]];
      const item = make(
        'li',
        /^(runtime|internal\/poll)\./.test(data.functions[data.frameFunction[frame]]) ? 'rt' : '',
      );
      const place = make('i', '', `${file.split('/').slice(-2).join('/')}:${data.frameLine[frame]}`);
      place.title = `${file}:${data.frameLine[frame]}`;
      item.append(make('b', '', data.functions[data.frameFunction[frame]]), ' ', place);
      list.append(item);
    }
    return [make('h4', '', title), list];
  };
  const goroutineButton = (g: number, t: number, title: string): PageElement => {
    const element = button(`goroutine ${idOf(g)}`, () => actions.go(g, t), 'link');
    element.title = title;
    return element;
  };

  const describe = (place: number): string => {
    const step = lane.step[place];
    const g = goroutineOf(place);
    const state = data.state[step];
    const why = data.reason[step] > 0 && state !== 2 ? ` (${reasonText(data.reason[step])})` : '';
    const where = state === 2 && data.proc[step] >= 0 ? ` on P ${data.procIds[data.proc[step]]}` : '';
    return `goroutine ${idOf(g)} ${nameOf(g)}: ${stateNames[state]}${why}${where} for ${span(place)} from ${actions.formatNs(lane.time[place])}`;
  };

  const show = (place: number, followed: number): void => {
    if (place < 0) {
      panel.replaceChildren(make('p', 'dim', hint));
      return;
    }
    const step = lane.step[place];
    const g = goroutineOf(place);
    const state = data.state[step];
    const t = lane.time[place];
    const rows = make('dl', 'sites');
    const put = (name: string, ...inside: (PageElement | string)[]): void =>
      rows.append(make('dt', '', name), make('dd', '', ...inside));
    const full = make('b', '', data.groupNames[data.group[g]]);
    put('function', full);
    put(
      'state',
      `${stateNames[state]}${data.proc[step] >= 0 && state === 2 ? ` on P ${data.procIds[data.proc[step]]}` : ''}`,
    );
    if (state === 3) put('waits for', reasonText(data.reason[step]) || 'not in the trace');
    if (state === 1 && data.reason[step] > 0) put('stopped by', reasonText(data.reason[step]));
    put('from', since(place) ? 'before what is shown' : actions.formatNs(t));
    put('for', `${span(place)}${open(place) ? ', to the end of what is shown' : ''}`);
    const wake = wakeOf(place);
    if (wake >= 0) {
      const waker = data.waker[wake];
      const created = data.born[g] === data.time[wake];
      const word = created ? 'created by' : 'woken by';
      if (waker >= 0)
        put(
          word,
          goroutineButton(waker, data.time[wake], 'Go to it at that instant'),
          ` ${nameOf(waker)} at ${actions.formatNs(data.time[wake])}`,
        );
      else if (data.reason[wake] === 0) put(word, 'a timer, the network or the runtime');
    }
    if (data.born[g] >= 0 || data.parent[g] !== -2 || data.bigParents[g]) {
      const parent = data.bigParents[g] || (data.parent[g] >= 0 ? String(data.parent[g]) : '');
      const known = parent === '' ? -1 : byId(parent);
      put(
        'born',
        data.born[g] >= 0 ? actions.formatNs(data.born[g]) : 'before the trace',
        ...(known >= 0
          ? [' by ', goroutineButton(known, data.born[g], 'Go to the go statement')]
          : parent === ''
            ? []
            : [` by goroutine ${parent}`]),
      );
    } else put('born', 'before the trace');

    const tools = make('div', 'tools');
    const before = stepBefore(place);
    const after = stepAfter(place);
    const previous = button('← previous', () => actions.select(place - 1));
    previous.disabled = before < 0;
    const next = button('next →', () => actions.select(place + 1));
    next.disabled = after < 0 || data.state[after] === 0;
    tools.append(
      previous,
      next,
      button('Zoom to it', () => actions.zoomTo(t, endOf(place))),
      button(followed === g ? 'Stop following' : 'Follow', () => actions.follow(followed === g ? -1 : g)),
    );

    // Where it left the state before is where this one began; a run shows where it stopped, by the state after it.
    const shownStack = state === 2 ? (after >= 0 ? data.stack[after] : 0) : data.stack[step];
    const parts: PageElement[] = [make('h3', '', `goroutine ${idOf(g)}`), rows, tools];
    parts.push(...stackList(shownStack, state === 2 ? 'Stopped at' : state === 1 ? 'Stopped at' : 'Blocked at'));
    if (wake >= 0)
      parts.push(...stackList(data.wakerStack[wake], data.born[g] === data.time[wake] ? 'Created at' : 'Woken from'));
    if (state === 2) {
      const wakes = index.wakes();
      const list = make('ul', 'list');
      let count = 0;
      let low = wakes.start[g];
      let high = wakes.start[g + 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (data.time[wakes.step[middle]] < t) low = middle + 1;
        else high = middle;
      }
      for (let i = low; i < wakes.start[g + 1]; i++) {
        const woken = wakes.step[i];
        if (data.time[woken] > endOf(place)) break;
        if (count++ >= most) continue;
        const item = make('li', '');
        const other = data.goroutine[woken];
        item.append(
          `+${actions.formatNs(data.time[woken] - t)} ${data.born[other] === data.time[woken] ? 'created' : 'woke'} `,
          button(`goroutine ${idOf(other)}`, () => actions.select(lane.placeOf[woken]), 'link'),
          ` ${nameOf(other)}`,
        );
        list.append(item);
      }
      if (count > most) list.append(make('li', 'dim', `${count - most} more`));
      if (count > 0) parts.push(make('h4', '', 'In this time it'), list);
    }
    if (data.birthStack[g] > 0 && !(wake >= 0 && data.born[g] === data.time[wake]))
      parts.push(...stackList(data.birthStack[g], 'Born at'));
    panel.replaceChildren(...parts);
    panel.scrollTop = 0;
  };

  return { show, describe, wakeOf };
}

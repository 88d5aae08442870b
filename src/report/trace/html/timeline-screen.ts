// What is on the timeline's canvas: where a moment and a row stand, and one frame of it (one thing: a frame). Runs in the browser, sent as its
// own text. Boxes are painted as pixels (timeline-paint.ts); text, selection and arrows go over them.
import type { PageCanvas, PageContext, PageElement, PageWindow } from './page-dom.ts';
import type { TimelineData } from './timeline-data.ts';
import type { TimelineIndex } from './timeline-index.ts';
import type { PaintColours, TimelinePainter } from './timeline-paint.ts';
import type { TimelineRow } from './timeline-rows.ts';

/** What the events change and a frame shows. */
export interface TimelineState {
  from: number;
  to: number;
  /** How far rows are scrolled. */
  top: number;
  rows: readonly TimelineRow[];
  /** Place of an interval, -1 none; the same of the goroutine that is followed. */
  selected: number;
  followed: number;
  hover: { readonly x: number; readonly y: number } | null;
  /** Line of each span. */
  spanLine: readonly number[];
}

export interface TimelineScreen {
  draw(): void;
  /** Colours are read anew before the next frame. */
  forgetColours(): void;
  readonly gutter: () => number;
  timeAt(x: number): number;
  nsPerPixel(): number;
  /** Height of the fixed lines; what lies below scrolls. */
  headHeight(): number;
  roomHeight(): number;
  rowAt(y: number): TimelineRow | undefined;
  /** Which of the fixed lines. */
  lineAt(y: number): 'axis' | 'bands' | 'goroutines' | 'heap' | 'follow' | undefined;
}

export function newScreen(
  window: PageWindow,
  canvas: PageCanvas,
  data: TimelineData,
  index: TimelineIndex,
  painter: TimelinePainter,
  state: TimelineState,
  tools: { formatNs(ns: number): string; formatBytes(n: number): string; wakeOf(place: number): number },
): TimelineScreen {
  const context = canvas.getContext('2d', { alpha: false }) as PageContext;
  const root = window.document.documentElement;
  const { lane } = index;
  const { formatNs, formatBytes } = tools;
  const size = { width: 300, height: 300, gutter: 100, ratio: 1 };
  const lines = { axis: 22, bands: 16, goroutines: 46, heap: data.heapTime.length > 1 ? 42 : 0, follow: 26 };
  let palette: PaintColours | null = null;
  let ink: Record<string, string> = {};
  let charWidth = 6.6;
  let held: [goroutine: number, first: number, last: number] = [-1, 0, 0];

  const css = (name: string): string => window.getComputedStyle(root).getPropertyValue(name).trim();
  const readColours = (): PaintColours => {
    const pixel = (name: string): number => {
      const n = Number.parseInt(css(name).slice(1), 16);
      return (0xff000000 | ((n & 255) << 16) | (n & 0xff00) | (n >> 16)) >>> 0;
    };
    const dark = css('--scheme') === 'dark';
    const fromHue = (hue: number): number => {
      const [s, l] = dark ? [0.34, 0.4] : [0.5, 0.68];
      const part = (n: number): number => {
        const k = (n + hue / 30) % 12;
        return Math.round(255 * (l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
      };
      return (0xff000000 | (part(4) << 16) | (part(8) << 8) | part(0)) >>> 0;
    };
    ink = {};
    for (const name of ['ink', 'soft', 'line', 'card', 'sunk', 'accent', 'box-ink', 'tl-on-run', 'tl-span'])
      ink[name] = css(`--${name}`);
    const grey = pixel('--tl-runtime');
    return {
      ground: pixel('--tl-ground'),
      runnable: pixel('--tl-runnable'),
      running: pixel('--tl-running'),
      syscall: pixel('--tl-syscall'),
      band: pixel('--tl-gc'),
      stop: pixel('--tl-stop'),
      heap: pixel('--tl-heap'),
      goal: pixel('--tl-goal'),
      waits: ['other', 'channel', 'lock', 'network', 'timer'].map((name) => pixel(`--tl-${name}`)),
      groups: data.groupHues.map((hue) => (hue < 0 ? grey : fromHue(hue))),
    };
  };

  const headHeight = (): number =>
    lines.axis + lines.bands + lines.goroutines + lines.heap + (state.followed >= 0 ? lines.follow : 0) + 6;
  const nsPerPixel = (): number => (state.to - state.from) / Math.max(1, size.width - size.gutter);
  const xOf = (t: number): number => size.gutter + (t - state.from) / nsPerPixel();
  const goroutineOf = (place: number): number => data.goroutine[lane.step[place]];
  const laneOf = (place: number): number => lane.laneOfGoroutine[goroutineOf(place)];
  const endOf = (place: number): number =>
    place + 1 < lane.start[laneOf(place) + 1] ? lane.time[place + 1] : data.toNs;
  const idOf = (g: number): string => data.bigIds[g] || String(data.id[g]);

  const fitted = (text: string, room: number): string => {
    const fits = Math.floor(room / charWidth);
    return fits < 3 ? '' : text.length > fits ? `${text.slice(0, fits - 1)}…` : text;
  };
  /** First and one more than the last place of a goroutine in its lane. */
  const placesOf = (g: number): [number, number] => {
    const l = lane.laneOfGoroutine[g];
    const end = lane.start[l + 1];
    let first = Math.max(lane.start[l], painter.placeAt(l, Math.max(data.born[g], data.fromNs)));
    while (first > lane.start[l] && goroutineOf(first - 1) === g) first--;
    while (first < end && goroutineOf(first) !== g) first++;
    let last = first;
    while (last < end && goroutineOf(last) === g) last++;
    return [first, last];
  };
  const rowTop = (row: TimelineRow): number => headHeight() + row.y - state.top;
  const middleOf = (g: number, visible: readonly TimelineRow[]): number => {
    const l = lane.laneOfGoroutine[g];
    const row =
      visible.find((r) => r.kind === 'lane' && r.at === l) ||
      visible.find((r) => r.kind === 'group' && r.at === data.group[g] && !r.open);
    return row ? rowTop(row) + row.h / 2 : -1;
  };

  const resize = (): void => {
    const box = canvas.parentElement as PageElement;
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const width = Math.max(200, box.clientWidth);
    const height = Math.max(200, box.clientHeight);
    if (width === size.width && height === size.height && ratio === size.ratio) return;
    size.width = width;
    size.height = height;
    size.ratio = ratio;
    size.gutter = width < 560 ? 104 : width < 900 ? 170 : 250;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  };

  const drawIntervalText = (from: number, to: number): void => {
    const { ratio, gutter } = size;
    for (let i = from; i < to; i++) {
      const { x, w, y, h, place, proc } = painter.labels[i];
      const step = lane.step[place];
      const g = data.goroutine[step];
      const kind = data.state[step];
      const text = proc
        ? `${data.groupLabels[data.group[g]]} ${idOf(g)}`
        : kind === 3
          ? data.reasons[data.reason[step]] || 'waiting'
          : kind === 2
            ? 'running'
            : kind === 1
              ? 'runnable'
              : 'syscall';
      const shown = fitted(text === '?' ? 'waiting' : text, w / ratio - 8);
      if (!shown || (kind !== 3 && !proc && shown.length < text.length)) continue;
      context.fillStyle = kind === 3 ? ink.soft : proc ? ink['box-ink'] : ink['tl-on-run'];
      context.fillText(shown, gutter + x / ratio + 4, (y + h / 2) / ratio + 0.5);
    }
  };

  const drawSpans = (visible: readonly TimelineRow[]): void => {
    const tops = new Map(visible.filter((row) => row.kind === 'spans').map((row) => [row.at, rowTop(row)]));
    if (tops.size === 0) return;
    data.spans.forEach((span, i) => {
      const top = tops.get(state.spanLine[i]);
      const end = span.ns < 0 ? data.toNs : span.at + span.ns;
      if (top === undefined || end < state.from || span.at > state.to) return;
      const x = Math.max(size.gutter, xOf(span.at));
      const w = Math.max(1, Math.min(size.width, xOf(end)) - x);
      context.fillStyle = ink['tl-span'];
      context.globalAlpha = span.kind === 'task' ? 1 : 0.65;
      context.fillRect(x, top + 1, Math.max(1, w - 1), 13);
      context.globalAlpha = 1;
      context.fillStyle = ink['box-ink'];
      const shown = fitted(span.name, w - 8);
      if (shown) context.fillText(shown, x + 4, top + 8);
    });
  };

  const drawSelection = (visible: readonly TimelineRow[]): void => {
    const place = state.selected;
    if (place < 0) return;
    const x = Math.max(size.gutter, xOf(lane.time[place]));
    const right = Math.min(size.width, xOf(endOf(place)));
    const row = visible.find((r) => r.kind === 'lane' && r.at === laneOf(place));
    const box = (y: number, h: number): void => {
      if (right < size.gutter || x > size.width) return;
      context.strokeStyle = ink.accent;
      context.lineWidth = 2;
      context.strokeRect(x - 1, y, Math.max(3, right - x + 2), h);
    };
    if (row) box(rowTop(row), row.h - 1);
    const step = lane.step[place];
    if (data.state[step] === 2 && data.proc[step] >= 0) {
      const p = visible.find((r) => r.kind === 'proc' && r.at === data.proc[step]);
      if (p) box(rowTop(p) + 2, p.h - 4);
    }
    // The wake-up, from the waker's row to this one.
    const wake = tools.wakeOf(place);
    if (wake < 0 || data.waker[wake] < 0) return;
    const at = xOf(data.time[wake]);
    const y1 = middleOf(data.waker[wake], visible);
    const y2 = middleOf(data.goroutine[wake], visible);
    if (at < size.gutter || at > size.width || y1 < 0 || y2 < 0 || y1 === y2) return;
    const down = y2 > y1 ? 1 : -1;
    context.strokeStyle = context.fillStyle = ink.accent;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(at, y1);
    context.lineTo(at, y2 - down * 7);
    context.stroke();
    context.beginPath();
    context.moveTo(at, y2 - down * 2);
    context.lineTo(at - 4, y2 - down * 9);
    context.lineTo(at + 4, y2 - down * 9);
    context.closePath();
    context.fill();
  };

  const drawGutter = (visible: readonly TimelineRow[], fixed: readonly (readonly [number, string])[]): void => {
    const head = headHeight();
    context.fillStyle = ink.card;
    context.fillRect(0, 0, size.gutter, size.height);
    context.save();
    context.beginPath();
    context.rect(0, head, size.gutter, size.height - head);
    context.clip();
    for (const row of visible) {
      const y = rowTop(row);
      context.fillStyle = row.kind === 'group' && data.groupSystem[row.at] ? ink.soft : ink.ink;
      if (row.kind === 'group') {
        const count = lane.groupSize[row.at];
        const tail = count > 1 ? `×${count}` : '';
        const room = size.gutter - 24 - (tail.length + 1) * charWidth;
        context.fillText(row.open ? '▾' : '▸', 6, y + row.h / 2);
        context.fillText(fitted(row.label, room), 20, y + row.h / 2);
        context.fillStyle = ink.soft;
        if (tail) context.fillText(tail, size.gutter - 6 - tail.length * charWidth, y + row.h / 2);
      } else if (row.kind === 'lane') {
        // The goroutine that the lane holds in the middle of what is seen.
        const place = painter.placeAt(row.at, (state.from + state.to) / 2);
        const at = Math.max(lane.start[row.at], place);
        context.fillStyle = ink.soft;
        context.fillText(fitted(`goroutine ${idOf(goroutineOf(at))}`, size.gutter - 34), 30, y + row.h / 2);
      } else context.fillText(fitted(row.label, size.gutter - 16), 8, y + row.h / 2);
    }
    context.restore();
    context.fillStyle = ink.soft;
    for (const [y, text] of fixed) context.fillText(fitted(text, size.gutter - 16), 8, y + 9);
    if (state.followed >= 0) {
      const g = state.followed;
      context.fillStyle = ink.accent;
      context.fillText(fitted(`${idOf(g)} ${data.groupLabels[data.group[g]]}`, size.gutter - 16), 8, head - 18);
    }
    context.fillStyle = ink.line;
    context.fillRect(size.gutter - 1, 0, 1, size.height);
    context.fillRect(0, head - 3, size.width, 1);
    for (const row of visible)
      if (row.kind === 'group' && rowTop(row) > head) context.fillRect(0, rowTop(row) - 0.5, size.width, 0.5);
  };

  const drawAxis = (): void => {
    const span = state.to - state.from;
    const room = size.width - size.gutter;
    const rough = (span / room) * 110;
    const unit = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((n) => n * unit).find((n) => n >= rough) || rough;
    const [word, ns] = step >= 1e8 ? ['s', 1e9] : step >= 1e6 ? ['ms', 1e6] : step >= 1e3 ? ['µs', 1e3] : ['ns', 1];
    const digits = Math.max(0, -Math.floor(Math.log10((step / (ns as number)) * 1.0001)));
    context.font = '11px system-ui, sans-serif';
    for (let t = Math.ceil(state.from / step) * step; t <= state.to; t += step) {
      const x = xOf(t);
      context.fillStyle = ink.line;
      context.globalAlpha = 0.55;
      context.fillRect(x, lines.axis - 4, 1, size.height);
      context.globalAlpha = 1;
      context.fillStyle = ink.soft;
      const text = `${(t / (ns as number)).toFixed(digits).replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',')} ${word}`;
      if (x + 70 < size.width) context.fillText(text, x + 3, 10);
    }
    context.font = '11px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace';
  };

  /** A line at the pointer, with what the fixed lines say at that moment. */
  const drawPointer = (): void => {
    const { hover } = state;
    if (!hover || hover.x < size.gutter) return;
    const t = state.from + (hover.x - size.gutter) * nsPerPixel();
    context.fillStyle = ink.soft;
    context.globalAlpha = 0.5;
    context.fillRect(hover.x, 0, 1, size.height);
    context.globalAlpha = 1;
    const tag = (text: string, y: number): void => {
      const w = text.length * charWidth + 10;
      const x = hover.x + 8 + w > size.width ? hover.x - 8 - w : hover.x + 8;
      context.fillStyle = ink.card;
      context.fillRect(x, y - 8, w, 16);
      context.fillStyle = ink.ink;
      context.fillText(text, x + 5, y);
    };
    if (hover.y > headHeight()) return;
    tag(formatNs(t), 11);
    const now = painter.occupancyAt(-1, t);
    let y = lines.axis + lines.bands;
    tag(
      `${now.running} running, ${now.runnable} runnable, ${now.syscall} in system calls, ${now.waiting} waiting`,
      y + 20,
    );
    y += lines.goroutines;
    const { heap, goal } = painter.heapAt(t);
    if (lines.heap > 0 && heap >= 0)
      tag(`${formatBytes(heap)}${goal >= 0 ? `, goal ${formatBytes(goal)}` : ''}`, y + 18);
  };

  const draw = (): void => {
    resize();
    palette ??= readColours();
    const { width, height, gutter, ratio } = size;
    const px = (v: number): number => Math.round(v * ratio);
    const sheetWidth = px(width) - px(gutter);
    const perPixel = (state.to - state.from) / sheetWidth;
    const sheet = painter.begin(sheetWidth, px(height), state.from, perPixel, palette);
    const head = headHeight();

    let y = lines.axis;
    const fixed: [number, string][] = [[y, 'GC and stops']];
    painter.bands('gc', px(y + 2), px(lines.bands - 4));
    painter.bands('stw', px(y + 2), px(lines.bands - 4));
    y += lines.bands;
    fixed.push([y, 'goroutines']);
    painter.group(-1, px(y + 2), px(lines.goroutines - 6));
    y += lines.goroutines;
    if (lines.heap > 0) {
      fixed.push([y, 'heap and goal']);
      painter.heap(px(y + 2), px(lines.heap - 6));
      y += lines.heap;
    }
    if (state.followed >= 0) {
      if (held[0] !== state.followed) held = [state.followed, ...placesOf(state.followed)];
      painter.lane(lane.laneOfGoroutine[state.followed], px(y + 2), px(lines.follow - 6), held[1], held[2]);
    }
    const headLabels = painter.labels.length;
    painter.clip(px(head));
    const visible = state.rows.filter((row) => rowTop(row) + row.h > head && rowTop(row) < height);
    for (const row of visible) {
      const top = px(rowTop(row));
      const bottom = px(rowTop(row) + row.h);
      if (row.kind === 'lane') painter.lane(row.at, top + 1, bottom - top - 2);
      else if (row.kind === 'proc') painter.proc(row.at, top + px(3), bottom - top - px(6));
      else if (row.kind === 'group' && !row.open) painter.group(row.at, top + px(2), bottom - top - px(4));
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.putImageData(
      new window.ImageData(new Uint8ClampedArray(sheet.buffer as ArrayBuffer), sheetWidth, px(height)),
      px(gutter),
      0,
    );
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.font = '11px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace';
    context.textBaseline = 'middle';
    charWidth = context.measureText('mmmmmmmmmm').width / 10;
    drawAxis();
    context.save();
    context.beginPath();
    context.rect(gutter, head, width - gutter, height - head);
    context.clip();
    drawSpans(visible);
    drawIntervalText(headLabels, painter.labels.length);
    drawSelection(visible);
    context.restore();
    drawIntervalText(0, headLabels);
    drawGutter(visible, fixed);
    drawPointer();
  };

  return {
    draw,
    forgetColours() {
      palette = null;
    },
    gutter: () => size.gutter,
    timeAt: (x) => state.from + (x - size.gutter) * nsPerPixel(),
    nsPerPixel,
    headHeight,
    roomHeight: () => size.height - headHeight(),
    rowAt(y) {
      if (y < headHeight()) return undefined;
      const at = y - headHeight() + state.top;
      return state.rows.find((row) => at >= row.y && at < row.y + row.h);
    },
    lineAt(y) {
      let at = lines.axis;
      if (y < at) return 'axis';
      if (y < (at += lines.bands)) return 'bands';
      if (y < (at += lines.goroutines)) return 'goroutines';
      if (y < (at += lines.heap)) return 'heap';
      return y < headHeight() ? 'follow' : undefined;
    },
  };
}

// Runs in the browser: unpacks the timeline and answers mouse, keys, search and the panel. One thing: the page's events
// over one state. Sent as its own text; what it needs comes in `parts`.
import type { PageCanvas, PageElement, PageEvent, PageWindow } from './page-dom.ts';
import type { TimelineData, unpackTimeline } from './timeline-data.ts';
import type { newDetails } from './timeline-details.ts';
import type { indexTimeline, TimelineIndex } from './timeline-index.ts';
import type { newPainter } from './timeline-paint.ts';
import type { arrangeRows, lineUpSpans, orderGroups } from './timeline-rows.ts';
import type { newScreen, TimelineState } from './timeline-screen.ts';

export interface TimelineParts {
  readonly unpackTimeline: typeof unpackTimeline;
  readonly indexTimeline: typeof indexTimeline;
  readonly newPainter: typeof newPainter;
  readonly newScreen: typeof newScreen;
  readonly newDetails: typeof newDetails;
  readonly orderGroups: typeof orderGroups;
  readonly arrangeRows: typeof arrangeRows;
  readonly lineUpSpans: typeof lineUpSpans;
}

/** Returns what draws it anew after a change of theme. */
export function timelineClient(window: PageWindow, parts: TimelineParts): () => void {
  const doc = window.document;
  const byId = (id: string): PageElement => doc.getElementById(id) as PageElement;
  const label = byId('tl-label');
  let redraw = (): void => {};

  const start = (data: TimelineData, index: TimelineIndex): void => {
    const canvas = byId('timeline') as PageCanvas;
    const { lane } = index;
    const order = parts.orderGroups(data, index);
    const spans = parts.lineUpSpans(data.spans, data.toNs, 12);
    const openGroups = new Uint8Array(data.groupNames.length);
    const shown = new Uint8Array(data.groupNames.length).fill(1);
    const full = Math.max(1, data.toNs - data.fromNs);
    const hint = label.textContent;
    const state: TimelineState = {
      from: data.fromNs,
      to: data.fromNs + full,
      top: 0,
      rows: [],
      selected: -1,
      followed: -1,
      hover: null,
      spanLine: spans.line,
    };
    let mode: 'groups' | 'procs' = 'groups';
    let waiting = false;

    // The first view opens what fits: the busiest groups of few goroutines, until the page is full.
    let budget = 26;
    for (const g of order) {
      const lanes = lane.groupLane[g + 1] - lane.groupLane[g];
      if (data.groupSystem[g] || lanes > 4 || lanes > budget) continue;
      openGroups[g] = 1;
      budget -= lanes;
    }

    const formatNs = (ns: number): string => {
      if (ns < 1000) return `${Math.round(ns)} ns`;
      const [value, unit] = ns < 1e6 ? [ns / 1e3, 'µs'] : ns < 1e9 ? [ns / 1e6, 'ms'] : [ns / 1e9, 's'];
      return `${value >= 1000 ? Math.round(value) : value.toPrecision(4)} ${unit}`;
    };
    const formatBytes = (bytes: number): string => {
      const units = ['B', 'KiB', 'MiB', 'GiB'];
      let value = bytes;
      let unit = 0;
      for (; value >= 1024 && unit < 3; unit++) value /= 1024;
      return `${value >= 10 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
    };
    const count = (n: number, word: string): string =>
      `${String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',')} ${word}${n === 1 ? '' : 's'}`;
    const goroutineOf = (place: number): number => data.goroutine[lane.step[place]];
    const endOf = (place: number): number =>
      place + 1 < lane.start[lane.laneOfGoroutine[goroutineOf(place)] + 1] ? lane.time[place + 1] : data.toNs;

    const clampView = (): void => {
      const span = Math.min(full, Math.max(20, state.to - state.from));
      state.from = Math.max(data.fromNs, Math.min(state.from, data.fromNs + full - span));
      state.to = state.from + span;
      const last = state.rows[state.rows.length - 1];
      state.top = Math.max(0, Math.min(state.top, (last ? last.y + last.h : 0) - screen.roomHeight() + 8));
    };
    const schedule = (): void => {
      if (waiting) return;
      waiting = true;
      window.requestAnimationFrame(() => {
        waiting = false;
        clampView();
        screen.draw();
      });
    };
    const arrange = (): void => {
      state.rows = parts.arrangeRows(data, index, order, { mode, open: openGroups, shown, spanLines: spans.lines });
      schedule();
    };
    const show = (from: number, to: number): void => {
      state.from = from;
      state.to = to;
      clampView();
      schedule();
    };
    const zoomAt = (t: number, factor: number): void => {
      const span = Math.min(full, Math.max(20, (state.to - state.from) * factor));
      const share = (t - state.from) / (state.to - state.from);
      show(t - share * span, t - share * span + span);
    };
    const pan = (share: number): void => {
      const by = (state.to - state.from) * share;
      show(state.from + by, state.to + by);
    };

    /** Brings an interval into sight: its group is opened, its row scrolled to, its time panned to. */
    const reveal = (place: number): void => {
      const g = data.group[goroutineOf(place)];
      if (mode === 'groups') {
        if (openGroups[g] === 0 || shown[g] === 0) {
          openGroups[g] = shown[g] = 1;
          arrange();
        }
        const l = lane.laneOfGoroutine[goroutineOf(place)];
        const row = state.rows.find((r) => r.kind === 'lane' && r.at === l);
        const room = screen.roomHeight();
        if (row && (row.y < state.top || row.y + row.h > state.top + room)) state.top = row.y - room / 2;
      }
      const begin = lane.time[place];
      const end = endOf(place);
      const span = state.to - state.from;
      if (end < state.from + span * 0.01 || begin > state.to - span * 0.01) {
        const middle = end - begin < span ? (begin + end) / 2 : begin + span * 0.4;
        state.from = middle - span / 2;
        state.to = middle + span / 2;
      }
      clampView();
    };
    const select = (place: number, sight = true): void => {
      state.selected = place;
      if (place >= 0 && sight) reveal(place);
      details.show(place, state.followed);
      label.textContent = place < 0 ? hint : details.describe(place);
      schedule();
    };
    const go = (g: number, t: number): void => {
      const l = lane.laneOfGoroutine[g];
      if (l < 0) return;
      let place = Math.max(lane.start[l], painter.placeAt(l, t));
      // At that very instant another step of the lane may stand: its own, living interval is meant.
      while (place > lane.start[l] && (goroutineOf(place) !== g || data.state[lane.step[place]] === 0)) place--;
      select(place);
    };
    const follow = (g: number): void => {
      state.followed = g;
      details.show(state.selected, g);
      schedule();
    };
    const toWaker = (): void => {
      const wake = state.selected < 0 ? -1 : details.wakeOf(state.selected);
      if (wake >= 0 && data.waker[wake] >= 0) go(data.waker[wake], data.time[wake]);
    };
    const neighbour = (by: number): void => {
      const next = state.selected + by;
      if (state.selected < 0 || next < 0 || next >= data.size) return;
      if (goroutineOf(next) === goroutineOf(state.selected) && data.state[lane.step[next]] !== 0) select(next);
    };

    const painter = parts.newPainter(data, index);
    const details = parts.newDetails(window, byId('tl-details'), data, index, {
      formatNs,
      go,
      select: (place) => select(place),
      follow,
      zoomTo: (from, to) => show(from - Math.max(10, (to - from) * 0.75), to + Math.max(10, (to - from) * 0.75)),
    });
    const screen = parts.newScreen(window, canvas, data, index, painter, state, {
      formatNs,
      formatBytes,
      wakeOf: details.wakeOf,
    });

    /** Place of the interval at a point; one that lies within three pixels will do. */
    const placeAt = (x: number, y: number): number => {
      if (x < screen.gutter()) return -1;
      const t = screen.timeAt(x);
      const row = screen.rowAt(y);
      const near = screen.nsPerPixel() * 3;
      if (row?.kind === 'proc') {
        const first = index.proc.start[row.at];
        for (const at of [painter.runAt(row.at, t), painter.runAt(row.at, t + near)])
          if (at >= first && index.proc.end[at] + near >= t) return lane.placeOf[index.proc.step[at]];
        return -1;
      }
      const l =
        row?.kind === 'lane'
          ? row.at
          : screen.lineAt(y) === 'follow' && state.followed >= 0
            ? lane.laneOfGoroutine[state.followed]
            : -1;
      if (l < 0) return -1;
      for (const at of [painter.placeAt(l, t), painter.placeAt(l, t + near), painter.placeAt(l, t - near)])
        if (at >= lane.start[l] && data.state[lane.step[at]] !== 0) return at;
      return -1;
    };
    const toggle = (g: number): void => {
      openGroups[g] = openGroups[g] === 1 ? 0 : 1;
      arrange();
    };
    const tell = (x: number, y: number): void => {
      const place = placeAt(x, y);
      const row = screen.rowAt(y);
      if (place >= 0) label.textContent = details.describe(place);
      else if (row?.kind === 'group') {
        const now = painter.occupancyAt(row.at, screen.timeAt(Math.max(x, screen.gutter())));
        const { running, runnable, syscall, waiting: waits } = now;
        label.textContent = `${data.groupNames[row.at]}: ${count(lane.groupSize[row.at], 'goroutine')} in all; here ${running} running, ${runnable} runnable, ${syscall} in system calls, ${waits} waiting`;
      } else if (screen.lineAt(y) === 'bands') {
        const t = screen.timeAt(x);
        const near = screen.nsPerPixel() * 2;
        const found = data.bands.filter((b) => b.at - near <= t && (b.ns < 0 || b.at + b.ns + near >= t));
        const band = found.find((b) => b.kind === 'stw') || found[0];
        label.textContent = band
          ? `${band.kind === 'gc' ? 'GC' : 'world stopped'}: ${band.text}, ${band.ns < 0 ? 'not ended' : formatNs(band.ns)} from ${formatNs(band.at)}`
          : hint;
      } else if (row?.kind === 'spans') {
        const t = screen.timeAt(x);
        const near = screen.nsPerPixel() * 2;
        const at = data.spans.findIndex(
          (s, i) => state.spanLine[i] === row.at && s.at - near <= t && (s.ns < 0 || s.at + s.ns + near >= t),
        );
        const span = data.spans[at];
        label.textContent = span
          ? `${span.kind} ${span.name}: ${span.ns < 0 ? 'not ended' : formatNs(span.ns)} from ${formatNs(span.at)}`
          : hint;
      } else label.textContent = state.selected >= 0 ? details.describe(state.selected) : hint;
    };

    // ---- mouse, touch, keys
    const held = new Map<number, { x: number; y: number }>();
    let moved = 0;
    const point = (event: PageEvent): { x: number; y: number } => {
      const box = canvas.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      held.set(event.pointerId, point(event));
      canvas.setPointerCapture(event.pointerId);
      moved = 0;
    });
    canvas.addEventListener('pointermove', (event) => {
      const now = point(event);
      const before = held.get(event.pointerId);
      if (!before) {
        state.hover = now;
        tell(now.x, now.y);
        const row = screen.rowAt(now.y);
        const hand = placeAt(now.x, now.y) >= 0 || (row?.kind === 'group' && (now.x < screen.gutter() || !row.open));
        canvas.style.cursor = hand ? 'pointer' : 'default';
        schedule();
        return;
      }
      const others = [...held].filter(([id]) => id !== event.pointerId);
      if (others.length > 0) {
        // Two fingers: their distance is the zoom.
        const other = others[0][1];
        const [a, b] = [Math.abs(before.x - other.x) + 20, Math.abs(now.x - other.x) + 20];
        zoomAt(screen.timeAt((now.x + other.x) / 2), a / b);
      }
      moved += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
      held.set(event.pointerId, now);
      if (moved < 4) return;
      const by = (before.x - now.x) * screen.nsPerPixel();
      state.top += before.y - now.y;
      show(state.from + by, state.to + by);
    });
    const release = (event: PageEvent): void => {
      const was = held.delete(event.pointerId);
      if (!was || moved >= 4) return;
      const { x, y } = point(event);
      const row = screen.rowAt(y);
      const place = placeAt(x, y);
      if (row?.kind === 'group' && (x < screen.gutter() || !row.open)) toggle(row.at);
      else if (row?.kind === 'lane' && x < screen.gutter())
        go(
          goroutineOf(Math.max(lane.start[row.at], painter.placeAt(row.at, (state.from + state.to) / 2))),
          (state.from + state.to) / 2,
        );
      else select(place, false);
    };
    canvas.addEventListener('pointerup', release);
    canvas.addEventListener('pointercancel', (event) => {
      held.delete(event.pointerId);
    });
    canvas.addEventListener('pointerleave', () => {
      state.hover = null;
      schedule();
    });
    canvas.addEventListener('dblclick', (event) => {
      const { x, y } = point(event);
      const place = placeAt(x, y);
      if (place >= 0) show(lane.time[place] - (endOf(place) - lane.time[place]), endOf(place) * 2 - lane.time[place]);
      else zoomAt(screen.timeAt(x), 0.4);
    });
    canvas.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        const { x, y } = point(event);
        const unit = event.deltaMode === 1 ? 16 : 1;
        const zooms = event.ctrlKey || event.metaKey || y < screen.headHeight();
        if (zooms) zoomAt(screen.timeAt(x), Math.exp(Math.max(-120, Math.min(120, event.deltaY * unit)) * 0.0035));
        else if (event.shiftKey) pan((event.deltaY * unit) / 900);
        else {
          state.top += event.deltaY * unit;
          pan((event.deltaX * unit) / 900);
        }
      },
      { passive: false },
    );
    const centre = (): number => (state.from + state.to) / 2;
    const keys: Record<string, () => void> = {
      ArrowLeft: () => pan(-0.1),
      a: () => pan(-0.1),
      ArrowRight: () => pan(0.1),
      d: () => pan(0.1),
      ArrowUp: () => {
        state.top -= 40;
        schedule();
      },
      ArrowDown: () => {
        state.top += 40;
        schedule();
      },
      '+': () => zoomAt(centre(), 0.6),
      '=': () => zoomAt(centre(), 0.6),
      w: () => zoomAt(centre(), 0.6),
      '-': () => zoomAt(centre(), 1 / 0.6),
      s: () => zoomAt(centre(), 1 / 0.6),
      '0': () => show(data.fromNs, data.fromNs + full),
      '[': () => neighbour(-1),
      ',': () => neighbour(-1),
      ']': () => neighbour(1),
      '.': () => neighbour(1),
      Enter: toWaker,
      f: () => {
        if (state.selected >= 0)
          follow(state.followed === goroutineOf(state.selected) ? -1 : goroutineOf(state.selected));
      },
      z: () => {
        if (state.selected >= 0) {
          const [begin, end] = [lane.time[state.selected], endOf(state.selected)];
          show(begin - (end - begin), end + (end - begin));
        }
      },
      Escape: () => (state.selected >= 0 ? select(-1) : follow(-1)),
    };
    canvas.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
      keys[event.key]();
      event.preventDefault();
    });

    // ---- tool bar
    byId('tl-in').addEventListener('click', () => zoomAt(centre(), 0.5));
    byId('tl-out').addEventListener('click', () => zoomAt(centre(), 2));
    byId('tl-fit').addEventListener('click', () => show(data.fromNs, data.fromNs + full));
    const modes = byId('tl-mode');
    modes.addEventListener('change', () => {
      mode = modes.value === 'procs' ? 'procs' : 'groups';
      state.top = 0;
      arrange();
    });
    const found = byId('tl-found');
    const search = byId('tl-search');
    /** 1 for each stack or group that holds the text; a number is the id of a goroutine. */
    let hitGroups = new Uint8Array(0);
    let hitStacks = new Uint8Array(0);
    let hitGoroutine = -1;
    let asked = '';
    const isHit = (step: number): boolean =>
      data.state[step] !== 0 &&
      (hitGoroutine >= 0
        ? data.goroutine[step] === hitGoroutine
        : hitGroups[data.group[data.goroutine[step]]] === 1 || hitStacks[data.stack[step]] === 1);
    const find = (): void => {
      asked = search.value.trim().toLowerCase();
      hitGoroutine = -1;
      if (asked === '') {
        shown.fill(1);
        found.textContent = '';
        arrange();
        return;
      }
      if (/^\d+$/.test(asked))
        for (let g = 0; g < data.goroutines && hitGoroutine < 0; g++)
          if ((data.bigIds[g] || String(data.id[g])) === asked) hitGoroutine = g;
      hitGroups = Uint8Array.from(data.groupNames, (name) => (name.toLowerCase().indexOf(asked) >= 0 ? 1 : 0));
      const hitFunctions = data.functions.map((name) => name.toLowerCase().indexOf(asked) >= 0);
      hitStacks = new Uint8Array(data.stackStart.length - 1);
      for (let s = 0; s < hitStacks.length; s++)
        for (let i = data.stackStart[s]; i < data.stackStart[s + 1]; i++)
          if (hitFunctions[data.frameFunction[data.stackFrames[i]]]) hitStacks[s] = 1;
      shown.fill(0);
      let steps = 0;
      for (let i = 0; i < data.size; i++) {
        if (!isHit(i)) continue;
        steps++;
        shown[data.group[data.goroutine[i]]] = 1;
      }
      const groups = shown.reduce((sum, one) => sum + one, 0);
      found.textContent =
        steps === 0 ? 'nothing found' : `${count(steps, 'interval')} in ${count(groups, 'group')}; Enter: next`;
      arrange();
    };
    let timer = false;
    search.addEventListener('input', () => {
      if (timer) return;
      timer = true;
      window.requestAnimationFrame(() => {
        timer = false;
        find();
      });
    });
    search.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      if (search.value.trim().toLowerCase() !== asked) find();
      if (asked === '') return;
      const last = state.selected < 0 ? -1 : lane.step[state.selected];
      for (let n = 1; n <= data.size; n++) {
        const step = (last + n) % data.size;
        if (!isHit(step)) continue;
        select(lane.placeOf[step]);
        if (hitGoroutine >= 0) follow(hitGoroutine);
        return;
      }
    });
    window.addEventListener('resize', schedule);
    redraw = (): void => {
      screen.forgetColours();
      schedule();
    };
    arrange();
    screen.draw();
    window.requestAnimationFrame(() => {
      doc.documentElement.setAttribute('data-painted', '');
    });
  };

  const open = async (): Promise<void> => {
    if (!window.DecompressionStream) {
      label.textContent = 'This browser cannot open the page: it has no DecompressionStream (2023 and later have it).';
      return;
    }
    const text = byId('packed').textContent || '';
    const latin = window.atob(text.trim());
    const packed = new Uint8Array(latin.length);
    for (let i = 0; i < latin.length; i++) packed[i] = latin.charCodeAt(i);
    const stream = new window.Blob([packed]).stream().pipeThrough(new window.DecompressionStream('deflate-raw'));
    const data = parts.unpackTimeline(new Uint8Array(await new window.Response(stream).arrayBuffer()));
    if (data.size === 0) label.textContent = 'Nothing happened in this stretch of the trace.';
    else start(data, parts.indexTimeline(data));
  };
  open().catch((error: unknown) => {
    label.textContent = `The page could not be opened: ${String(error)}`;
    throw error;
  });
  return () => redraw();
}

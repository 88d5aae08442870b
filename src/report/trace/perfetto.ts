// A trace in the event format of Perfetto and chrome://tracing (JSON): a track for each processor with who ran there, one
// for each goroutine with what it waited for, arrows from waker to wakee, counters, collector, stops, tasks and regions.
// Format: "Trace Event Format" of the Chromium project; ph X slice, s/f flow, C counter, b/e async, M metadata; times in µs.
import { go, type TraceSink, type TraceTables } from '../../model/trace-events.ts';

const processors = 1;
const goroutines = 2;
const runtime = 3;

interface Fields {
  readonly ts?: number;
  readonly dur?: number;
  readonly [field: string]: unknown;
}

/**
 * `write` gets the text piece by piece; `nameOf` is asked for the start function of a goroutine's slot, '' when unknown.
 * With a window only what reaches into it is written.
 */
export function newPerfettoWriter(
  tables: TraceTables,
  nameOf: (g: number) => string,
  write: (text: string) => void,
  window?: { readonly fromNs: number; readonly toNs: number },
): { readonly sink: TraceSink; finish(end: number): void } {
  let first = true;
  const from = (window?.fromNs ?? 0) / 1000;
  const to = (window?.toNs ?? Number.POSITIVE_INFINITY) / 1000;
  const emit = (fields: Fields): void => {
    const { ts, dur } = fields;
    if (ts !== undefined && (ts > to || ts + (dur ?? 0) < from)) return;
    write(`${first ? '{"traceEvents":[\n' : ',\n'}${JSON.stringify(fields)}`);
    first = false;
  };
  const us = (ns: number) => ns / 1000;
  const title = (g: number) => nameOf(g) || `goroutine ${tables.goroutineId(g)}`;
  for (const [pid, name] of [
    [processors, 'Processors'],
    [goroutines, 'Goroutines'],
    [runtime, 'Runtime'],
  ] as const)
    emit({ ph: 'M', pid, name: 'process_name', args: { name } });
  emit({ ph: 'M', pid: runtime, tid: 1, name: 'thread_name', args: { name: 'GC marking' } });
  emit({ ph: 'M', pid: runtime, tid: 2, name: 'thread_name', args: { name: 'world stopped' } });

  /** By slot: since when it runs and where, or waits and for what. */
  const running = new Map<number, { at: number; p: number }>();
  const waiting = new Map<number, { at: number; reason: string; stack: number }>();
  const flows = new Map<number, number>();
  const regions = new Map<number, { name: string; at: number }[]>();
  let flowCount = 0;
  let markSince = -1;
  const stops = new Map<string, number>();
  const counts = { waiting: 0, runnable: 0, running: 0, syscall: 0 };
  const states = new Map<number, keyof typeof counts>();
  let countsAt = -1;

  const state = (t: number, g: number, to: keyof typeof counts | undefined): void => {
    const from = states.get(g);
    if (from) counts[from]--;
    if (to) {
      counts[to]++;
      states.set(g, to);
    } else states.delete(g);
    // A point each 100 µs is as fine as anyone can see.
    if (countsAt >= 0 && t - countsAt < 100_000) return;
    countsAt = t;
    emit({ ph: 'C', pid: runtime, name: 'goroutines', ts: us(t), args: { ...counts } });
  };
  const stopRunning = (t: number, g: number, why: string): void => {
    const run = running.get(g);
    if (!run) return;
    running.delete(g);
    const args = { goroutine: tables.goroutineId(g), ended: why };
    emit({ ph: 'X', pid: processors, tid: run.p, name: title(g), ts: us(run.at), dur: us(t - run.at), args });
  };
  const stopWaiting = (t: number, g: number): void => {
    const wait = waiting.get(g);
    if (!wait) return;
    waiting.delete(g);
    const site = tables.frames(wait.stack).find((f) => !f.function.startsWith('runtime.'));
    const args = site ? { at: `${site.function} ${site.file}:${site.line}` } : {};
    slice(g, wait.reason, wait.at, t, args);
  };
  const slice = (g: number, name: string, from: number, to: number, args: Record<string, unknown>): void => {
    const tid = tables.goroutineId(g);
    if (!named.has(g)) {
      named.add(g);
      emit({ ph: 'M', pid: goroutines, tid, name: 'thread_name', args: { name: title(g) } });
    }
    emit({ ph: 'X', pid: goroutines, tid, name, ts: us(from), dur: us(to - from), args });
  };
  const named = new Set<number>();
  const wait = (t: number, g: number, reason: string, stack: number) => {
    waiting.set(g, { at: t, reason: reason || 'coroutine switch', stack: tables.stackOf(stack) });
  };

  const sink: TraceSink = {
    goStatus(t, _by, g, from, to, stack) {
      if (from === to) return;
      if (to === go.waiting) wait(t, g, 'waiting since before the trace', stack);
      state(t, g, stateWords[to]);
    },
    goCreate(t, by, g, to) {
      if (to === go.waiting) wait(t, g, '', 0);
      state(t, g, stateWords[to]);
      arrow(t, by, g);
    },
    goStart(t, p, g) {
      running.set(g, { at: t, p });
      state(t, g, 'running');
      const flow = flows.get(g);
      if (flow === undefined) return;
      flows.delete(g);
      emit({ ph: 'f', bp: 'e', pid: processors, tid: p, name: 'wake', cat: 'wake', id: flow, ts: us(t) });
    },
    goStop(t, g, reason) {
      stopRunning(t, g, tables.text(reason) || 'yield');
      state(t, g, 'runnable');
    },
    goBlock(t, g, reason, stack) {
      const text = tables.text(reason);
      stopRunning(t, g, text || 'coroutine switch');
      wait(t, g, text, stack);
      state(t, g, 'waiting');
    },
    goUnblock(t, by, g) {
      stopWaiting(t, g);
      state(t, g, 'runnable');
      arrow(t, by, g);
    },
    goDestroy(t, g) {
      stopRunning(t, g, 'ended');
      state(t, g, undefined);
      waiting.delete(g);
      flows.delete(g);
      regions.delete(g);
      named.delete(g);
    },
    syscallBegin(t, g, stack) {
      wait(t, g, 'system call', stack);
      state(t, g, 'syscall');
    },
    syscallEnd(t, g, blocked) {
      if (blocked) stopRunning(t, g, 'system call');
      stopWaiting(t, g);
      state(t, g, blocked ? 'runnable' : 'running');
    },
    gc(t, phase) {
      if (phase !== 'end') {
        if (markSince < 0) markSince = t;
        return;
      }
      if (markSince >= 0)
        emit({ ph: 'X', pid: runtime, tid: 1, name: 'GC marking', ts: us(markSince), dur: us(t - markSince) });
      markSince = -1;
    },
    stw(t, phase, g, text) {
      const key = `${g} ${text}`;
      const since = stops.get(key);
      if (phase !== 'end') {
        if (since === undefined) stops.set(key, t);
      } else if (since !== undefined) {
        stops.delete(key);
        emit({ ph: 'X', pid: runtime, tid: 2, name: text, ts: us(since), dur: us(t - since) });
      }
    },
    metric(t, name, value) {
      emit({ ph: 'C', pid: runtime, name, ts: us(t), args: { value } });
    },
    task(t, begin, _g, task, _parent, name) {
      const id = String(tables.idText(task));
      emit({ ph: begin ? 'b' : 'e', pid: goroutines, cat: 'task', id, name: name || 'task', ts: us(t) });
    },
    region(t, begin, g, _task, name) {
      const open = regions.get(g) ?? [];
      if (begin) {
        open.push({ name, at: t });
        regions.set(g, open);
      } else {
        const region = open.pop();
        if (region) slice(g, region.name, region.at, t, { region: true });
      }
    },
    log(t, g, _task, category, message) {
      if (g < 0) return;
      const tid = tables.goroutineId(g);
      emit({ ph: 'i', s: 't', pid: goroutines, tid, name: category || 'log', ts: us(t), args: { message } });
    },
  };
  function arrow(t: number, by: number, g: number): void {
    const run = by < 0 ? undefined : running.get(by);
    if (!run) return;
    const id = ++flowCount;
    flows.set(g, id);
    emit({ ph: 's', pid: processors, tid: run.p, name: 'wake', cat: 'wake', id, ts: us(t) });
  }
  return {
    sink,
    finish(end) {
      for (const g of [...running.keys()]) stopRunning(end, g, 'end of the trace');
      for (const g of [...waiting.keys()]) stopWaiting(end, g);
      write('\n],"displayTimeUnit":"ns"}\n');
    },
  };
}

const stateWords: Readonly<Record<number, 'waiting' | 'runnable' | 'running' | 'syscall'>> = {
  [go.runnable]: 'runnable',
  [go.running]: 'running',
  [go.waiting]: 'waiting',
  [go.syscall]: 'syscall',
};

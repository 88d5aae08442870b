// Every event of a trace, one by one, with what is known of its goroutine; those for which a test holds.

import type { TraceEventLine } from '../../model/trace-event-line.ts';
import {
  type EventKind,
  go,
  goStateNames,
  procStateNames,
  type RangePhase,
  type TraceSink,
  type TraceTables,
} from '../../model/trace-events.ts';
import type { WhereSubject } from '../runtime/where.ts';
import type { WhereFields } from '../runtime/where-tokens.ts';
import { combineSinks } from './combine-sinks.ts';
import { GoroutineLife } from './goroutine-life.ts';

/** What `--where` may ask of an event. `stack` and `file` look at every frame, `site` at the top one. */
export const eventFields: WhereFields = {
  t: 'ns',
  ns: 'ns',
  event: 'text',
  kind: 'text',
  g: 'number',
  func: 'text',
  by: 'number',
  byFunc: 'text',
  p: 'number',
  m: 'number',
  from: 'text',
  to: 'text',
  reason: 'text',
  name: 'text',
  value: 'number',
  task: 'number',
  category: 'text',
  message: 'text',
  site: 'text',
  stack: 'text',
  file: 'text',
  sinceStart: 'flag',
};

/** Name and kind of an event by its number; the decoder has the table. */
export type EventName = (type: number) => { readonly name: string; readonly kind: EventKind };

type Draft = { -readonly [K in keyof TraceEventLine]: TraceEventLine[K] };

/** A sink that gives every event to `emit` once all of it is known; `finish` gives the last one. */
export function newEventLister(
  tables: TraceTables,
  nameOf: EventName,
  emit: (event: TraceEventLine) => void,
): { readonly sink: TraceSink; finish(): void } {
  const life = new GoroutineLife(tables);
  let pending: Draft | undefined;
  /** Cells are asked for their name when the event is given out: a new goroutine has one by then. */
  let cell = -1;
  let newSlot = -1;
  const flush = (): void => {
    if (!pending) return;
    if (newSlot >= 0) cell = life.cell[newSlot];
    const name = cell >= 0 ? life.nameOf(cell) : '';
    if (name !== '') pending.func = name;
    emit(pending);
    pending = undefined;
  };
  const lister: TraceSink = {
    any(t, type, m, p, g, about, from, to, stack) {
      flush();
      const { name, kind } = nameOf(type);
      const event: Draft = { t, event: name, kind };
      cell = -1;
      newSlot = -1;
      const isProc = kind === 'StateTransition' && name.startsWith('Proc');
      const subject = isProc ? -1 : kind === 'StateTransition' ? about : g;
      if (subject >= 0) {
        event.g = tables.goroutineId(subject);
        const known = subject < life.slots && life.alive(subject);
        if (known) cell = life.cell[subject];
        else newSlot = subject;
        if (kind === 'StateTransition' && known && from !== to) {
          event.ns = t - life.since[subject];
          if (life.sinceStart[subject] === 1) event.sinceStart = true;
          const left = life.state[subject] === go.waiting ? life.reasons[life.reason[subject]] : '';
          if (left !== '') event.reason = left;
        }
      }
      if (g >= 0 && g !== subject) {
        event.by = tables.goroutineId(g);
        const byName = g < life.slots && life.alive(g) ? life.nameOf(life.cell[g]) : '';
        if (byName !== '') event.byFunc = byName;
      }
      if (isProc && about >= 0) event.p = tables.procId(about);
      else if (p >= 0) event.p = tables.procId(p);
      if (m >= 0) event.m = tables.threadId(m);
      if (kind === 'StateTransition') {
        event.from = (isProc ? procStateNames : goStateNames)[from];
        event.to = (isProc ? procStateNames : goStateNames)[to];
      }
      const frames = stack > 0 ? tables.frames(tables.stackOf(stack)) : [];
      if (frames.length > 0) event.stack = frames.map((f) => ({ function: f.function, file: f.file, line: f.line }));
      pending = event;
    },
    goBlock: (_t, _g, reason) => put('reason', tables.text(reason)),
    goStop: (_t, _g, reason) => put('reason', tables.text(reason)),
    stw: (_t, _phase, _g, text) => put('name', `stop-the-world (${text})`),
    gc: () => put('name', 'GC concurrent mark phase'),
    markAssist: () => put('name', 'GC mark assist'),
    sweep: (_t, phase: RangePhase, _p, _g, _stack, swept) => {
      put('name', 'GC incremental sweep');
      if (phase === 'end') put('value', swept);
    },
    metric: (_t, name, value) => {
      put('name', name);
      put('value', value);
    },
    label: (_t, _g, text) => put('name', text),
    task: (_t, _begin, _g, task, _parent, name) => {
      put('task', tables.idText(task));
      put('name', name);
    },
    region: (_t, _begin, _g, task, name) => {
      put('task', tables.idText(task));
      put('name', name);
    },
    log: (_t, _g, task, category, message) => {
      put('task', tables.idText(task));
      put('category', category);
      put('message', message);
    },
  };
  const put = <K extends keyof Draft>(key: K, value: Draft[K]): void => {
    if (pending && value !== '') pending[key] = value;
  };
  return { sink: combineSinks([lister, life.sink]), finish: flush };
}

/** An event as `--where` sees it. */
export function eventSubject(event: TraceEventLine): WhereSubject {
  return {
    text(field) {
      if (field === 'stack') return event.stack?.map((f) => f.function) ?? [];
      if (field === 'file') return event.stack?.map((f) => f.file ?? '') ?? [];
      if (field === 'site') return event.stack ? [event.stack[0].function] : [];
      const value = event[field as keyof TraceEventLine];
      return typeof value === 'string' ? [value] : [];
    },
    number(field) {
      const value = event[field as keyof TraceEventLine];
      return typeof value === 'number' ? value : Number.NaN;
    },
    flag: (field) => event[field as keyof TraceEventLine] === true,
  };
}

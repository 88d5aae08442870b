// Advances the events that are seldom: status, coroutines, cgo, GC, ranges, tasks, regions, logs. Each rule is the function
// of the same name in Go's internal/trace/order.go. One thing: the table of those rules.
import { go, type MetricName, proc, type RangePhase } from '../../model/trace-events.ts';
import { damaged, gs, notYet, type OrderState, ps } from './order-state.ts';
import { arity, ev, eventSpecs } from './wire-events.ts';

/** API state by wire state (tracev2GoStatus2GoState, tracev2ProcStatus2ProcState). */
const goStateOf = [go.undetermined, go.runnable, go.running, go.syscall, go.waiting];
const procStateOf = [proc.undetermined, proc.running, proc.idle, proc.running, proc.idle];

const args = new Float64Array(5);

/** The position after the event at `at` (its arguments), or `notYet`, `failed`, `damaged`. `time` is not bent yet. */
export function advanceRare(s: OrderState, type: number, at: number, end: number, time: number, m: number): number {
  const count = arity[type];
  if (count === 255) return damaged;
  let after = at;
  for (let i = 0; i < count; i++) {
    args[i] = s.varint(after);
    after = s.after;
  }
  if (after > end) return damaged;
  const p = s.mP[m];
  const g = s.mG[m];
  const problem = needs(type, m, p, g);
  if (problem !== '') return s.fail('exectrace/broken-order', problem, at);
  if (s.checkTables) {
    const bad = unknownId(s, type, count);
    if (bad !== '') return s.fail('exectrace/missing-table', bad, at);
  }
  const result = rule(s, type, time, m, p, g, at);
  return result === 0 ? after : result;
}

/** Events in whose place a thread, processor and goroutine must be; the rest of the rules check for themselves. */
function needs(type: number, m: number, p: number, g: number): string {
  switch (type) {
    case ev.ProcStatus:
    case ev.GoStatus:
    case ev.GoStatusStack:
    case ev.GCSweepActive:
    case ev.GCMarkAssistActive:
    case ev.GoUnblock:
    case ev.GCActive:
    case ev.GCBegin:
    case ev.GCEnd:
    case ev.GoSyscallEndBlocked:
    case ev.ProcStart:
    case ev.ProcSteal:
      return '';
    case ev.GoCreate:
    case ev.GoCreateBlocked:
    case ev.HeapAlloc:
    case ev.HeapGoal:
    case ev.GCSweepBegin:
    case ev.GCSweepEnd:
      return m === 0 ? noThread : p < 0 ? noProc : '';
    case ev.GoCreateSyscall:
      return m === 0 ? noThread : g >= 0 ? 'expected no goroutine but had one' : '';
    case ev.GoDestroySyscall:
      return m === 0 ? noThread : g < 0 ? noGoroutine : '';
    default:
      if (type >= 128) return m === 0 ? noThread : '';
      return m === 0 ? noThread : p < 0 ? noProc : g < 0 ? noGoroutine : '';
  }
}

const noThread = "expected a thread but didn't have one";
const noProc = "expected a proc but didn't have one";
const noGoroutine = "expected a goroutine but didn't have one";

/** By event: which arguments are stacks (bits 0–4) and which are strings (bits 5–9). */
const tableArguments = Uint16Array.from(eventSpecs, (spec) =>
  (spec?.args ?? []).reduce(
    (bits, name, i) => bits | (name.endsWith('stack') ? 1 << i : name.endsWith('string') ? 32 << i : 0),
    0,
  ),
);

function unknownId(s: OrderState, type: number, count: number): string {
  const bits = tableArguments[type];
  const { tables } = s;
  if (bits === 0 || !tables) return '';
  for (let i = 0; i < count; i++) {
    if ((bits & (1 << i)) !== 0 && !tables.hasStack(args[i]))
      return `found invalid stack ID ${args[i]} for event ${eventSpecs[type]?.name}`;
    if ((bits & (32 << i)) !== 0 && !tables.hasString(args[i]))
      return `found invalid string ID ${args[i]} for event ${eventSpecs[type]?.name}`;
  }
  return '';
}

/** 0 when the event has advanced. */
function rule(s: OrderState, type: number, time: number, m: number, p: number, g: number, at: number): number {
  const a0 = args[0];
  switch (type) {
    case ev.ProcStatus:
      return procStatus(s, time, m, p, g, at);
    case ev.ProcSteal:
      return procSteal(s, time, m, p, g, at);
    case ev.GoStatus:
    case ev.GoStatusStack:
      return goStatus(s, type, time, m, p, g, at);
    case ev.GoCreateBlocked: {
      if (s.gTable.find(a0) >= 0) return broken(s, at, `tried to create goroutine (${a0}) that already exists`);
      if (g >= 0 && s.gStatus[g] !== gs.running)
        return broken(s, at, 'GoCreateBlocked event for goroutine not Running');
      const slot = s.newGoroutine(a0, gs.waiting);
      const t = out(s, type, time, m, p, g, slot, go.notExist, go.waiting, args[2]);
      s.sink.goCreate?.(t, g, slot, go.waiting, args[1], args[2]);
      return 0;
    }
    case ev.GoCreateSyscall: {
      if (s.gTable.find(a0) >= 0)
        return broken(s, at, `tried to create goroutine (${a0}) in syscall that already exists`);
      const slot = s.newGoroutine(a0, gs.syscall);
      s.mG[m] = slot;
      const t = out(s, type, time, m, p, g, slot, go.notExist, go.syscall, 0);
      s.sink.goCreate?.(t, g, slot, go.syscall, 0, 0);
      return 0;
    }
    case ev.GoDestroySyscall:
      return goDestroySyscall(s, time, m, p, g, at);
    case ev.GoSyscallEndBlocked: {
      if (p >= 0 && s.pStatus[p] === ps.syscall) return notYet;
      if (m === 0) return broken(s, at, noThread);
      if (g < 0) return broken(s, at, noGoroutine);
      if (s.gStatus[g] !== gs.syscall) return broken(s, at, 'GoSyscallEndBlocked event for goroutine not in a syscall');
      s.gStatus[g] = gs.runnable;
      s.mG[m] = -1;
      const t = out(s, type, time, m, p, g, g, go.syscall, go.runnable, 0);
      s.sink.syscallEnd?.(t, g, true);
      return 0;
    }
    case ev.GoSwitch:
    case ev.GoSwitchDestroy:
      return goSwitch(s, type, time, m, p, g, at);
    case ev.GCActive:
    case ev.GCBegin:
    case ev.GCEnd:
      return gc(s, type, time, m, p, g, at);
    case ev.STWBegin:
    case ev.GCMarkAssistBegin: {
      const text = type === ev.STWBegin ? textOf(s, a0) : '';
      const open = listOf(s, s.ranges, g);
      if (open.some((r) => r.type === type && r.text === text)) return broken(s, at, 'range is in flight already');
      open.push({ type, text });
      const stack = type === ev.STWBegin ? args[1] : a0;
      const t = out(s, type, time, m, p, g, -1, 0, 0, stack);
      if (type === ev.STWBegin) s.sink.stw?.(t, 'begin', g, text, stack);
      else s.sink.markAssist?.(t, 'begin', g, stack);
      return 0;
    }
    case ev.STWEnd:
    case ev.GCMarkAssistEnd: {
      const open = s.ranges.get(g) ?? [];
      const index = open.findIndex((r) => r.type === type - 1);
      if (index < 0) return broken(s, at, `tried to end event ${eventSpecs[type - 1]?.name}, but not in-flight`);
      const { text } = open[index];
      open[index] = open[open.length - 1];
      open.pop();
      const t = out(s, type, time, m, p, g, -1, 0, 0, 0);
      if (type === ev.STWEnd) s.sink.stw?.(t, 'end', g, text, 0);
      else s.sink.markAssist?.(t, 'end', g, 0);
      return 0;
    }
    case ev.GCMarkAssistActive: {
      const slot = s.gTable.find(a0);
      if (slot < 0) return broken(s, at, `uninitialized goroutine ${a0} found during GCMarkAssistActive`);
      const open = listOf(s, s.ranges, slot);
      const has = open.some((r) => r.type === ev.GCMarkAssistBegin);
      if (has === s.initial) return broken(s, at, 'active mark assist does not fit what is known');
      if (s.initial) open.push({ type: ev.GCMarkAssistBegin, text: '' });
      const t = out(s, type, time, m, p, g, -1, 0, 0, 0);
      s.sink.markAssist?.(t, 'active', slot, 0);
      return 0;
    }
    case ev.GCSweepActive: {
      const slot = s.pTable.find(a0);
      if (slot < 0) return broken(s, at, `encountered GCSweepActive for unknown proc ${a0}`);
      if ((s.pSweep[slot] === 1) === s.initial) return broken(s, at, 'active sweep does not fit what is known');
      s.pSweep[slot] = 1;
      const t = out(s, type, time, m, p, g, -1, 0, 0, 0);
      s.sink.sweep?.(t, 'active', slot, g, 0, 0, 0);
      return 0;
    }
    case ev.GCSweepBegin:
    case ev.GCSweepEnd: {
      const ends = type === ev.GCSweepEnd;
      if ((s.pSweep[p] === 1) !== ends)
        return broken(s, at, ends ? 'no sweep is in flight' : 'sweep is in flight already');
      s.pSweep[p] = ends ? 0 : 1;
      const t = out(s, type, time, m, p, g, -1, 0, 0, ends ? 0 : a0);
      if (ends) s.sink.sweep?.(t, 'end', p, g, 0, a0, args[1]);
      else s.sink.sweep?.(t, 'begin', p, g, a0, 0, 0);
      return 0;
    }
    case ev.HeapAlloc:
    case ev.HeapGoal:
    case ev.ProcsChange: {
      const stack = type === ev.ProcsChange ? args[1] : 0;
      const t = out(s, type, time, m, p, g, -1, 0, 0, stack);
      s.sink.metric?.(t, metricNames[type], a0, g, stack);
      return 0;
    }
    case ev.GoLabel: {
      const t = out(s, type, time, m, p, g, -1, 0, 0, 0);
      s.sink.label?.(t, g, textOf(s, a0));
      return 0;
    }
    case ev.UserTaskBegin: {
      if (s.tasks.has(a0)) return broken(s, at, `task ID conflict: ${a0}`);
      const name = textOf(s, args[2]);
      s.tasks.set(a0, { name, parent: args[1] });
      const t = out(s, type, time, m, p, g, -1, 0, 0, args[3]);
      s.sink.task?.(t, true, g, a0, args[1], name, args[3]);
      return 0;
    }
    case ev.UserTaskEnd: {
      const task = s.tasks.get(a0);
      s.tasks.delete(a0);
      const t = out(s, type, time, m, p, g, -1, 0, 0, args[1]);
      s.sink.task?.(t, false, g, a0, task?.parent ?? 0, task?.name ?? '', args[1]);
      return 0;
    }
    case ev.UserRegionBegin:
    case ev.UserRegionEnd: {
      const name = textOf(s, args[1]);
      const begins = type === ev.UserRegionBegin;
      const open = listOf(s, s.regions, g);
      const inner = open.at(-1);
      if (begins) open.push({ task: a0, name });
      else if (inner) {
        // Names are not to be had while salvaging, so there only the task is compared.
        if (inner.task !== a0 || (s.checkTables && inner.name !== name))
          return broken(s, at, `misuse of region: end of ${name} when the inner-most is ${inner.name}`);
        open.pop();
      }
      const t = out(s, type, time, m, p, g, -1, 0, 0, args[2]);
      s.sink.region?.(t, begins, g, a0, name, args[2]);
      return 0;
    }
    case ev.UserLog: {
      const t = out(s, type, time, m, p, g, -1, 0, 0, args[3]);
      s.sink.log?.(t, g, a0, textOf(s, args[1]), textOf(s, args[2]), args[3]);
      return 0;
    }
    default: {
      const t = out(s, type, time, m, p, g, -1, 0, 0, 0);
      s.sink.experimental?.(t, type);
      return 0;
    }
  }
}

const metricNames: Readonly<Record<number, MetricName>> = {
  [ev.ProcsChange]: '/sched/gomaxprocs:threads',
  [ev.HeapAlloc]: '/memory/classes/heap/objects:bytes',
  [ev.HeapGoal]: '/gc/heap/goal:bytes',
};

function broken(s: OrderState, at: number, message: string): number {
  return s.fail('exectrace/broken-order', message, at);
}

function textOf(s: OrderState, id: number): string {
  return s.tables?.text(id) ?? '';
}

function listOf<T>(s: OrderState, map: Map<number, T[]>, g: number): T[] {
  let list = map.get(g);
  if (!list) {
    list = [];
    map.set(g, list);
    if (g >= 0) s.gMarked[g] = 1;
  }
  return list;
}

/** Gives the event out: bends its time, counts it, tells the listener of everything. */
function out(
  s: OrderState,
  type: number,
  time: number,
  m: number,
  p: number,
  g: number,
  about: number,
  from: number,
  to: number,
  stack: number,
): number {
  const t = s.emit(type, time);
  s.sink.any?.(t, type, m, p, g, about, from, to, stack);
  return t;
}

function procStatus(s: OrderState, time: number, m: number, p: number, g: number, at: number): number {
  const [id, status] = args;
  if (status < 0 || status > 4) return broken(s, at, `invalid status for proc ${id}: ${status}`);
  let from: number = procStateOf[status];
  let to = status;
  let slot = s.pTable.find(id);
  let ctxM = m;
  let ctxP = p;
  let ctxG = g;
  if (slot >= 0) {
    const known = s.pStatus[slot];
    if (status === ps.abandoned && known === ps.syscall) {
      // It is about to be stolen: told in the place of the thread that holds it.
      from = proc.running;
      to = ps.syscall;
      ctxM = -1;
      for (let i = 1; i < s.mTop; i++) if (s.mSeen[i] === 1 && s.mP[i] === slot) ctxM = i;
      if (ctxM < 0) return broken(s, at, `failed to find sched context for proc ${id} that's about to be stolen`);
      ctxP = slot;
      ctxG = s.mG[ctxM];
    } else if (known !== status)
      return broken(s, at, `inconsistent status for proc ${id}: old ${known} vs. new ${status}`);
    s.pSeq[slot] = 0;
  } else {
    slot = s.newProc(id, status);
    from = s.initial ? proc.undetermined : proc.notExist;
  }
  if (m !== 0 && (status === ps.running || status === ps.syscall)) s.mP[m] = slot;
  const t = out(s, ev.ProcStatus, time, ctxM, ctxP, ctxG, slot, from, procStateOf[to], 0);
  s.sink.proc?.(t, slot, from, procStateOf[to]);
  return 0;
}

function procSteal(s: OrderState, time: number, m: number, p: number, g: number, at: number): number {
  const [id, seq, victimId] = args;
  const slot = s.pTable.find(id);
  if (slot < 0) return notYet;
  const known = s.pStatus[slot];
  if ((known !== ps.syscall && known !== ps.abandoned) || s.pSeq[slot] + 1 !== seq) return notYet;
  if (m === 0) return broken(s, at, noThread);
  const from = known === ps.abandoned ? proc.idle : proc.running;
  if (known === ps.syscall) {
    const victim = s.mTable.find(victimId);
    if (victim === m) {
      if (p !== slot) return broken(s, at, `tried to self-steal proc ${id}, but got another one`);
    } else if (victim <= 0 || s.mSeen[victim] === 0) {
      return broken(s, at, `stole proc from non-existent thread ${victimId}`);
    } else if (s.mP[victim] !== slot) {
      return broken(s, at, `tried to steal proc ${id} from thread ${victimId}, which holds another one`);
    }
    s.mP[victim] = -1;
  }
  s.pStatus[slot] = ps.idle;
  s.pSeq[slot] = seq;
  const t = out(s, ev.ProcSteal, time, m, p, g, slot, from, proc.idle, 0);
  s.sink.proc?.(t, slot, from, proc.idle);
  return 0;
}

function goStatus(s: OrderState, type: number, time: number, m: number, p: number, g: number, at: number): number {
  const [id, threadId, status] = args;
  const stack = type === ev.GoStatusStack ? args[3] : 0;
  if (status < 0 || status > 4) return broken(s, at, `invalid status for goroutine ${id}: ${status}`);
  let from: number = goStateOf[status];
  let slot = s.gTable.find(id);
  if (slot >= 0) {
    if (s.gStatus[slot] !== status)
      return broken(s, at, `inconsistent status for goroutine ${id}: old ${s.gStatus[slot]} vs. new ${status}`);
    s.gSeq[slot] = 0;
  } else if (s.initial) {
    slot = s.newGoroutine(id, status);
    from = go.undetermined;
  } else
    return broken(
      s,
      at,
      `found goroutine status for new goroutine after the first generation: id=${id} status=${status}`,
    );
  let ctxM = m;
  let ctxG = g;
  if (status === gs.running && m !== 0) s.mG[m] = slot;
  else if (status === gs.syscall) {
    if (threadId === -1) return broken(s, at, `found goroutine ${id} in syscall without a thread`);
    const thread = s.threadSlot(threadId);
    if (thread === m) {
      if (!s.initial && g !== slot) return broken(s, at, `inconsistent thread for syscalling goroutine ${id}`);
      s.mG[m] = slot;
    } else {
      if (s.mSeen[thread] === 1) {
        if (s.mG[thread] !== slot) return broken(s, at, `inconsistent thread for syscalling goroutine ${id}`);
        ctxG = slot;
      } else {
        s.mSeen[thread] = 1;
        s.mG[thread] = slot;
      }
      ctxM = thread;
    }
  }
  const t = out(s, type, time, ctxM, p, ctxG, slot, from, goStateOf[status], stack);
  s.sink.goStatus?.(t, ctxG, slot, from, goStateOf[status], stack);
  return 0;
}

function goDestroySyscall(s: OrderState, time: number, m: number, p: number, g: number, at: number): number {
  if (s.gStatus[g] !== gs.syscall) return broken(s, at, 'GoDestroySyscall event for goroutine not in a syscall');
  if (p >= 0) {
    if (s.pStatus[p] !== ps.syscall) return broken(s, at, 'proc in unexpected state during GoDestroySyscall');
    s.pStatus[p] = ps.abandoned;
    s.mP[m] = -1;
    const t = out(s, ev.ProcSteal, time, m, p, g, p, proc.running, proc.idle, 0);
    s.sink.proc?.(t, p, proc.running, proc.idle);
  }
  s.mG[m] = -1;
  const t = out(s, ev.GoDestroySyscall, time, m, p, g, g, go.syscall, go.notExist, 0);
  s.sink.goDestroy?.(t, g, go.syscall);
  s.dropGoroutine(g);
  return 0;
}

/** Three events: the next one is unblocked, this one blocks or ends, the next one starts. */
function goSwitch(s: OrderState, type: number, time: number, m: number, p: number, g: number, at: number): number {
  if (s.gStatus[g] !== gs.running) return broken(s, at, 'GoSwitch event for goroutine not Running');
  const [id, seq] = args;
  const next = s.gTable.find(id);
  if (next < 0 || s.gStatus[next] !== gs.waiting || s.gSeq[next] + 1 !== seq) return notYet;
  let t = out(s, type, time, m, p, g, next, go.waiting, go.runnable, 0);
  s.sink.goUnblock?.(t, g, next, 0, true);
  if (type === ev.GoSwitch) {
    s.gStatus[g] = gs.waiting;
    t = out(s, ev.GoBlock, time, m, p, g, g, go.running, go.waiting, 0);
    s.sink.goBlock?.(t, g, 0, 0);
  } else {
    t = out(s, ev.GoDestroy, time, m, p, g, g, go.running, go.notExist, 0);
    s.sink.goDestroy?.(t, g, go.running);
    s.dropGoroutine(g);
  }
  s.gStatus[next] = gs.running;
  s.gSeq[next] = seq;
  s.mG[m] = next;
  t = out(s, ev.GoStart, time, m, p, -1, next, go.runnable, go.running, 0);
  s.sink.goStart?.(t, p, next);
  return 0;
}

/** Begin and end can be on different threads; their sequence number puts them in order. */
function gc(s: OrderState, type: number, time: number, m: number, p: number, g: number, at: number): number {
  const seq = args[0];
  const phase: RangePhase = type === ev.GCBegin ? 'begin' : type === ev.GCEnd ? 'end' : 'active';
  const first = type === ev.GCBegin ? s.gcState === 'undetermined' : phase === 'active' && s.initial;
  if (first) {
    if (s.gcState !== 'undetermined') return broken(s, at, "GCActive in the first generation isn't first GC event");
  } else {
    if (seq !== s.gcSeq + 1) return notYet;
    if ((s.gcState === 'running') !== (phase !== 'begin'))
      return broken(s, at, `encountered GC ${phase} while GC was ${s.gcState}`);
    if (m === 0 || p < 0 || g < 0) return broken(s, at, m === 0 ? noThread : p < 0 ? noProc : noGoroutine);
  }
  s.gcSeq = seq;
  s.gcState = phase === 'end' ? 'not-running' : 'running';
  const stack = type === ev.GCBegin ? args[1] : 0;
  const t = out(s, type, time, m, p, g, -1, 0, 0, stack);
  s.sink.gc?.(t, phase, g, stack);
  return 0;
}

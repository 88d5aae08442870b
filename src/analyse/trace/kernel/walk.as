// AssemblyScript (not TypeScript): what each frequent event changes in the sums of the walk, as the listeners in TypeScript
// do it, which explain it. An event that is not plain (a name, stack or edge for the first time, one that somebody waits
// for, a column that is full) is left as it stands: `walk` returns its place, and the listeners take it.
// Built by scripts/build-kernel.ts into kernel-wasm.ts; scripts/check-kernel.ts holds the two together.
import * as C from "./control";
import * as E from "./events";
import * as S from "./states";
import * as P from "./procs";
import * as W from "./watch";
import * as R from "./recent";

@inline
function word(c: u32, index: u32): u32 {
  return load<u32>(c + (index << 2));
}

@inline
function add1(column: u32, index: u32): void {
  const at = column + (index << 3);
  store<f64>(at, load<f64>(at) + 1);
}

@inline
function addTo(column: u32, index: u32, value: f64): void {
  const at = column + (index << 3);
  store<f64>(at, load<f64>(at) + value);
}

/** Number of a stack over all generations; -1: not known yet. */
@inline
function numberOf(stackNumbers: u32, stackRoom: u32, stack: u32): i32 {
  if (stack == 0) return 0;
  if (stack >= stackRoom) return -1;
  const number = load<i32>(stackNumbers + (stack << 2));
  return number == 0 ? -1 : number;
}

/** A stack of its own: its last frame is the best name until one is known. */
@inline
function note(named: u32, cellStack: u32, cellOf: u32, g: i32, number: i32): void {
  if (number != 0 && load<u8>(named + g) == 0) store<i32>(cellStack + (load<u32>(cellOf + (g << 2)) << 2), number);
}

/** Ends the interval that `g` is in and begins the next; returns the ns of the one that ended. */
@inline
function move(
  state: u32,
  since: u32,
  sinceStart: u32,
  reasonOf: u32,
  cellOf: u32,
  cellNs: u32,
  inState: u32,
  moves: u32,
  entered: u32,
  t: f64,
  g: i32,
  from: u32,
  to: u32,
): f64 {
  const ns = t - load<f64>(since + (g << 3));
  store<u8>(entered + from, 1);
  addTo(cellNs, load<u32>(cellOf + (g << 2)) * 6 + from, ns);
  add1(moves, from * 6 + to);
  const left = inState + (from << 2);
  store<i32>(left, load<i32>(left) - 1);
  const come = inState + (to << 2);
  store<i32>(come, load<i32>(come) + 1);
  store<u8>(state + g, <u8>to);
  store<f64>(since + (g << 3), t);
  store<u8>(sinceStart + g, 0);
  store<i32>(reasonOf + (g << 2), 0);
  return ns;
}

/** The most that were runnable at once. */
@inline
function peak(inState: u32, at: u32): void {
  const runnable = load<i32>(inState, S.runnable << 2);
  if (runnable > load<i32>(at)) store<i32>(at, runnable);
}

// Durations (durations.ts): a head of four words, sums (number, sum, largest), exact values or 0, how many, steps.

@inline
function hasRoom(head: u32, ns: f64): bool {
  if (!(ns < 1073741824)) return false;
  return load<u32>(head, 4) == 0 || load<f64>(load<u32>(head)) + 1 < <f64>load<u32>(head, 8);
}

@inline
function addDuration(head: u32, ns: f64): void {
  const sums = load<u32>(head);
  const n = load<f64>(sums);
  store<f64>(sums, n + 1);
  store<f64>(sums, load<f64>(sums, 8) + ns, 8);
  if (ns > load<f64>(sums, 16)) store<f64>(sums, ns, 16);
  const exact = load<u32>(head, 4);
  if (exact != 0) store<f64>(exact + (<u32>n << 3), ns);
  else {
    const value = <u32>ns;
    const octave = 31 - clz<u32>(value | 1);
    const at = load<u32>(head, 12) + (((octave << 7) | (((value << (31 - octave)) >> 24) & 127)) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
}

/** Takes the events of the run from `i` to `count`; returns the place of the first one that is not plain, or `count`. */
export function walk(c: u32, first: u32, count: u32): u32 {
  const times = word(c, C.TIMES);
  const words = word(c, C.WORDS);
  const state = word(c, C.STATE);
  const since = word(c, C.SINCE);
  const sinceStart = word(c, C.SINCE_START);
  const reasonOf = word(c, C.REASON);
  const stackOf = word(c, C.STACK);
  const cellOf = word(c, C.CELL);
  const named = word(c, C.NAMED);
  const inState = word(c, C.IN_STATE);
  const moves = word(c, C.MOVES);
  const entered = word(c, C.ENTERED);
  const cellNs = word(c, C.CELL_NS);
  const cellStack = word(c, C.CELL_STACK);
  const stackNumbers = word(c, C.STACK_NUMBERS);
  const stackRoom = word(c, C.STACK_ROOM);
  const slots = <i32>word(c, C.SLOTS);
  const reasons = word(c, C.REASONS);
  const reasonRoom = word(c, C.REASON_ROOM);
  const watch = word(c, C.WATCH);
  const watchRoom = <i32>word(c, C.WATCH_ROOM);
  const latency = word(c, C.LATENCY);

  let i = first;
  for (; i < count; i++) {
    const t = load<f64>(times + (i << 3));
    const record = words + (i << 4);
    const head = load<u32>(record);
    const g = load<i32>(record, 4);
    const other = load<i32>(record, 8);
    const type = head & 255;
    if (g >= slots) break;
    const watched: u32 = g < watchRoom ? <u32>load<u8>(watch + g) : 0;
    let plain = false;
    switch (type) {
      case E.GoStart: {
        if ((watched & W.START) != 0 || load<u8>(state + g) != S.runnable) break;
        if (load<u8>(sinceStart + g) == 0) {
          let cell = load<u32>(cellOf + (g << 2));
          if (load<u8>(named + g) == 0) {
            const alias = load<i32>(word(c, C.ALIAS) + (cell << 2));
            if (alias == 0) break;
            cell = alias - 1;
          }
          if (cell >= word(c, C.LATENCY_ROOM)) break;
          const one = load<u32>(word(c, C.LATENCY_OF) + (cell << 2));
          const ns = t - load<f64>(since + (g << 3));
          if (one == 0 || !hasRoom(one, ns) || !hasRoom(latency, ns)) break;
          addDuration(latency, ns);
          addDuration(one, ns);
        }
        move(state, since, sinceStart, reasonOf, cellOf, cellNs, inState, moves, entered, t, g, S.runnable, S.running);
        plain = true;
        break;
      }
      case E.GoStop:
      case E.GoBlock: {
        const blocks = type == E.GoBlock;
        if (blocks && (watched & (W.BLOCK | W.CALL)) != 0) break;
        if (load<u8>(state + g) != S.running || head >> 8 >= reasonRoom) break;
        const reason = load<i32>(reasons + ((head >> 8) << 2));
        const stack = numberOf(stackNumbers, stackRoom, load<u32>(record, 12));
        if (reason < 0 || stack < 0) break;
        note(named, cellStack, cellOf, g, stack);
        if (blocks) {
          move(state, since, sinceStart, reasonOf, cellOf, cellNs, inState, moves, entered, t, g, S.running, S.waiting);
          store<i32>(reasonOf + (g << 2), reason);
          store<i32>(stackOf + (g << 2), stack);
          add1(word(c, C.BLOCKS_FOR), reason);
        } else {
          move(state, since, sinceStart, reasonOf, cellOf, cellNs, inState, moves, entered, t, g, S.running, S.runnable);
          add1(word(c, C.STOPS_FOR), reason);
          peak(inState, word(c, C.PEAK));
        }
        plain = true;
        break;
      }
      case E.GoUnblock: {
        if (load<u8>(state + g) != S.waiting || other >= slots || g >= <i32>word(c, C.LAST_ROOM)) break;
        const stackId = load<u32>(record, 12);
        const wakeStack = numberOf(stackNumbers, stackRoom, stackId);
        if (wakeStack < 0) break;
        if (stackId != 0 && (<u32>wakeStack >= word(c, C.TOP_ROOM) || load<u8>(word(c, C.TOP_IS_CANCEL) + wakeStack) != 1))
          break;
        const waitStack = load<i32>(stackOf + (g << 2));
        const reason = load<i32>(reasonOf + (g << 2));
        const left: i32 = other < 0 ? -1 : load<i32>(cellOf + (other << 2));
        const right = load<i32>(cellOf + (g << 2));
        const how: i32 = (reason << 2) | (other < 0 ? 0 : 1);
        const stacks = (<u32>wakeStack * 0xc2b2ae35) ^ (<u32>waitStack * 0x27d4eb2f);
        const hash = (<u32>left * 0x9e3779b1) ^ (<u32>right * 0x85ebca6b) ^ stacks ^ <u32>how;
        const at = word(c, C.RECENT) + (((hash >> 7) & R.MASK) << 5);
        if (
          load<i32>(at) != left ||
          load<i32>(at, 4) != right ||
          load<i32>(at, 8) != wakeStack ||
          load<i32>(at, 12) != waitStack ||
          load<i32>(at, 16) != how
        )
          break;
        if (other >= 0) note(named, cellStack, cellOf, other, wakeStack);
        const fromStart: f64 = <f64>load<u8>(sinceStart + g);
        const ns = move(state, since, sinceStart, reasonOf, cellOf, cellNs, inState, moves, entered, t, g, S.waiting, S.runnable);
        addTo(word(c, C.REASON_NS), reason, ns);
        store<u8>(word(c, C.REASON_ENTERED) + reason, 1);
        const edge = load<u32>(at, 20);
        add1(word(c, C.EDGE_COUNT), edge);
        addTo(word(c, C.EDGE_NS), edge, ns);
        addTo(word(c, C.EDGE_START), edge, fromStart);
        const place = load<u32>(at, 24);
        add1(word(c, C.PLACE_COUNT), place);
        addTo(word(c, C.PLACE_NS), place, ns);
        addTo(word(c, C.PLACE_START), place, fromStart);
        store<i32>(word(c, C.LAST_WAKER) + (g << 2), left);
        store<i32>(word(c, C.LAST_STACK) + (g << 2), wakeStack);
        peak(inState, word(c, C.PEAK));
        plain = true;
        break;
      }
      case E.GoSyscallBegin: {
        const stack = numberOf(stackNumbers, stackRoom, load<u32>(record, 12));
        if (stack < 0 || load<u8>(state + g) != S.running) break;
        note(named, cellStack, cellOf, g, stack);
        move(state, since, sinceStart, reasonOf, cellOf, cellNs, inState, moves, entered, t, g, S.running, S.syscall);
        store<i32>(stackOf + (g << 2), stack);
        plain = true;
        break;
      }
      case E.GoSyscallEnd: {
        const stack = load<u32>(stackOf + (g << 2));
        if (load<u8>(state + g) != S.syscall || stack >= word(c, C.CALL_ROOM)) break;
        const ns = move(state, since, sinceStart, reasonOf, cellOf, cellNs, inState, moves, entered, t, g, S.syscall, S.running);
        add1(word(c, C.CALL_COUNT), stack);
        addTo(word(c, C.CALL_NS), stack, ns);
        plain = true;
        break;
      }
      case E.GoDestroy: {
        if ((watched & (W.END | W.CALL)) != 0 || load<u8>(state + g) != S.running) break;
        if (g < <i32>word(c, C.SITE_ROOM)) {
          const site = load<i32>(word(c, C.SITE_OF) + (g << 2));
          if (site >= 0) {
            if (load<u8>(word(c, C.BEFORE) + g) == 0) add1(word(c, C.ENDED), site);
            store<i32>(word(c, C.SITE_OF) + (g << 2), -1);
          }
        }
        move(state, since, sinceStart, reasonOf, cellOf, cellNs, inState, moves, entered, t, g, S.running, S.notExist);
        plain = true;
        break;
      }
      case E.GoCreate: {
        const stack = numberOf(stackNumbers, stackRoom, load<u32>(record, 12));
        const start = numberOf(stackNumbers, stackRoom, head >> 8);
        if (other < 0 || other >= slots || stack < 0 || start < 0) break;
        if (<u32>stack >= word(c, C.AFTER_ROOM) || load<u8>(word(c, C.AFTER_FUNC) + stack) != 1) break;
        if (g >= <i32>word(c, C.SITE_ROOM) || <u32>start >= word(c, C.START_ROOM)) break;
        const cell = load<i32>(word(c, C.CELL_OF_START) + (start << 2)) - 1;
        if (cell < 0) break;
        const hash = (<u32>stack * 0x9e3779b1) ^ (<u32>cell * 0x85ebca6b);
        const at = word(c, C.RECENT_SITES) + (((hash >> 7) & R.SITE_MASK) << 4);
        if (load<i32>(at) != stack || load<i32>(at, 4) != cell) break;
        note(named, cellStack, cellOf, other, stack);
        add1(moves, S.notExist * 6 + S.runnable);
        add1(word(c, C.SEEN), 0);
        store<u8>(state + g, S.runnable);
        store<f64>(since + (g << 3), t);
        store<u8>(sinceStart + g, 0);
        store<i32>(reasonOf + (g << 2), 0);
        store<i32>(stackOf + (g << 2), 0);
        store<i32>(cellOf + (g << 2), cell);
        store<u8>(named + g, 1);
        store<u8>(word(c, C.BORN_BEFORE) + g, 0);
        add1(word(c, C.CELL_COUNT), cell);
        const come = inState + (S.runnable << 2);
        store<i32>(come, load<i32>(come) + 1);
        peak(inState, word(c, C.PEAK));
        if (g < <i32>word(c, C.LAST_ROOM)) store<i32>(word(c, C.LAST_WAKER) + (g << 2), -2);
        const site = load<u32>(at, 8);
        add1(word(c, C.CREATED), site);
        store<i32>(word(c, C.SITE_OF) + (g << 2), site);
        store<u8>(word(c, C.BEFORE) + g, 0);
        plain = true;
        break;
      }
      case E.ProcStart:
      case E.ProcStop: {
        if (<u32>other >= word(c, C.PROCS)) break;
        const starts = type == E.ProcStart;
        const running = word(c, C.PROC_RUNNING) + other;
        add1(word(c, C.PROC_MOVES), starts ? P.idle * 4 + P.running : P.running * 4 + P.idle);
        const from = word(c, C.PROC_SINCE) + (other << 3);
        if (load<u8>(running) == 1) addTo(word(c, C.PROC_NS), other, t - load<f64>(from));
        store<u8>(running, starts ? 1 : 0);
        store<f64>(from, t);
        plain = true;
        break;
      }
    }
    if (!plain) break;
  }
  return i;
}

// The loop that puts the events of one generation in order: one cursor a thread, a heap by time, Go's rules of precedence.
// One loop: it is kept in one function with the ten frequent events because V8 then compiles it once and for good
// (reference/speed-traces.md §3). It returns every few thousand cursor switches to be entered as compiled code.

import { go, proc } from '../../model/trace-events.ts';
import { Frontier } from './frontier.ts';
import { advanceRare } from './order-rare.ts';
import { damaged, failed, gs, notYet, ps } from './order-state.ts';
import { ev } from './wire-events.ts';

const switchesPerSlice = 4096;
/**
 * Cursors that may be looked at out of order, beyond so many a byte: more is a file made to be slow. Clocks that are apart by
 * 500 µs on 29 threads need one for each ten bytes (reference/speed-traces.md §3.7).
 */
const freeAttempts = 1 << 20;
const attemptsPerByte = 4;
const tooFarOut = 'failed to advance: the clocks of the threads are too far apart';

export class EventOrder extends Frontier {
  /** Orders and gives out events until a slice is over. `done`: none is left; `failed`: `failure` says why. */
  run(): 'more' | 'done' | 'failed' {
    return this.order(switchesPerSlice, false);
  }

  /** So many turns of a cursor; `once`: in each one event. */
  protected order(turns: number, once: boolean): 'more' | 'done' | 'failed' {
    const { buffer, frequency, sink, tables, heap, cTime, cPos, cAt, cEnd, cM, counts, checkTables, gTable, pTable } =
      this;
    const stackIds = tables ? tables.stacks.dense : new Int32Array(0);
    const stringIds = tables ? tables.strings.dense : new Int32Array(0);
    const { any, goStart, goBlock, goUnblock, goStop, goCreate, goDestroy, syscallBegin, syscallEnd } = sink;
    const procTold = sink.proc;
    let { gStatus, gSeq, pStatus, pSeq } = this;
    let lastTime = this.lastTime;
    let left = turns;
    // Place of the current cursor in the heap; other than 0 while the first one has to wait.
    let place = 0;
    let c = 0;
    let m = 0;
    let p = -1;
    let g = -1;
    let at = 0;
    let end = 0;
    let type = 0;
    // Where the event stands; the cursor's own columns lag behind while it runs ahead.
    let pos = 0;
    let t = 0;
    let limit = 0;
    let load = true;
    for (;;) {
      if (load) {
        load = false;
        if (place === 0) {
          this.lastTime = lastTime;
          if (this.heapSize === 0) {
            this.giveSamples(Number.POSITIVE_INFINITY);
            return 'done';
          }
          if (left-- === 0) return 'more';
          if (this.sampleTime < cTime[heap[0]]) {
            this.giveSamples(cTime[heap[0]]);
            lastTime = this.lastTime;
          }
        }
        c = heap[place];
        m = cM[c];
        this.mSeen[m] = 1;
        p = this.mP[m];
        g = this.mG[m];
        t = cTime[c];
        at = cAt[c];
        end = cEnd[c];
        pos = cPos[c];
        type = buffer[pos];
        limit = place === 0 && !once ? this.limitOfRoot() : Number.NEGATIVE_INFINITY;
      }
      let next = notYet;
      let bent = t <= lastTime ? lastTime + 1 : t;
      switch (type) {
        case ev.GoStart: {
          const id = this.varint(at);
          let q = this.after;
          const seq = this.varint(q);
          q = this.after;
          if (q > end) {
            next = damaged;
            break;
          }
          const slot = gTable.find(id);
          if (slot < 0 || gStatus[slot] !== gs.runnable || gSeq[slot] + 1 !== seq) break;
          if (m === 0 || p < 0 || g >= 0) {
            next = this.refuse('GoStart', at);
            break;
          }
          gStatus[slot] = gs.running;
          gSeq[slot] = seq;
          lastTime = bent;
          counts[ev.GoStart]++;
          if (any !== undefined) any(bent, type, m, p, -1, slot, go.runnable, go.running, 0);
          if (goStart !== undefined) goStart(bent, p, slot);
          g = slot;
          next = q;
          break;
        }
        case ev.GoBlock:
        case ev.GoStop: {
          const reason = this.varint(at);
          let q = this.after;
          const stack = this.varint(q);
          q = this.after;
          if (q > end) {
            next = damaged;
            break;
          }
          if (p < 0 || g < 0 || gStatus[g] !== gs.running) {
            next = this.refuse('GoBlock or GoStop', at);
            break;
          }
          if (checkTables && !(stackIds[stack] > 0 && stringIds[reason] > 0)) {
            next = this.checkIds(stack, reason, at);
            if (next === failed) break;
          }
          const blocks = type === ev.GoBlock;
          gStatus[g] = blocks ? gs.waiting : gs.runnable;
          lastTime = bent;
          counts[type]++;
          if (any !== undefined) any(bent, type, m, p, g, g, go.running, blocks ? go.waiting : go.runnable, stack);
          if (blocks) {
            if (goBlock !== undefined) goBlock(bent, g, reason, stack);
          } else if (goStop !== undefined) goStop(bent, g, reason, stack);
          g = -1;
          next = q;
          break;
        }
        case ev.GoUnblock: {
          const id = this.varint(at);
          let q = this.after;
          const seq = this.varint(q);
          q = this.after;
          const stack = this.varint(q);
          q = this.after;
          if (q > end) {
            next = damaged;
            break;
          }
          const slot = gTable.find(id);
          if (slot < 0 || gStatus[slot] !== gs.waiting || gSeq[slot] + 1 !== seq) break;
          if (checkTables && stack !== 0 && !(stackIds[stack] > 0)) {
            next = this.checkIds(stack, 0, at);
            if (next === failed) break;
          }
          gStatus[slot] = gs.runnable;
          gSeq[slot] = seq;
          lastTime = bent;
          counts[ev.GoUnblock]++;
          if (any !== undefined) any(bent, type, m, p, g, slot, go.waiting, go.runnable, stack);
          if (goUnblock !== undefined) goUnblock(bent, g, slot, stack, false);
          next = q;
          break;
        }
        case ev.GoSyscallBegin: {
          const seq = this.varint(at);
          let q = this.after;
          const stack = this.varint(q);
          q = this.after;
          if (q > end) {
            next = damaged;
            break;
          }
          if (p < 0 || g < 0 || gStatus[g] !== gs.running || pSeq[p] + 1 !== seq) {
            next = this.refuse('GoSyscallBegin', at);
            break;
          }
          if (checkTables && stack !== 0 && !(stackIds[stack] > 0)) {
            next = this.checkIds(stack, 0, at);
            if (next === failed) break;
          }
          gStatus[g] = gs.syscall;
          pStatus[p] = ps.syscall;
          pSeq[p] = seq;
          lastTime = bent;
          counts[ev.GoSyscallBegin]++;
          if (any !== undefined) any(bent, type, m, p, g, g, go.running, go.syscall, stack);
          if (syscallBegin !== undefined) syscallBegin(bent, g, stack);
          next = q;
          break;
        }
        case ev.GoSyscallEnd: {
          if (p < 0 || g < 0 || gStatus[g] !== gs.syscall || pStatus[p] !== ps.syscall) {
            next = this.refuse('GoSyscallEnd', at);
            break;
          }
          gStatus[g] = gs.running;
          pStatus[p] = ps.running;
          lastTime = bent;
          counts[ev.GoSyscallEnd]++;
          if (any !== undefined) any(bent, type, m, p, g, g, go.syscall, go.running, 0);
          if (syscallEnd !== undefined) syscallEnd(bent, g, false);
          next = at;
          break;
        }
        case ev.GoCreate: {
          const id = this.varint(at);
          let q = this.after;
          const start = this.varint(q);
          q = this.after;
          const stack = this.varint(q);
          q = this.after;
          if (q > end) {
            next = damaged;
            break;
          }
          if (m === 0 || p < 0 || (g >= 0 && gStatus[g] !== gs.running) || gTable.find(id) >= 0) {
            next = this.refuse('GoCreate', at);
            break;
          }
          if (checkTables && !(stackIds[stack] > 0 && stackIds[start] > 0)) {
            next = this.checkIds(stack, 0, at);
            if (next !== failed) next = this.checkIds(start, 0, at);
            if (next === failed) break;
          }
          const slot = this.newGoroutine(id, gs.runnable);
          gStatus = this.gStatus;
          gSeq = this.gSeq;
          lastTime = bent;
          counts[ev.GoCreate]++;
          if (any !== undefined) any(bent, type, m, p, g, slot, go.notExist, go.runnable, stack);
          if (goCreate !== undefined) goCreate(bent, g, slot, go.runnable, start, stack);
          next = q;
          break;
        }
        case ev.GoDestroy: {
          if (p < 0 || g < 0 || gStatus[g] !== gs.running) {
            next = this.refuse('GoDestroy', at);
            break;
          }
          lastTime = bent;
          counts[ev.GoDestroy]++;
          if (any !== undefined) any(bent, type, m, p, g, g, go.running, go.notExist, 0);
          if (goDestroy !== undefined) goDestroy(bent, g, go.running);
          this.dropGoroutine(g);
          g = -1;
          next = at;
          break;
        }
        case ev.ProcStart: {
          const id = this.varint(at);
          let q = this.after;
          const seq = this.varint(q);
          q = this.after;
          if (q > end) {
            next = damaged;
            break;
          }
          const slot = pTable.find(id);
          if (slot < 0 || pStatus[slot] !== ps.idle || pSeq[slot] + 1 !== seq || p >= 0) break;
          if (m === 0) {
            next = this.refuse('ProcStart', at);
            break;
          }
          pStatus[slot] = ps.running;
          pSeq[slot] = seq;
          lastTime = bent;
          counts[ev.ProcStart]++;
          if (any !== undefined) any(bent, type, m, -1, g, slot, proc.idle, proc.running, 0);
          if (procTold !== undefined) procTold(bent, slot, proc.idle, proc.running);
          p = slot;
          next = q;
          break;
        }
        case ev.ProcStop: {
          if (p < 0 || (pStatus[p] !== ps.running && pStatus[p] !== ps.syscall)) {
            next = this.refuse('ProcStop', at);
            break;
          }
          pStatus[p] = ps.idle;
          lastTime = bent;
          counts[ev.ProcStop]++;
          if (any !== undefined) any(bent, type, m, p, g, p, proc.running, proc.idle, 0);
          if (procTold !== undefined) procTold(bent, p, proc.running, proc.idle);
          p = -1;
          next = at;
          break;
        }
        default: {
          this.lastTime = lastTime;
          this.mP[m] = p;
          this.mG[m] = g;
          next = advanceRare(this, type, at, end, t, m);
          lastTime = this.lastTime;
          p = this.mP[m];
          g = this.mG[m];
          ({ gStatus, gSeq, pStatus, pSeq } = this);
        }
      }
      if (next >= 0) {
        // Advanced: the next event of the same cursor is the next one of all, more often than not.
        if (next < end) {
          type = buffer[next];
          const dt = this.varint(next + 1);
          at = this.after;
          if (at <= end && dt >= 0) {
            t += Math.trunc(dt * frequency);
            pos = next;
            if (t <= limit) continue;
            cTime[c] = t;
            cPos[c] = pos;
            cAt[c] = at;
            this.mP[m] = p;
            this.mG[m] = g;
            if (place === 0) this.siftDown(0);
            else this.update(place);
            place = 0;
            load = true;
            continue;
          }
          this.onDamage(next, type);
        }
        this.mP[m] = p;
        this.mG[m] = g;
        if (this.nextBatch(c)) this.update(place);
        else this.remove(place);
        place = 0;
        load = true;
        continue;
      }
      // Only the way out of the fast path: who waits, who else could go on, and what is broken.
      bent = lastTime;
      this.lastTime = lastTime;
      this.mP[m] = p;
      this.mG[m] = g;
      load = true;
      // It has run ahead of its columns; salvaging goes on from here.
      cTime[c] = t;
      cPos[c] = pos;
      cAt[c] = at;
      if (next === notYet) {
        if (place === 0) {
          this.sortHeap();
          // Looking through all cursors again and again must not take for ever in a file made for that.
          this.attempts += this.heapSize;
        }
        place++;
        const tooFar = this.attempts > freeAttempts + attemptsPerByte * this.buffer.length;
        if (place >= this.heapSize || tooFar) {
          this.fail('exectrace/cannot-advance', tooFar ? tooFarOut : this.waiting(), cPos[heap[0]]);
          return 'failed';
        }
      } else if (next === damaged) {
        this.onDamage(pos, type);
        if (this.nextBatch(c)) this.update(place);
        else this.remove(place);
        place = 0;
      } else return 'failed';
    }
  }

  /** After an event of the root cursor at `t`: puts it on what stands at `next`, or on its next batch. */
  protected goOn(next: number, t: number): void {
    const { buffer, heap, cEnd } = this;
    const c = heap[0];
    if (next < cEnd[c]) {
      const dt = this.varint(next + 1);
      if (this.after <= cEnd[c] && dt >= 0) {
        this.cTime[c] = t + Math.trunc(dt * this.frequency);
        this.cPos[c] = next;
        this.cAt[c] = this.after;
        this.siftDown(0);
        return;
      }
      this.onDamage(next, buffer[next]);
    }
    if (this.nextBatch(c)) this.update(0);
    else this.remove(0);
  }

  private refuse(name: string, at: number): number {
    return this.fail(
      'exectrace/broken-order',
      `${name} cannot be where it stands: thread, processor or goroutine do not fit`,
      at,
    );
  }

  private checkIds(stack: number, string: number, at: number): number {
    const { tables } = this;
    if (!tables || (tables.hasStack(stack) && tables.hasString(string))) return 0;
    const what = tables.hasStack(stack) ? `string ID ${string}` : `stack ID ${stack}`;
    return this.fail('exectrace/missing-table', `found invalid ${what}`, at);
  }

  private waiting(): string {
    const first = Array.from(this.heap.subarray(0, Math.min(4, this.heapSize)), (c) => {
      return `M ${this.ids.show(this.mIds[this.cM[c]])} at event ${this.buffer[this.cPos[c]]}`;
    });
    const more = this.heapSize > first.length ? ` and ${this.heapSize - first.length} more` : '';
    return `failed to advance: each thread waits for an event that is not there (${first.join(', ')}${more})`;
  }
}

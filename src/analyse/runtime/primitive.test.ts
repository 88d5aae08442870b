import { describe, expect, test } from 'vitest';
import type { Primitive } from '../../model/primitive.ts';
import type { GoroutineStatus } from '../../model/snapshot.ts';
import type { Frame } from '../../model/stack.ts';
import { derivePrimitive } from './primitive.ts';

const frames = (...names: string[]): Frame[] =>
  names.map((name) => {
    const [symbol, line] = name.split(':');
    return line ? { function: symbol, file: 'chan.go', line: Number(line) } : { function: symbol };
  });
const semaphore = ['runtime.gopark', 'runtime.goparkunlock', 'runtime.semacquire1'];

describe('from a header', () => {
  const cases: readonly (readonly [reason: string, stack: readonly string[], want: Primitive])[] = [
    ['chan receive (nil chan)', ['main.f'], 'chan receive (nil chan)'],
    ['select (no cases)', ['main.f'], 'select (no cases)'],
    ['chan send (durable)', ['main.f'], 'chan send'],
    ['semacquire', ['sync.runtime_Semacquire', 'sync.(*WaitGroup).Wait', 'main.f'], 'sync.WaitGroup.Wait'],
    ['semacquire', ['sync.runtime_SemacquireMutex', 'sync.(*Mutex).Lock', 'main.f'], 'sync.Mutex.Lock'],
    ['semacquire', ['sync.runtime_SemacquireMutex', 'sync.(*RWMutex).RLock', 'main.f'], 'sync.RWMutex.RLock'],
    ['semacquire', ['internal/poll.runtime_Semacquire', 'internal/poll.(*fdMutex).rwlock', 'main.f'], 'semacquire'],
    [
      'sync.Mutex.Lock',
      [
        'sync.runtime_SemacquireMutex',
        'sync.(*Mutex).lockSlow',
        'sync.(*Mutex).Lock',
        'sync.(*RWMutex).Lock',
        'main.f',
      ],
      'sync.RWMutex.Lock',
    ],
    [
      'sync.Mutex.Lock',
      ['sync.runtime_SemacquireMutex', 'sync.(*Mutex).Lock', 'sync.(*Once).doSlow', 'sync.(*Once).Do', 'main.f'],
      'sync.Mutex.Lock',
    ],
    ['sync.Mutex.Lock', ['sync.(*Mutex).Lock', 'sync.(*Cond).Wait', 'main.f'], 'sync.Mutex.Lock'],
    ['semacquire', ['main.f', 'sync.(*Mutex).Lock'], 'semacquire'],
    ['GC assist wait', ['main.f'], 'runtime'],
    ['finalizer wait', ['runtime.runfinq'], 'runtime'],
    ['a reason of Go 1.40', ['sync.runtime_notifyListWait', 'sync.(*Cond).Wait', 'main.f'], 'sync.Cond.Wait'],
    ['a reason of Go 1.40', ['main.f'], 'unknown'],
  ];
  test.each(cases)('%s over %j is %s', (waitReason, names, want) => {
    expect(derivePrimitive({ status: 'waiting', waitReason }, frames(...names))).toBe(want);
  });

  const statuses: readonly (readonly [GoroutineStatus, Primitive])[] = [
    ['running', 'running'],
    ['runnable', 'runnable'],
    ['preempted', 'runnable'],
    ['copystack', 'runnable'],
    ['syscall', 'syscall'],
    ['idle', 'runtime'],
    ['dead', 'runtime'],
    ['leaked', 'unknown'],
    ['waiting', 'unknown'],
  ];
  test.each(statuses)('status %s is %s', (status, want) => {
    expect(derivePrimitive({ status, waitReason: '' }, frames('main.f'))).toBe(want);
  });
});

describe('from the frames of a profile', () => {
  const cases: readonly (readonly [stack: readonly string[], debug0: Primitive])[] = [
    [['runtime.gopark', 'runtime.chanrecv:667', 'runtime.chanrecv1', 'main.f'], 'chan receive'],
    [['runtime.gopark', 'runtime.chanrecv:469', 'runtime.chanrecv1', 'main.f'], 'chan receive (nil chan)'],
    [['runtime.gopark', 'runtime.chanrecv:536', 'runtime.chanrecv2', 'main.f'], 'chan receive (nil chan)'],
    [['runtime.gopark', 'runtime.chanrecv:9999', 'runtime.chanrecv1', 'main.f'], 'chan receive'],
    [['runtime.gopark', 'runtime.chansend:181', 'runtime.chansend1', 'main.f'], 'chan send (nil chan)'],
    [['runtime.gopark', 'runtime.chansend:283', 'runtime.chansend1', 'main.f'], 'chan send'],
    [['runtime.gopark', 'runtime.block', 'main.f'], 'select (no cases)'],
    [['runtime.gopark', 'runtime.selectgo', 'reflect.rselect', 'reflect.Select', 'main.f'], 'select'],
    [['runtime.gopark', 'runtime.netpollblock', 'internal/poll.runtime_pollWait', 'main.f'], 'IO wait'],
    [
      [
        ...semaphore,
        'internal/sync.runtime_SemacquireMutex',
        'internal/sync.(*Mutex).Lock',
        'sync.(*Mutex).Lock',
        'main.f',
      ],
      'sync.Mutex.Lock',
    ],
    [
      [...semaphore, 'sync.runtime_SemacquireMutex', 'sync.(*Mutex).Lock', 'sync.(*RWMutex).Lock', 'main.f'],
      'sync.RWMutex.Lock',
    ],
    [[...semaphore, 'sync.runtime_SemacquireRWMutexR', 'sync.(*RWMutex).RLock', 'main.f'], 'sync.RWMutex.RLock'],
    [[...semaphore, 'sync.runtime_Semacquire', 'sync.(*WaitGroup).Wait', 'main.f'], 'sync.WaitGroup.Wait'],
    [[...semaphore, 'internal/poll.runtime_Semacquire', 'internal/poll.(*fdMutex).rwlock'], 'semacquire'],
    [['runtime.gopark', 'time.Sleep', 'main.f'], 'sleep'],
    [['runtime.coroswitch_m', 'iter.Pull[...].func1.1', 'main.f'], 'coroutine'],
    [['runtime.cgocall', 'main._Cfunc_f', 'main.f'], 'syscall'],
    [['syscall.Syscall', 'syscall.read', 'main.f'], 'syscall'],
    [['runtime.notetsleepg', 'os/signal.signal_recv', 'os/signal.loop'], 'syscall'],
    [['runtime.goroutineProfileWithLabels', 'runtime/pprof.writeRuntimeProfile'], 'running'],
    [['runtime.asyncPreempt2', 'runtime.asyncPreempt', 'main.spin'], 'runnable'],
    [['main.spin'], 'runnable'],
    [['runtime.gopark', 'runtime.somethingNew', 'main.f'], 'unknown'],
    [[], 'unknown'],
  ];
  test.each(cases)('%j is %s', (names, want) => {
    expect(derivePrimitive({ status: 'unknown', waitReason: '' }, frames(...names), true)).toBe(want);
  });

  // debug=1 hides the leading frames of the runtime: what they alone tell is unknown, the rest stays.
  test.each(cases)('%j without the leading frames of the runtime', (names, debug0) => {
    const first = names.findIndex((name) => !name.startsWith('runtime.'));
    const shown = first < 0 ? [] : names.slice(first);
    const hidden = [
      'chan receive',
      'chan receive (nil chan)',
      'chan send',
      'chan send (nil chan)',
      'select (no cases)',
      'runnable',
      'unknown',
    ];
    const want = hidden.includes(debug0) ? 'unknown' : debug0;
    expect(derivePrimitive({ status: 'unknown', waitReason: '' }, frames(...shown))).toBe(want);
  });
});

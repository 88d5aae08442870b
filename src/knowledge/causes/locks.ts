// Causes around locks, WaitGroups and conditions. One thing: the texts of GL009–GL015.
import type { CauseEntry } from './cause.ts';

export const lockCauses: readonly CauseEntry[] = [
  {
    id: 'GL009',
    name: 'double-lock',
    title: 'locks a mutex that it holds already',
    explanation:
      'A sync.Mutex is not re-entrant. A function that holds it calls another one that locks it again, mostly through a second public method, a String method or a callback. The goroutine waits for itself, and everybody else for it.',
    runtime:
      'Wait reason `sync.Mutex.Lock` (`semacquire` up to 1.19) with the same receiver twice in one stack; a growing queue of others at the same lock.',
    waker: 'Itself: the Unlock stands behind the call that blocks.',
    fix: {
      summary: 'Split the method: a public one that locks, a private one that expects the lock.',
      steps: [
        'Find the two Lock calls in the stack of {site}.',
        'Move the body into a method with the suffix Locked that does not lock, and call that one while holding the lock.',
        'Do not call functions of others (callbacks, String, loggers) while holding it.',
      ],
      search: 'grep -n "\\.Lock()" in the functions of this stack',
      template: {
        before:
          'func (c *Cache) Put(k string, v int) {\n\tc.mu.Lock()\n\tdefer c.mu.Unlock()\n\tif c.Len() > limit { // locks again\n\t\tc.evict()\n\t}\n}\n',
        after:
          'func (c *Cache) Put(k string, v int) {\n\tc.mu.Lock()\n\tdefer c.mu.Unlock()\n\tif c.lenLocked() > limit {\n\t\tc.evict()\n\t}\n}\n',
      },
    },
    source: 'sync docs of Mutex; GoBench double-lock kernels',
  },
  {
    id: 'GL010',
    name: 'lock-order',
    title: 'two locks are taken in opposite orders',
    explanation:
      'One path locks A and then B, another locks B and then A. When both run at once each holds what the other one needs; neither can go on, and everybody who needs either lock joins them.',
    runtime:
      'Two goroutines in `sync.Mutex.Lock` (or RWMutex), each holding the lock that the other one waits for; queues behind both.',
    waker: 'Each other.',
    fix: {
      summary: 'Take the locks in one order everywhere, or never hold both.',
      steps: [
        'Write the order down beside the fields, and take A before B on every path.',
        'Where two objects of one type are locked, order them by an id.',
        'Better: copy what is needed under the first lock, release it, then take the second.',
      ],
      search: 'grep -n "\\.Lock()" for the two locks in {package}',
      template: {
        before: 'func move(a, b *Account) {\n\ta.mu.Lock()\n\tb.mu.Lock()\n}\n',
        after:
          'func move(a, b *Account) {\n\tfirst, second := a, b\n\tif b.id < a.id {\n\t\tfirst, second = b, a\n\t}\n\tfirst.mu.Lock()\n\tsecond.mu.Lock()\n}\n',
      },
    },
    source: 'GoBench: 4 lock-order kernels',
  },
  {
    id: 'GL011',
    name: 'rwmutex-reentry',
    title: 'takes a read lock twice while a writer waits',
    explanation:
      'A goroutine holds RLock and calls something that takes RLock again. As soon as a writer waits between the two, the second RLock waits for the writer and the writer for the first RLock. Upgrading from RLock to Lock blocks in the same way.',
    runtime:
      'One goroutine in `sync.RWMutex.RLock` with the same receiver deeper in its stack, one in `sync.RWMutex.Lock`, and all readers behind them.',
    waker: 'The writer, who waits for this very goroutine.',
    fix: {
      summary: 'Never lock again what is read-locked already.',
      steps: [
        'Split the method that locks from the one that expects the lock (suffix Locked).',
        'Instead of an upgrade: release RLock, take Lock, check again.',
      ],
      search: 'grep -n "RLock()" in the functions of this stack',
      template: {
        before:
          'func (r *Repo) Find(k string) Item {\n\tr.mu.RLock()\n\tdefer r.mu.RUnlock()\n\treturn r.items[r.Index(k)] // RLock again\n}\n',
        after:
          'func (r *Repo) Find(k string) Item {\n\tr.mu.RLock()\n\tdefer r.mu.RUnlock()\n\treturn r.items[r.indexLocked(k)]\n}\n',
      },
    },
    source: 'sync docs of RWMutex ("prohibits recursive read locking")',
  },
  {
    id: 'GL012',
    name: 'lock-kept-on-return',
    title: 'a path returns without unlocking',
    explanation:
      'A return, a break, a continue or a panic leaves a function between Lock and Unlock. The lock is held by nobody who could release it, and everybody who wants it later waits for ever.',
    runtime:
      'A growing queue in `sync.Mutex.Lock`, and no goroutine that holds the lock: none runs, sleeps or waits inside the locked part.',
    waker: 'The Unlock of a function that has already returned.',
    fix: {
      summary: '`defer mu.Unlock()` right after every Lock.',
      steps: [
        'Look at every return between Lock and Unlock of the lock that {site} waits for.',
        'Put `defer mu.Unlock()` below the Lock; where the lock must be released earlier, move the locked part into a function.',
        'Mind the continue in loops, and calls that may panic.',
      ],
      search: 'grep -n "\\.Lock()\\|\\.Unlock()" for the lock of {site}',
      template: {
        before: 'c.mu.Lock()\nif c.closed {\n\treturn ErrClosed\n}\nc.n++\nc.mu.Unlock()\n',
        after: 'c.mu.Lock()\ndefer c.mu.Unlock()\nif c.closed {\n\treturn ErrClosed\n}\nc.n++\n',
      },
    },
    source: 'GoBench: 5 missing-unlock kernels',
  },
  {
    id: 'GL013',
    name: 'blocked-holding-lock',
    title: 'blocks on something else while it holds a lock',
    explanation:
      'A goroutine holds a lock and then waits: for a channel, a network answer, another lock, a WaitGroup. As long as it waits, nobody else passes the lock; if the one who should wake it needs the same lock, nobody ever will.',
    runtime:
      'A queue in `sync.Mutex.Lock`, and one goroutine (the root blocker) inside the locked part in `chan send`, `chan receive`, `IO wait` or `semacquire`.',
    waker: 'Whoever wakes the root blocker; often one of those who wait for the lock.',
    fix: {
      summary: 'Release the lock before anything that can block.',
      steps: [
        'In the root blocker copy what is needed under the lock, unlock, then send, call or wait.',
        'Where a value must be handed on under the lock, use a channel with room or a slice and a condition.',
        'Give network calls a deadline.',
      ],
      search: 'grep -n "\\.Lock()" above the blocking line in {site}',
      template: {
        before: 'h.mu.Lock()\nfor _, c := range h.clients {\n\tc.out <- msg\n}\nh.mu.Unlock()\n',
        after:
          'h.mu.Lock()\nclients := slices.Clone(h.clients)\nh.mu.Unlock()\nfor _, c := range clients {\n\tselect {\n\tcase c.out <- msg:\n\tcase <-c.done:\n\t}\n}\n',
      },
    },
    source: 'GoBench: 15 block-under-lock kernels',
  },
  {
    id: 'GL014',
    name: 'waitgroup-mismatch',
    title: 'a WaitGroup is never done',
    explanation:
      'The sum of Add is larger than the number of Done: a goroutine returns before its Done, Add counts work that is never started, or Add runs after Wait. Wait never returns.',
    runtime: 'Wait reason `sync.WaitGroup.Wait` (`semacquire` up to 1.23) while the workers have ended.',
    waker: 'The last Done, which nobody will call.',
    fix: {
      summary: 'Add before `go`, `defer wg.Done()` first in the goroutine, or wg.Go.',
      steps: [
        'Put `wg.Add(1)` right before each go statement and `defer wg.Done()` as its first line; from Go 1.25 use `wg.Go(func() { … })`.',
        'Look for returns and continues between Add and go.',
        'Never copy a WaitGroup; pass a pointer.',
      ],
      search: 'grep -n "\\.Add(\\|\\.Done()" for the WaitGroup of {site}',
      template: {
        before:
          'wg.Add(len(jobs))\nfor _, j := range jobs {\n\tif j.skip {\n\t\tcontinue\n\t}\n\tgo func() {\n\t\trun(j)\n\t\twg.Done()\n\t}()\n}\nwg.Wait()\n',
        after:
          'for _, j := range jobs {\n\tif j.skip {\n\t\tcontinue\n\t}\n\twg.Add(1)\n\tgo func() {\n\t\tdefer wg.Done()\n\t\trun(j)\n\t}()\n}\nwg.Wait()\n',
      },
    },
    source: 'sync docs of WaitGroup; go vet waitgroup',
  },
  {
    id: 'GL015',
    name: 'cond-without-signal',
    title: 'waits for a condition that nobody signals',
    explanation:
      'A goroutine waits in Cond.Wait, and the change it waits for happens without Signal or Broadcast, happens before the wait begins, or wakes only one of many waiters. Close often forgets to wake them all.',
    runtime: 'Wait reason `sync.Cond.Wait`. One per client or worker is normal (writer loops); growth is not.',
    waker: 'Signal or Broadcast by whoever changes the condition, and by Close.',
    fix: {
      summary: 'Broadcast on every change that a waiter could wait for, closing included.',
      steps: [
        'Wait in a loop that checks the condition and the closed flag.',
        'Let Close set the flag under the lock and Broadcast.',
        'Consider a channel instead: a Cond cannot be combined with a context.',
      ],
      search: 'grep -n "Signal()\\|Broadcast()" for the condition of {site}',
      template: {
        before: 'func (q *Queue) Close() {\n\tq.mu.Lock()\n\tq.closed = true\n\tq.mu.Unlock()\n}\n',
        after:
          'func (q *Queue) Close() {\n\tq.mu.Lock()\n\tq.closed = true\n\tq.mu.Unlock()\n\tq.cond.Broadcast()\n}\n',
      },
    },
    source: 'sync docs of Cond; GoBench cond-no-signal kernels',
  },
];

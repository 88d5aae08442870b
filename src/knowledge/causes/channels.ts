// Causes around channels: who sends, who receives, who closes. One thing: the texts of GL001–GL008.
import type { CauseEntry } from './cause.ts';

export const channelCauses: readonly CauseEntry[] = [
  {
    id: 'GL001',
    name: 'nil-channel',
    title: 'waits on a nil channel',
    explanation:
      'A send to or receive from a nil channel blocks for ever, by the language itself. The channel was declared and never made, a field was not set by every constructor, or a case was switched off by setting its channel to nil and nothing else can happen any more.',
    runtime:
      'Wait reason `chan receive (nil chan)` or `chan send (nil chan)`. A nil channel in a `select` shows as plain `select`.',
    waker: 'Nobody can: no other goroutine can hold the same nil channel.',
    fix: {
      summary: 'Make the channel before it is used, in every constructor.',
      steps: [
        'Find where the channel of {site} is declared, and every place that sets it.',
        'Make it in the constructor; forbid the zero value of the type, or let its methods make it once.',
        'Where nil switches a case off, make sure that another case of the same select can still end the loop.',
      ],
      search: 'grep -n "chan " near {site}, then where that field is set with make(chan',
      template: {
        before: 'type Hub struct{ events chan Event }\n\nfunc New() *Hub { return &Hub{} }\n',
        after: 'type Hub struct{ events chan Event }\n\nfunc New() *Hub { return &Hub{events: make(chan Event)} }\n',
      },
    },
    source: 'Go specification, Send statements and Receive operator; runtime/chan.go waitReasonChanReceiveNilChan',
  },
  {
    id: 'GL002',
    name: 'select-forever',
    title: 'an empty select blocks for ever',
    explanation:
      'A `select {}` without cases never returns. In main it keeps a program alive, which is a habit and no leak; in any other goroutine it keeps the stack and everything it refers to until the process ends.',
    runtime: 'Wait reason `select (no cases)`.',
    waker: 'Nobody can.',
    fix: {
      summary: 'Wait for something that can happen: a context, a signal, a WaitGroup.',
      steps: [
        'Replace `select {}` in {site} by `<-ctx.Done()`, or return.',
        'In main wait for a signal, so that deferred clean-up runs.',
      ],
      search: 'grep -rn "select {}" --include="*.go" .',
      template: {
        before: 'go func() {\n\tstart(conn)\n\tselect {}\n}()\n',
        after: 'go func() {\n\tstart(conn)\n\t<-ctx.Done()\n\tconn.Close()\n}()\n',
      },
    },
    source: 'Go specification, Select statements; measured: 1.26 marks main’s own select {}',
  },
  {
    id: 'GL003',
    name: 'abandoned-send',
    title: 'the receiver left before the send',
    explanation:
      'A goroutine sends its answer on a channel without room, and the only receiver has gone: it took a time-out, a cancelled context, an error or the other case of its select. The send can never happen, so the goroutine stays, with everything that it holds. It is the commonest goroutine leak of all.',
    runtime:
      'Wait reason `chan send` in a closure, created by a function that has returned. The runtime’s proof misses it when the channel is captured together with the value.',
    waker: 'A receive in {birth}, which has left it by another path.',
    fix: {
      summary: 'Give the channel room for every send that can happen.',
      steps: [
        'Make the channel in {birth} with a capacity of the number of sends: `make(chan T, 1)` for one answer.',
        'Or send in a select with `case <-ctx.Done():`, where the answer may be dropped.',
        'Pass the context on, so that the work itself ends early as well.',
      ],
      search: 'grep -rn "make(chan" --include={birthFile} .; the sends that {site} makes',
      template: {
        before:
          'answer := make(chan Quote)\ngo func() { answer <- lookup(sku) }()\nselect {\ncase q := <-answer:\n\treturn q, nil\ncase <-ctx.Done():\n\treturn Quote{}, ctx.Err()\n}\n',
        after:
          'answer := make(chan Quote, 1)\ngo func() { answer <- lookup(sku) }()\nselect {\ncase q := <-answer:\n\treturn q, nil\ncase <-ctx.Done():\n\treturn Quote{}, ctx.Err()\n}\n',
      },
    },
    source: '28 of 97 leak fixes read in 22 Go projects; runtime/mgcmark setSyncObjectsUntraceable',
  },
  {
    id: 'GL004',
    name: 'send-without-receiver',
    title: 'nobody receives from the channel',
    explanation:
      'A value is sent on a channel that no goroutine receives from: the consumer was never started, was started in another build or configuration, or has ended. Every sender stays at its send.',
    runtime: 'Wait reason `chan send`; no goroutine in the dump receives in a function that knows the channel.',
    waker: 'A consumer that does not exist, or has ended.',
    fix: {
      summary: 'Start the consumer before the first send, and keep it until the last.',
      steps: [
        'Look for the receive of the channel that {site} sends on; if there is none, remove the channel.',
        'If the consumer can end, let senders give up: select with the consumer’s done channel or a context.',
        'If results may be dropped, send with a default case and count the drops.',
      ],
      search: 'grep -n "<-" for the channel that {site} sends on',
      template: {
        before: 'func (s *Stats) Add(n int) { s.in <- n }\n',
        after:
          'func (s *Stats) Add(ctx context.Context, n int) error {\n\tselect {\n\tcase s.in <- n:\n\t\treturn nil\n\tcase <-s.done:\n\t\treturn ErrClosed\n\tcase <-ctx.Done():\n\t\treturn ctx.Err()\n\t}\n}\n',
      },
    },
    source: 'GoBench kernels: no peer',
  },
  {
    id: 'GL005',
    name: 'range-never-closed',
    title: 'ranges over a channel that nobody closes',
    explanation:
      'A `for range` over a channel ends only when the channel is closed. The producer has returned without closing it, or closes it on one path only, so the consumer waits for a next value for ever.',
    runtime: 'Wait reason `chan receive` in a loop, often one goroutine per worker of a pool that has done its work.',
    waker: 'A `close` by the side that sends.',
    fix: {
      summary: 'Let the sender close the channel when it is done, on every path.',
      steps: [
        '`defer close(ch)` as the first line of the only sender.',
        'With several senders: close after their WaitGroup, in a goroutine of its own.',
        'If the work can be given up, add `case <-ctx.Done(): return` to the consumer.',
      ],
      search: 'grep -rn "close(" --include="*.go" .; the channel that {site} ranges over',
      template: {
        before: 'go func() {\n\tfor _, item := range items {\n\t\tjobs <- item\n\t}\n}()\n',
        after: 'go func() {\n\tdefer close(jobs)\n\tfor _, item := range items {\n\t\tjobs <- item\n\t}\n}()\n',
      },
    },
    source: 'Go specification, For statements with range clause; leak fixes read in 22 Go projects',
  },
  {
    id: 'GL006',
    name: 'receive-never-served',
    title: 'waits for a value that nobody sends',
    explanation:
      'A goroutine receives from a channel on which nothing is sent or closed any more: the sender returned early, failed, or was never started. A reply that got lost on the way looks the same.',
    runtime: 'Wait reason `chan receive`; its creator or its peers have ended.',
    waker: 'A send or close by a goroutine that has ended, or never began.',
    fix: {
      summary: 'Make the sender answer on every path, or let the receiver give up.',
      steps: [
        'Follow every return of the sender: each must send or close. `defer close(ch)` does it for all.',
        'Receive in a select with the context of the caller.',
        'For replies by a map of waiters: remove and close the waiter when the connection ends.',
      ],
      search: 'grep -n "<- \\|close(" for the channel that {site} receives from',
      template: {
        before: 'reply := <-c.pending[id]\n',
        after:
          'select {\ncase reply, ok := <-c.pending[id]:\n\tif !ok {\n\t\treturn nil, ErrConnectionClosed\n\t}\n\treturn reply, nil\ncase <-ctx.Done():\n\treturn nil, ctx.Err()\n}\n',
      },
    },
    source: 'GoBench kernels: no peer, dropped channel',
  },
  {
    id: 'GL007',
    name: 'missing-stop-case',
    title: 'a loop does not listen for its end',
    explanation:
      'A loop sends, receives, sleeps or ticks, and has no case for the stop channel or context that its owner uses to end it. When the owner stops, the loop goes on, or waits for ever for an event that will not come.',
    runtime:
      'Wait reason `select`, `chan receive`, `chan send` or `sleep` in a loop; the number grows with each start of its owner. A ticking loop makes progress and leaks all the same.',
    waker: 'The stop signal of its owner, which this operation does not hear.',
    fix: {
      summary: 'Add the stop case to every operation of the loop that can block.',
      steps: [
        'Give {site} the context of its owner and add `case <-ctx.Done(): return`.',
        'Replace `time.Sleep` by a timer in the same select.',
        'Let Close cancel that context and wait until the loop has ended.',
      ],
      search: 'grep -n "for {" and "time.Sleep" in {site}',
      template: {
        before: 'for {\n\ttime.Sleep(interval)\n\tpoll()\n}\n',
        after:
          'ticker := time.NewTicker(interval)\ndefer ticker.Stop()\nfor {\n\tselect {\n\tcase <-ticker.C:\n\t\tpoll(ctx)\n\tcase <-ctx.Done():\n\t\treturn\n\t}\n}\n',
      },
    },
    source: '16 of 97 leak fixes read in 22 Go projects',
  },
  {
    id: 'GL008',
    name: 'more-sends-than-receives',
    title: 'more values are sent than received',
    explanation:
      'Several goroutines, or one in a loop, send on a channel with less room than sends, and the receiver takes only some of the values: the first answer, the first error. The rest of the senders stay.',
    runtime: 'Wait reason `chan send`, several per call of the function that started them.',
    waker: 'Further receives by {birth}, which has returned.',
    fix: {
      summary: 'Make room for every send, or receive every value.',
      steps: [
        'Count the sends that can happen and make the channel with that capacity: `make(chan error, len(items))`.',
        'Or drain it: receive as many times as goroutines were started.',
        'For the first error only, use errgroup: its Wait leaves nobody behind.',
      ],
      search: 'grep -rn "make(chan" --include={birthFile} .',
      template: {
        before:
          'errs := make(chan error)\nfor _, h := range hosts {\n\tgo func() { errs <- ping(h) }()\n}\nreturn <-errs\n',
        after:
          'errs := make(chan error, len(hosts))\nfor _, h := range hosts {\n\tgo func() { errs <- ping(h) }()\n}\nreturn <-errs\n',
      },
    },
    source: '147 sites read in seven Go projects: capacity against sends',
  },
];

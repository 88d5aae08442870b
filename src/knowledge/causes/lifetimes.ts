// Causes around the life of goroutines: who starts, who stops, who waits. One thing: the texts of GL016–GL022 and GL030.
import type { CauseEntry } from './cause.ts';

export const lifetimeCauses: readonly CauseEntry[] = [
  {
    id: 'GL016',
    name: 'start-without-stop',
    title: 'a goroutine is started and has no way to end',
    explanation:
      'A constructor or method starts a goroutine that loops for ever, and the type has no Close or Stop, or one that does not reach the goroutine. Each instance leaves one behind when it is dropped; the goroutine keeps the instance alive, so the collector cannot help.',
    runtime: 'A loop at one site whose number equals the instances ever made; its creator has ended.',
    waker: 'A Close of its owner that does not exist or does not reach it.',
    fix: {
      summary: 'Give whoever starts it a way to stop it and to wait for its end.',
      steps: [
        'Derive a context in {birth}, keep its cancel in the value, and select on Done in {site}.',
        'Let Close call cancel and wait on a done channel or WaitGroup.',
        'Call Close wherever instances are made; if one per process is enough, make it once.',
      ],
      search: 'grep -rnw "{birthName}" --include="*.go" . for the places that make instances',
      template: {
        before: 'func New() *Meter {\n\tm := &Meter{in: make(chan int)}\n\tgo m.loop()\n\treturn m\n}\n',
        after:
          'func New() *Meter {\n\tctx, cancel := context.WithCancel(context.Background())\n\tm := &Meter{in: make(chan int), cancel: cancel, done: make(chan struct{})}\n\tgo func() {\n\t\tdefer close(m.done)\n\t\tm.loop(ctx)\n\t}()\n\treturn m\n}\n\nfunc (m *Meter) Close() {\n\tm.cancel()\n\t<-m.done\n}\n',
      },
    },
    source: '9 of 97 leak fixes read in 22 Go projects: resource with goroutine not closed',
  },
  {
    id: 'GL017',
    name: 'goroutine-per-item',
    title: 'a goroutine per item, without limit',
    explanation:
      'Every message, row or request starts a goroutine, and they are made faster than they end. They pile up at the next narrow place (a lock, a pool, a slow server) until memory runs out. It is growth by overload: each would end if given time.',
    runtime:
      'Many goroutines of one birth site in `runnable`, `semacquire`, `select` or `IO wait` at one site; births far exceed ends while load is high.',
    waker: 'The narrow resource, which serves them too slowly.',
    fix: {
      summary: 'Bound the number that run at once.',
      steps: [
        'Use errgroup with SetLimit, a semaphore channel, or a fixed pool of workers in {birth}.',
        'Let the producer wait or refuse when the limit is reached.',
        'Give each item a deadline, so that a slow peer cannot hold all of them.',
      ],
      search: 'grep -rn "go func\\|go " --include={birthFile} .',
      template: {
        before: 'for msg := range in {\n\tgo handle(msg)\n}\n',
        after:
          'var g errgroup.Group\ng.SetLimit(64)\nfor msg := range in {\n\tg.Go(func() error { return handle(ctx, msg) })\n}\nreturn g.Wait()\n',
      },
    },
    source: 'golang.org/x/sync/errgroup docs of SetLimit',
  },
  {
    id: 'GL018',
    name: 'consumer-left-early',
    title: 'the consumer stopped reading before the producer was done',
    explanation:
      'A producer goroutine sends a sequence of values; the consumer leaves its loop at the first match, error or time-out. The producer stays at its next send, and its deferred clean-up (rows, files, connections) never runs.',
    runtime: 'Wait reason `chan send` in a producer loop; the function that ranged over the channel has returned.',
    waker: 'The consumer, who has left the loop.',
    fix: {
      summary: 'Tell the producer to stop when the consumer leaves.',
      steps: [
        'Give the producer a context, select on Done beside the send, and `defer cancel()` in the consumer.',
        'Or drain the channel before returning.',
        'Or return an iterator (`iter.Seq`): leaving a range over a function ends the producer, without a goroutine.',
      ],
      search: 'grep -n "range " over the channel that {site} sends on',
      template: {
        before: 'for row := range stream(db) {\n\tif row.ID == want {\n\t\treturn row\n\t}\n}\n',
        after:
          'ctx, cancel := context.WithCancel(ctx)\ndefer cancel()\nfor row := range stream(ctx, db) { // sends in a select with ctx.Done()\n\tif row.ID == want {\n\t\treturn row\n\t}\n}\n',
      },
    },
    source: '3 of 97 leak fixes read in 22 Go projects: consumer leaves range early',
  },
  {
    id: 'GL019',
    name: 'coroutine-not-stopped',
    title: 'an iterator of iter.Pull is not stopped',
    explanation:
      'iter.Pull turns a sequence into next and stop and keeps a coroutine for it. If the sequence is not read to its end and stop is never called, the coroutine stays where it yielded, with its deferred clean-up undone.',
    runtime: 'Wait reason `coroutine`, created by `iter.Pull`; the runtime’s leak profile never reports it.',
    waker: 'A call of next or stop.',
    fix: {
      summary: '`defer stop()` right after iter.Pull.',
      steps: [
        'Put `defer stop()` below the call of iter.Pull in {birth}.',
        'Or range over the sequence; then nothing has to be stopped.',
      ],
      search: 'grep -rn "iter.Pull" --include={birthFile} .',
      template: {
        before: 'next, _ := iter.Pull(seq)\nfirst, ok := next()\n',
        after: 'next, stop := iter.Pull(seq)\ndefer stop()\nfirst, ok := next()\n',
      },
    },
    source: 'iter docs of Pull; runtime/coro.go@go1.26.8; measured',
  },
  {
    id: 'GL020',
    name: 'wait-before-drain',
    title: 'waits for the senders before receiving from them',
    explanation:
      'A function waits (WaitGroup, errgroup) until its goroutines are done and reads their channel only afterwards. The channel has less room than values, so the goroutines cannot finish their sends, and the wait never returns.',
    runtime: 'One goroutine in `sync.WaitGroup.Wait` (`semacquire` up to 1.23) and its children in `chan send`.',
    waker: 'The receive, which stands behind the Wait.',
    fix: {
      summary: 'Receive while they run: wait in a goroutine of its own and close the channel there.',
      steps: [
        'Start `go func() { wg.Wait(); close(results) }()` and range over results.',
        'Or make the channel with room for all results.',
        'The same for cmd.Wait before the pipes are read.',
      ],
      search: 'grep -rn "Wait()" --include={siteFile} .',
      template: {
        before: 'wg.Wait()\nclose(results)\nfor r := range results {\n\tuse(r)\n}\n',
        after: 'go func() {\n\twg.Wait()\n\tclose(results)\n}()\nfor r := range results {\n\tuse(r)\n}\n',
      },
    },
    source: 'GoBench wait-in-loop and send-before-receiver kernels',
  },
  {
    id: 'GL021',
    name: 'send-in-select-arm',
    title: 'a bare send inside an arm of a select',
    explanation:
      'The select has a stop case, but the arm that runs sends on another channel outside any select. While it stands there, the stop case is not heard. The arms of a select are scopes of their own.',
    runtime: 'Wait reason `chan send` in a function whose loop selects on Done.',
    waker: 'The receiver of the second channel, who has stopped already.',
    fix: {
      summary: 'Select on the stop signal around the inner send, too.',
      steps: [
        'Wrap the send in {site} in a select with the same `case <-ctx.Done(): return`.',
        'Or let one variable channel be nil until there is something to send, and have one select for all.',
      ],
      search: 'grep -n "case " arms of the select in {site}',
      template: {
        before: 'select {\ncase v := <-in:\n\tout <- transform(v)\ncase <-ctx.Done():\n\treturn\n}\n',
        after:
          'select {\ncase v := <-in:\n\tselect {\n\tcase out <- transform(v):\n\tcase <-ctx.Done():\n\t\treturn\n\t}\ncase <-ctx.Done():\n\treturn\n}\n',
      },
    },
    source: '147 sites read in seven Go projects: bare sends in select arms',
  },
  {
    id: 'GL022',
    name: 'wedged',
    title: 'everything is blocked',
    explanation:
      'No goroutine can go on: each waits for another one, and no timer, socket or system call is left to wake any of them. Without cgo the runtime ends such a program itself (`all goroutines are asleep - deadlock!`); with cgo or a pending timer it just hangs.',
    runtime:
      'All goroutines are parked on channels or locks; none is running, runnable, sleeping, in IO wait or in a system call but the runtime’s own.',
    waker: 'Nobody is left.',
    fix: {
      summary: 'Find the first one that should have moved; the rest only wait for it.',
      steps: [
        'Read the groups by lock and channel: the root blocker is the one that others wait for and that waits for nothing they hold.',
        'Fix its cause by its own id (lock order, double lock, missing send).',
        'Give operations between parts of the program a deadline, so that a wedge shows as an error.',
      ],
      search: 'parkwatch show SOURCE --by park',
    },
    source: 'runtime/proc.go checkdead@go1.26.8; measured: never comes when cgo is linked in or a timer is pending',
  },
  {
    id: 'GL030',
    name: 'growing-group',
    title: 'a group of goroutines grows and the cause is not known',
    explanation:
      'Goroutines of one kind are made and do not end, and nothing that the process serves explains it. No rule recognised the cause: the site, the birth function and the growth are all that is known.',
    runtime: 'The count of one group rises over the snapshots and does not fall when the load does.',
    waker: 'Whoever ends the operation at {site}; start from the function that creates them, {birth}.',
    fix: {
      summary: 'Look at what starts them, and at what each one waits for.',
      steps: [
        'Read {birth}: what ends the goroutine that it starts, and on which path does that not happen?',
        'Compare two dumps: `parkwatch diff BEFORE AFTER` shows what stayed.',
        'Run the source rules on the package: `parkwatch lint {package}`.',
      ],
      search: 'grep -rn "go " --include={birthFile} .',
    },
    source: 'src/judge/verdict-table.ts (growth)',
  },
];

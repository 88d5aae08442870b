// Causes around contexts and cancelling. One thing: the texts of CX001–CX016.
import type { CauseEntry } from './cause.ts';

export const contextCauses: readonly CauseEntry[] = [
  {
    id: 'CX001',
    name: 'cancel-dropped',
    title: 'the cancel function is thrown away',
    explanation:
      'WithCancel, WithTimeout or WithDeadline is called and its cancel function assigned to the blank identifier. Nobody can end the context before its parent or timer does; until then its parent holds it, and every goroutine below it waits.',
    runtime:
      'No goroutine parks for it; it shows in goroutines below that wait on Done, in heap growth at context.*, and in the probe.',
    waker: 'A cancel that no variable holds.',
    fix: {
      summary: 'Keep the cancel function and `defer cancel()`.',
      steps: [
        'Name it and defer it in the next line.',
        'If the context must outlive the function, hand cancel to whoever owns the work.',
      ],
      search: 'grep -rn ", _ :\\?= context.With" --include="*.go" .',
      template: {
        before: 'ctx, _ := context.WithTimeout(ctx, time.Second)\nreturn call(ctx)\n',
        after: 'ctx, cancel := context.WithTimeout(ctx, time.Second)\ndefer cancel()\nreturn call(ctx)\n',
      },
    },
    source: 'context docs of WithCancel; go vet lostcancel',
  },
  {
    id: 'CX002',
    name: 'cancel-not-on-all-paths',
    title: 'a path returns without calling cancel',
    explanation:
      'The cancel function is called on some paths and not on others, mostly not on an early return after an error. On those paths the context, its timer and whatever waits on it stay until the parent ends.',
    runtime: 'As CX001, for a share of the calls.',
    waker: 'The cancel that the early return skips.',
    fix: {
      summary: '`defer cancel()` right after the context is made.',
      steps: [
        'Move the call up and defer it.',
        'If a value takes the cancel over on success, cancel on every other path.',
      ],
      search: 'grep -rn "cancel()" --include={siteFile} .',
      template: {
        before:
          'ctx, cancel := context.WithCancel(ctx)\nconn, err := dial(ctx)\nif err != nil {\n\treturn err\n}\ncancel()\n',
        after:
          'ctx, cancel := context.WithCancel(ctx)\ndefer cancel()\nconn, err := dial(ctx)\nif err != nil {\n\treturn err\n}\n',
      },
    },
    source: 'go vet lostcancel; 13 of 97 leak fixes read in 22 Go projects: cancel',
  },
  {
    id: 'CX003',
    name: 'cancel-never-called',
    title: 'cancel is kept but never called',
    explanation:
      'The cancel function is stored in a field, a map or a variable, and nothing ever calls it: there is no Close, Close does not call it, or the entry is dropped without it. Goroutines that wait on Done stay as long as the parent lives.',
    runtime:
      'Wait reason `chan receive` or `select` on Done; one more per value that is dropped. The probe sees cancel become unreachable without a call.',
    waker: 'A Close or Stop that calls the stored cancel.',
    fix: {
      summary: 'Call it when the value ends: in Close, when the entry is removed, when it is replaced.',
      steps: [
        'Find the field that holds cancel, and add the call to Close.',
        'Call the old one before the field is overwritten, and on delete from a map.',
        'If the constructor fails after the context is made, call it there.',
      ],
      search: 'grep -rn "CancelFunc" --include="*.go" .',
      template: {
        before: 'func (s *Session) Close() error { return s.conn.Close() }\n',
        after: 'func (s *Session) Close() error {\n\ts.cancel()\n\treturn s.conn.Close()\n}\n',
      },
    },
    source: '147 sites read in seven Go projects: cancel in a field; measured',
  },
  {
    id: 'CX004',
    name: 'context-not-passed',
    title: 'uses Background although a context is at hand',
    explanation:
      'A function has a context and calls another one with context.Background or TODO. The called work does not end when the caller is cancelled; slow peers then hold goroutines that nobody waits for.',
    runtime: 'Goroutines in `IO wait` or `select` below a handler that has returned or timed out.',
    waker: 'The cancellation of the caller, which stops at this call.',
    fix: {
      summary: 'Pass the context on; if the work shall outlive the caller, say so.',
      steps: [
        'Replace Background by ctx.',
        'For work that must go on, use context.WithoutCancel(ctx) with a deadline of its own, and mark it `//parkwatch:detached reason`.',
      ],
      search: 'grep -rn "context.Background()\\|context.TODO()" --include={siteFile} .',
      template: {
        before: 'rows, err := s.db.QueryContext(context.Background(), query)\n',
        after: 'rows, err := s.db.QueryContext(ctx, query)\n',
      },
    },
    source: 'contextcheck',
  },
  {
    id: 'CX005',
    name: 'request-without-context',
    title: 'a call that cannot be cancelled',
    explanation:
      'A call is used that takes no context (http.NewRequest, db.Query, exec.Command, net.Dial) although one with a context exists and a context is at hand. The caller can give up, the call cannot.',
    runtime: 'Goroutines in `IO wait` or `syscall` below the call.',
    waker: 'The peer at the other end alone.',
    fix: {
      summary: 'Use the variant with a context.',
      steps: [
        'http.NewRequestWithContext, db.QueryContext, exec.CommandContext, (&net.Dialer{}).DialContext.',
        'Give it a deadline.',
      ],
      search: 'grep -rn "http.NewRequest(\\|http.Get(\\|\\.Query(\\|exec.Command(" --include={siteFile} .',
      template: {
        before: 'req, err := http.NewRequest(http.MethodGet, url, nil)\n',
        after: 'req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)\n',
      },
    },
    source: 'noctx; net/http docs',
  },
  {
    id: 'CX006',
    name: 'context-grows-in-loop',
    title: 'a context is wrapped again in every turn of a loop',
    explanation:
      '`ctx = context.WithValue(ctx, …)` or `ctx, cancel = context.WithTimeout(ctx, …)` in a loop makes each context a child of the one before. The chain grows without end: look-ups become slow, memory is held, and the first deadline ends all later turns.',
    runtime: 'Heap growth at context.WithValue or context.WithCancel from one line; the probe shows chains.',
    waker: 'The end of the loop, which may never come.',
    fix: {
      summary: 'Make the child under a new name inside the loop.',
      steps: [
        'Use `:=` with another name, so that each turn starts from the outer context.',
        'End each child in the same turn.',
      ],
      search: 'grep -rn "ctx = context.With\\|ctx, cancel = context.With" --include={siteFile} .',
      template: {
        before: 'for job := range jobs {\n\tctx = context.WithValue(ctx, key, job.ID)\n\trun(ctx, job)\n}\n',
        after: 'for job := range jobs {\n\tjobCtx := context.WithValue(ctx, key, job.ID)\n\trun(jobCtx, job)\n}\n',
      },
    },
    source: 'fatcontext',
  },
  {
    id: 'CX007',
    name: 'done-ignored',
    title: 'has a context and does not heed it',
    explanation:
      'A function takes a context, and then blocks or loops without looking at Done. Its caller believes that it ends with the context; it does not.',
    runtime:
      'Goroutines at one blocking site while their callers have timed out; http.TimeoutHandler and errgroup leave them behind.',
    waker: 'The context, if it were in the select.',
    fix: {
      summary: 'Select on ctx.Done() beside every operation that can block.',
      steps: [
        'Add `case <-ctx.Done(): return ctx.Err()` to the blocking select of {site}.',
        'In long loops check ctx.Err() once a turn.',
        'For calls that take no context, close what they read from: `stop := context.AfterFunc(ctx, func() { conn.Close() }); defer stop()`.',
      ],
      search: 'grep -rn "ctx" --include={siteFile} .: is it used after the first line?',
      template: {
        before: 'func Take(ctx context.Context, in <-chan Job) (Job, error) {\n\treturn <-in, nil\n}\n',
        after:
          'func Take(ctx context.Context, in <-chan Job) (Job, error) {\n\tselect {\n\tcase j := <-in:\n\t\treturn j, nil\n\tcase <-ctx.Done():\n\t\treturn Job{}, ctx.Err()\n\t}\n}\n',
      },
    },
    source: 'context package docs; GoBench ctx-ignored kernel',
  },
  {
    id: 'CX008',
    name: 'deadline-beyond-parent',
    title: 'a deadline later than the parent’s',
    explanation:
      'A child context asks for a deadline that lies behind its parent’s; the parent’s counts. The longer time-out is never reached, which hides what the author meant: detached work, or a shorter parent by mistake.',
    runtime: 'The probe notes `capped`; work ends earlier than its own deadline says.',
    waker: 'The parent’s deadline, earlier than expected.',
    fix: {
      summary: 'Choose one deadline, or detach on purpose.',
      steps: [
        'Remove the child’s deadline if the parent’s is right.',
        'If the work shall outlive the parent: context.WithoutCancel, then WithTimeout.',
      ],
      search: 'grep -n "WithTimeout\\|WithDeadline" on the path to {site}',
      template: {
        before: 'ctx, cancel := context.WithTimeout(req.Context(), time.Hour)\n',
        after: 'ctx, cancel := context.WithTimeout(context.WithoutCancel(req.Context()), time.Hour)\n',
      },
    },
    source: 'context docs of WithDeadline; the probe’s class ctx-capped',
  },
  {
    id: 'CX009',
    name: 'context-in-struct',
    title: 'a context is kept in a struct',
    explanation:
      'A value stores a context and uses it for work that belongs to other callers. The context of the first request ends work of the second, or a background context keeps everything alive.',
    runtime: 'Work that ends too early, or waits on Done of a context that ends with the process.',
    waker: 'The wrong context.',
    fix: {
      summary: 'Pass contexts as the first parameter; keep only a lifetime context, under that name.',
      steps: [
        'Add ctx to the methods and remove the field.',
        'If the field is the lifetime of the value, name it so and cancel it in Close.',
      ],
      search: 'grep -rn "context.Context$" --include="*.go" .',
      template: {
        before:
          'type Client struct {\n\tctx context.Context\n}\n\nfunc (c *Client) Get(key string) error { return c.do(c.ctx, key) }\n',
        after:
          'type Client struct{}\n\nfunc (c *Client) Get(ctx context.Context, key string) error { return c.do(ctx, key) }\n',
      },
    },
    source: 'containedctx; go.dev/blog/context-and-structs',
  },
  {
    id: 'CX010',
    name: 'stop-not-called',
    title: 'the stop function of AfterFunc or NotifyContext is not called',
    explanation:
      'context.AfterFunc and signal.NotifyContext return a stop function. Without it the registration stays with the parent until that ends: for a long-lived parent, for ever. NotifyContext also keeps a goroutine and the signal handling.',
    runtime: 'Goroutines in `signal.NotifyContext.func1`; heap growth at context.AfterFunc.',
    waker: 'stop, or the end of the parent.',
    fix: {
      summary: '`defer stop()`.',
      steps: ['Keep the returned stop and defer it.', 'Call NotifyContext once, in main.'],
      search: 'grep -rn "context.AfterFunc\\|signal.NotifyContext" --include="*.go" .',
      template: {
        before: 'context.AfterFunc(ctx, func() { conn.Close() })\nreturn read(conn)\n',
        after: 'stop := context.AfterFunc(ctx, func() { conn.Close() })\ndefer stop()\nreturn read(conn)\n',
      },
    },
    source: 'context docs of AfterFunc; os/signal docs of NotifyContext',
  },
  {
    id: 'CX011',
    name: 'detached-work',
    title: 'work that outlives its caller without a limit',
    explanation:
      'A handler starts a goroutine with Background, TODO or WithoutCancel and returns. Nothing bounds how long that work lasts or how many of them there are: when a peer is slow they pile up.',
    runtime: 'Goroutines created by a handler that has returned; their number follows the time the peer takes.',
    waker: 'The peer, or a deadline that is missing.',
    fix: {
      summary: 'Give detached work a deadline, a limit and an owner.',
      steps: [
        'context.WithTimeout(context.WithoutCancel(ctx), …) for the values without the cancellation.',
        'Hand the work to a pool that the service owns and stops at shutdown.',
        'Mark it: `//parkwatch:detached reason`.',
      ],
      search: 'grep -rn "go func" --include={birthFile} .',
      template: {
        before: 'go s.audit.Write(context.Background(), event)\n',
        after:
          'go func() {\n\tctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)\n\tdefer cancel()\n\ts.audit.Write(ctx, event)\n}()\n',
      },
    },
    source: 'gosec G118; context docs of WithoutCancel',
  },
  {
    id: 'CX012',
    name: 'deferred-cancel-in-loop',
    title: 'cancel is deferred inside a loop',
    explanation:
      'A deferred call runs when the function returns, not when the turn of the loop ends. Contexts, timers and what they hold pile up for as long as the loop runs; in a loop without end they leak.',
    runtime: 'Heap growth at context.WithTimeout; the probe shows many live children of one line.',
    waker: 'The return of the function.',
    fix: {
      summary: 'Put the body of the loop into a function.',
      steps: [
        'Move the turn into a function literal or a method and defer there.',
        'Or call cancel at the end of the turn, on every path.',
      ],
      search: 'grep -rn "defer cancel()" --include={siteFile} .',
      template: {
        before:
          'for _, u := range urls {\n\tctx, cancel := context.WithTimeout(ctx, time.Second)\n\tdefer cancel()\n\tfetch(ctx, u)\n}\n',
        after:
          'for _, u := range urls {\n\tfunc() {\n\t\tctx, cancel := context.WithTimeout(ctx, time.Second)\n\t\tdefer cancel()\n\t\tfetch(ctx, u)\n\t}()\n}\n',
      },
    },
    source: 'gocritic deferInLoop; Go specification, Defer statements',
  },
  {
    id: 'CX013',
    name: 'cancel-overwritten',
    title: 'a cancel function is overwritten before it was called',
    explanation:
      'A variable or field that holds a cancel function gets a new one, for instance on reconnect or restart. The old context can no longer be cancelled; its goroutines run beside the new ones.',
    runtime: 'One more set of loops after each reconnect or reload.',
    waker: 'The cancel that was overwritten.',
    fix: {
      summary: 'Call the old cancel before storing the new one.',
      steps: [
        '`if s.cancel != nil { s.cancel() }` above the assignment, under the same lock.',
        'Wait until the old loop has ended.',
      ],
      search: 'grep -rn "cancel = " --include="*.go" .',
      template: {
        before: 'ctx, s.cancel = context.WithCancel(parent)\ngo s.run(ctx)\n',
        after: 'if s.cancel != nil {\n\ts.cancel()\n}\nctx, s.cancel = context.WithCancel(parent)\ngo s.run(ctx)\n',
      },
    },
    source: '13 of 97 leak fixes read in 22 Go projects: cancel',
  },
  {
    id: 'CX014',
    name: 'custom-parent-relay',
    title: 'a context type of one’s own needs a goroutine per child',
    explanation:
      'Below a parent that package context does not know, each cancellable child starts a goroutine that waits for the parent’s Done. It ends when the child is cancelled or the parent ends; a child that is never cancelled below a long-lived parent keeps it for ever.',
    runtime:
      'Goroutines in `context.(*cancelCtx).propagateCancel.func2` (1.20 and older: `context.propagateCancel.func1`), wait reason `select`.',
    waker: 'cancel of the child, or the end of the parent.',
    fix: {
      summary: 'Cancel every child, or make the parent one that context knows.',
      steps: [
        'Call cancel on every path of the function that derives the context.',
        'Embed a standard context in the type without overriding Done, or give it an `AfterFunc(func()) func() bool` method.',
      ],
      search: 'grep -n "Done() <-chan struct{}" for context types of your own',
      template: {
        before:
          'type reqCtx struct{ done chan struct{} }\n\nfunc (c reqCtx) Done() <-chan struct{} { return c.done }\n',
        after: 'type reqCtx struct{ context.Context } // Done comes from the embedded context\n',
      },
    },
    source: 'context/context.go@go1.26.8 propagateCancel, afterFuncer; measured',
  },
  {
    id: 'CX015',
    name: 'context-unreachable',
    title: 'nobody can cancel the context any more',
    explanation:
      'The collector has found that the cancel function of a live context is unreachable and was never called. With a living parent, a pending timer or a waiter on Done the context is still held: until the parent or the timer ends, or for ever.',
    runtime: 'Seen by the probe (`ctx-leak`, `ctx-stuck`, `ctx-leak-timer`); in a dump only its waiters on Done show.',
    waker: 'Nobody: only its parent or timer can still end it.',
    fix: {
      summary: 'Keep cancel with the owner of the work and call it.',
      steps: [
        'Look at the birth site {birth}: where does cancel go?',
        'Defer it, or store it in the value that owns the work and call it in Close.',
      ],
      search: 'grep -rn "context.With" --include={birthFile} .',
      template: {
        before:
          'func watch(ctx context.Context) <-chan Event {\n\tctx, _ = context.WithCancel(ctx)\n\treturn events(ctx)\n}\n',
        after:
          'func watch(ctx context.Context) (<-chan Event, context.CancelFunc) {\n\tctx, cancel := context.WithCancel(ctx)\n\treturn events(ctx), cancel\n}\n',
      },
    },
    source: 'the probe’s classes ctx-leak, ctx-stuck, ctx-leak-timer; measured',
  },
  {
    id: 'CX016',
    name: 'missed-cancel',
    title: 'an ancestor was cancelled and this context was not',
    explanation:
      'An ancestor of the context has ended, but a context type of one’s own or a WithoutCancel stands between and does not pass the end on. Work below it goes on although its origin is gone.',
    runtime: 'The probe reports `ctx-missed`: the ancestor has ended, the descendant lives.',
    waker: 'The ancestor’s cancel, stopped by the barrier.',
    fix: {
      summary: 'Let the barrier pass the end on, or give the work below its own deadline.',
      steps: [
        'A context type must return the Done channel of its parent, or close its own when the parent ends (context.AfterFunc).',
        'Below WithoutCancel add a deadline.',
      ],
      search: 'grep -n "WithoutCancel\\|Done() <-chan struct{}" on the way to {birth}',
      template: {
        before: 'func (c myCtx) Done() <-chan struct{} { return nil }\n',
        after: 'func (c myCtx) Done() <-chan struct{} { return c.parent.Done() }\n',
      },
    },
    source: 'the probe’s class ctx-missed; measured',
  },
];

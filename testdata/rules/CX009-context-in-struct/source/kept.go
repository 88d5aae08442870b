package kept

import "context"

func do(ctx context.Context, what string) error { return ctx.Err() }

// Client is used by many callers.
type Client struct {
	base string
	ctx  context.Context // want "Client keeps a context"
}

func New(ctx context.Context) *Client {
	c := new(Client)
	c.ctx = ctx
	return c
}

func (c *Client) Get(key string) error { return do(c.ctx, key) }

// Request is one call; its context is that of its caller.
type Request struct {
	ctx context.Context // ok: no method uses it for other work
	key string
}

func (r *Request) Context() context.Context { return r.ctx }

func NewRequest(ctx context.Context, key string) *Request { return &Request{ctx: ctx, key: key} }

// loop ends its context itself.
type loop struct {
	ctx  context.Context // ok: there is a cancel beside it
	stop context.CancelFunc
}

func newLoop(ctx context.Context) *loop {
	l := &loop{}
	l.ctx, l.stop = context.WithCancel(ctx)
	return l
}

func (l *loop) Run() error { return do(l.ctx, "run") }

// carrier is a context itself.
type carrier struct {
	context.Context // ok: it is one
	name            string
}

func (c carrier) Ask() error { return do(c.Context, c.name) }

// job lives in one call.
type job struct {
	ctx context.Context // ok: no type that others have
}

func run(ctx context.Context) error { return (&job{ctx: ctx}).step() }

func (j *job) step() error { return do(j.ctx, "step") }

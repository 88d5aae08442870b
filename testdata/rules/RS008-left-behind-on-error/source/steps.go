// Constructors that start something and then fail.
package steps

import (
	"context"
	"errors"
	"fmt"
	"time"
)

type loop struct {
	in   chan int
	quit chan struct{}
	sum  int
	ok   func(int) bool
}

func (l *loop) run() {
	for {
		select {
		case n := <-l.in:
			l.sum += n
		case <-l.quit:
			return
		}
	}
}

func (l *loop) stop() { close(l.quit) }

type config struct {
	pattern string
	size    int
}

var errSize = errors.New("steps: no size")

func parse(pattern string) (func(int) bool, error) {
	if pattern == "" {
		return nil, errors.New("steps: no pattern")
	}
	return func(n int) bool { return n%2 == 0 }, nil
}

// The goroutine runs already when the pattern turns out to be wrong (nats-server addStreamWithAssignmentAndMode).
func newLoop(c config) (*loop, error) {
	l := &loop{in: make(chan int), quit: make(chan struct{})}
	go l.run() // want "RS008"
	ok, err := parse(c.pattern)
	if err != nil {
		return nil, fmt.Errorf("new loop: %w", err)
	}
	l.ok = ok
	return l, nil
}

// Checked before it starts.
func newChecked(c config) (*loop, error) {
	l := &loop{in: make(chan int), quit: make(chan struct{})}
	ok, err := parse(c.pattern)
	if err != nil {
		return nil, err
	}
	l.ok = ok
	go l.run() // ok
	return l, nil
}

// Stopped on the way out.
func newStopped(c config) (*loop, error) {
	l := &loop{in: make(chan int), quit: make(chan struct{})}
	go l.run() // ok
	ok, err := parse(c.pattern)
	if err != nil {
		l.stop()
		return nil, err
	}
	l.ok = ok
	return l, nil
}

// Stopped by what is deferred.
func newDeferred(c config) (l *loop, err error) {
	l = &loop{in: make(chan int), quit: make(chan struct{})}
	defer func() {
		if err != nil {
			l.stop()
		}
	}()
	go l.run() // ok
	l.ok, err = parse(c.pattern)
	if err != nil {
		return nil, err
	}
	return l, nil
}

// It ends with the caller's context.
func newBounded(ctx context.Context, c config) (*loop, error) {
	l := &loop{in: make(chan int)}
	go func() { // ok
		for {
			select {
			case n := <-l.in:
				l.sum += n
			case <-ctx.Done():
				return
			}
		}
	}()
	if c.size == 0 {
		return nil, errSize
	}
	return l, nil
}

// It is returned beside the error.
func newBoth(c config) (*loop, error) {
	l := &loop{in: make(chan int), quit: make(chan struct{})}
	go l.run() // ok
	if c.size == 0 {
		return l, errSize
	}
	return l, nil
}

func open() (*loop, error) {
	l := &loop{in: make(chan int), quit: make(chan struct{})}
	go l.run() // ok
	return l, nil
}

type pair struct{ a, b *loop }

// The second one fails, and the first stays (prometheus tsdb.open).
func newPair() (*pair, error) {
	a, err := open() // want "RS008"
	if err != nil {
		return nil, err
	}
	b, err := open()
	if err != nil {
		return nil, err
	}
	return &pair{a: a, b: b}, nil
}

// Both are looked after.
func newCareful() (*pair, error) {
	a, err := open() // ok
	if err != nil {
		return nil, err
	}
	b, err := open()
	if err != nil {
		a.stop()
		return nil, err
	}
	return &pair{a: a, b: b}, nil
}

// The channel is closed in the end, whatever happens (moby puller.Snapshot).
func progress(pull func(chan<- int) error) error {
	steps := make(chan int)
	total := 0
	defer close(steps)
	go func() { // ok
		for n := range steps {
			total += n
		}
	}()
	if err := pull(steps); err != nil {
		return err
	}
	return nil
}

// Nobody closes it when the pull fails.
func progressLeft(pull func(chan<- int) error) error {
	steps := make(chan int)
	total := 0
	go func() { // want "RS008"
		for n := range steps {
			total += n
		}
	}()
	if err := pull(nil); err != nil {
		return err
	}
	close(steps)
	return nil
}

// It ends by the clock (badger runTest).
func until(end time.Time, check func() error) error {
	go func() { // ok
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		for range ticker.C {
			if time.Now().After(end) {
				return
			}
		}
	}()
	if err := check(); err != nil {
		return err
	}
	return nil
}

type undo struct{ steps []func() }

func (u *undo) add(step func()) { u.steps = append(u.steps, step) }

func (u *undo) run() {
	for _, step := range u.steps {
		step()
	}
}

// The list of what to undo has it (tailscale NewUserspaceEngine).
func undone(check func() error) (_ *loop, err error) {
	var u undo
	defer func() {
		if err != nil {
			u.run()
		}
	}()
	l := &loop{in: make(chan int), quit: make(chan struct{})}
	u.add(func() { l.stop() })
	go l.run() // ok
	if err := check(); err != nil {
		return nil, err
	}
	return l, nil
}

// The means to stop it has a name of its own.
func newQuit(c config) (*loop, error) {
	quit := make(chan struct{})
	l := &loop{in: make(chan int), quit: quit}
	go l.run() // ok
	if c.size == 0 {
		close(quit)
		return nil, errSize
	}
	return l, nil
}

// The caller has the means to stop it.
func newGiven(c config, quit chan struct{}) (*loop, error) {
	l := new(loop)
	l.quit = quit
	go l.run() // ok
	if c.size == 0 {
		return nil, errSize
	}
	return l, nil
}

// Its owner was told before.
func newListed(c config, all map[string]*loop) (*loop, error) {
	l := &loop{in: make(chan int), quit: make(chan struct{})}
	all[c.pattern] = l
	go l.run() // ok
	if c.size == 0 {
		return nil, errSize
	}
	return l, nil
}

type bounded struct {
	ctx context.Context
	in  chan int
}

func (b *bounded) run() {
	for {
		select {
		case <-b.in:
		case <-b.ctx.Done():
			return
		}
	}
}

// The cancel function of what it waits for is called.
func newCancelled(c config) (*bounded, error) {
	ctx, cancel := context.WithCancel(context.Background())
	b := &bounded{ctx: ctx, in: make(chan int)}
	go b.run() // ok
	if c.size == 0 {
		cancel()
		return nil, errSize
	}
	time.AfterFunc(time.Hour, cancel)
	return b, nil
}

// What the caller has is not what the goroutine waits for.
func newFed(c config, limits chan int) (*fed, error) {
	f := &fed{loop: &loop{}, quit: make(chan struct{})}
	f.limits = limits
	go f.run() // want "RS008"
	if c.size == 0 {
		return nil, errSize
	}
	return f, nil
}

type fed struct {
	loop   *loop
	quit   chan struct{}
	limits chan int
}

func (f *fed) run() {
	for range f.quit {
		f.loop.sum++
	}
}

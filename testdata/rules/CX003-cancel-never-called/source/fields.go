// Cancel functions in fields.
package fields

import "context"

type session struct {
	life   context.Context
	cancel context.CancelFunc
	stop   context.CancelFunc
	Halt   context.CancelFunc
	end    func()
}

// Nobody reads the field.
func (s *session) open() context.Context {
	ctx, cancel := context.WithCancel(s.life) // want "CX003"
	s.cancel = cancel
	return ctx
}

// Close calls it.
func (s *session) start() (ctx context.Context) {
	ctx, s.stop = context.WithCancel(s.life) // ok
	return ctx
}

func (s *session) Close() {
	s.stop()
}

// Read through another variable.
func (s *session) begin() context.Context {
	ctx, cancel := context.WithCancel(s.life) // ok
	s.end = cancel
	return ctx
}

func finish(all []*session) {
	for _, s := range all {
		if f := s.end; f != nil {
			f()
		}
	}
}

// Others may call it: a note.
func (s *session) halting() context.Context {
	ctx, cancel := context.WithCancel(s.life) // want "CX003"
	s.Halt = cancel
	return ctx
}

// Only the compiler is silenced.
func (s *session) silenced() context.Context {
	ctx, cancel := context.WithCancel(s.life) // want "CX003"
	_ = cancel
	return ctx
}

// Values that one loads for all who ask, and whose waiters are told on the way out that went well only.
package main

import (
	"errors"
	"sync"
)

type rate struct {
	ready chan struct{}
	value float64
	err   error
}

type rates struct {
	mu    sync.Mutex
	known map[string]*rate
	fetch func(string) (float64, error)
}

func (r *rates) Get(currency string) (float64, error) {
	r.mu.Lock()
	if known, ok := r.known[currency]; ok {
		r.mu.Unlock()
		<-known.ready // want "GL006"
		return known.value, known.err
	}
	one := &rate{ready: make(chan struct{})}
	r.known[currency] = one
	r.mu.Unlock()
	value, err := r.fetch(currency)
	if err != nil {
		r.mu.Lock()
		delete(r.known, currency)
		r.mu.Unlock()
		return 0, err
	}
	one.value = value
	close(one.ready)
	return value, nil
}

type quote struct {
	done  chan struct{}
	value float64
	err   error
}

type quotes struct {
	mu    sync.Mutex
	known map[string]*quote
	fetch func(string) (float64, error)
}

// Closed on both ways.
func (q *quotes) Get(name string) (float64, error) {
	q.mu.Lock()
	if known, ok := q.known[name]; ok {
		q.mu.Unlock()
		<-known.done // ok: closed whatever comes
		return known.value, known.err
	}
	one := &quote{done: make(chan struct{})}
	if name == "" {
		q.mu.Unlock()
		return 0, errors.New("no name")
	}
	q.known[name] = one
	q.mu.Unlock()
	if one.value, one.err = q.fetch(name); one.err != nil {
		close(one.done)
		return 0, one.err
	}
	close(one.done)
	return one.value, nil
}

type page struct {
	loaded chan struct{}
	text   string
}

type pages struct {
	mu    sync.Mutex
	known map[string]*page
	load  func(string) (string, error)
}

func (p *pages) finish(one *page, text string) {
	one.text = text
	close(one.loaded)
}

// A helper closes it on one way, the function on the other.
func (p *pages) Get(name string) string {
	p.mu.Lock()
	if known, ok := p.known[name]; ok {
		p.mu.Unlock()
		<-known.loaded // ok: closed by the helper
		return known.text
	}
	loaded := make(chan struct{})
	one := &page{loaded: loaded}
	p.known[name] = one
	p.mu.Unlock()
	text, err := p.load(name)
	if err != nil {
		p.finish(one, "")
		return ""
	}
	one.text = text
	close(loaded)
	return text
}

type sheet struct {
	drawn chan struct{}
	lines []string
}

type sheets struct {
	mu   sync.Mutex
	last *sheet
	draw func() ([]string, error)
}

// The channel has a name of its own, and a field of the receiver lets others know.
func (s *sheets) Draw() error {
	drawn := make(chan struct{})
	one := &sheet{drawn: drawn}
	s.mu.Lock()
	s.last = one
	s.mu.Unlock()
	lines, err := s.draw()
	if err != nil {
		return err
	}
	one.lines = lines
	close(drawn)
	return nil
}

func (s *sheets) Lines() []string {
	s.mu.Lock()
	last := s.last
	s.mu.Unlock()
	<-last.drawn // want "GL006"
	return last.lines
}

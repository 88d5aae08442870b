// Places of a semaphore that an early return keeps.
package main

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/semaphore"
)

var errEmpty = errors.New("empty")

type kiln struct {
	places chan struct{}
	bake   func(string) (string, error)
}

func newKiln(n int) *kiln {
	return &kiln{places: make(chan struct{}, n)}
}

func (k *kiln) Bake(ctx context.Context, name string) (string, error) {
	select {
	case k.places <- struct{}{}: // want "GL012"
	case <-ctx.Done():
		return "", ctx.Err()
	}
	cup, err := k.bake(name)
	if err != nil {
		return "", fmt.Errorf("bake %s: %w", name, err)
	}
	<-k.places
	return cup, nil
}

type oven struct {
	places chan struct{}
	bake   func(string) (string, error)
}

func newOven(n int) *oven {
	return &oven{places: make(chan struct{}, n)}
}

func (o *oven) Bake(name string) (string, error) {
	o.places <- struct{}{} // ok: given back on both ways
	cup, err := o.bake(name)
	if err != nil {
		<-o.places
		return "", err
	}
	<-o.places
	return cup, nil
}

type grill struct {
	places chan struct{}
	cook   func(string) error
}

func newGrill(n int) *grill {
	return &grill{places: make(chan struct{}, n)}
}

// The goroutine gives it back; nothing was started on the first way.
func (g *grill) Cook(name string) error {
	g.places <- struct{}{} // ok: handed to the goroutine
	if name == "" {
		<-g.places
		return errEmpty
	}
	go func() {
		defer func() { <-g.places }()
		_ = g.cook(name)
	}()
	return nil
}

// An unbuffered channel hands something over.
type door struct {
	bell chan struct{}
}

func newDoor() *door { return &door{bell: make(chan struct{})} }

func (d *door) Ring(wait bool) {
	d.bell <- struct{}{} // ok: no room, no place
	if !wait {
		return
	}
	<-d.bell
}

type press struct {
	sem   *semaphore.Weighted
	print func(string) error
}

func (p *press) Print(ctx context.Context, text string) error {
	if err := p.sem.Acquire(ctx, 1); err != nil { // want "GL012"
		return err
	}
	if text == "" {
		return errEmpty
	}
	err := p.print(text)
	p.sem.Release(1)
	return err
}

type mill struct {
	sem   *semaphore.Weighted
	grind func(string) error
}

func (m *mill) Grind(ctx context.Context, text string) error {
	if err := m.sem.Acquire(ctx, 1); err != nil { // ok: deferred
		return err
	}
	defer m.sem.Release(1)
	if text == "" {
		return errEmpty
	}
	return m.grind(text)
}

func (m *mill) TryGrind(text string) error {
	if !m.sem.TryAcquire(1) {
		return errEmpty
	}
	err := m.grind(text)
	m.sem.Release(1)
	return err
}

type saw struct {
	sem *semaphore.Weighted
	cut func(string) error
}

func (s *saw) Cut(ctx context.Context, text string) error {
	ok := s.sem.TryAcquire(1) // ok: nothing is held where there was no place
	if !ok {
		return errEmpty
	}
	err := s.cut(text)
	s.sem.Release(1)
	return err
}

// A signal to itself (prometheus' discovery manager).
type sender struct {
	again chan struct{}
	send  func() error
}

func newSender() *sender { return &sender{again: make(chan struct{}, 1)} }

func (s *sender) Loop(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.again:
			if s.send() != nil {
				select {
				case s.again <- struct{}{}: // ok: no place, a signal
				default:
				}
			}
		}
	}
}

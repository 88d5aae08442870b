package cursors

import (
	"cmp"
	"iter"
)

type cursor[T any] struct {
	next func() (T, bool)
	stop func()
	head T
}

type Merger[T cmp.Ordered] struct{ cs []*cursor[T] }

func NewMerger[T cmp.Ordered](seqs ...iter.Seq[T]) *Merger[T] {
	m := &Merger[T]{}
	for _, s := range seqs {
		next, stop := iter.Pull(s)
		head, ok := next()
		if !ok {
			stop()
			continue
		}
		m.cs = append(m.cs, &cursor[T]{next, stop, head})
	}
	return m
}

func (m *Merger[T]) Next() (v T, ok bool) {
	best := -1
	for i, c := range m.cs {
		if best < 0 || c.head < m.cs[best].head {
			best = i
		}
	}
	if best < 0 {
		return v, false
	}
	c := m.cs[best]
	v = c.head
	if c.head, ok = c.next(); !ok {
		m.cs = append(m.cs[:best], m.cs[best+1:]...)
	}
	return v, true
}

func (m *Merger[T]) Close() {
	for _, c := range m.cs {
		c.stop()
	}
	m.cs = nil
}

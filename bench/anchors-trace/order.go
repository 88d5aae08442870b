package main

import (
	"bytes"
	"encoding/binary"
	"hash/fnv"
	"io"
	"slices"

	"golang.org/x/exp/trace"
)

// life is how long one goroutine was in each state so far, and in which it is since when.
type life struct {
	state trace.GoState
	since trace.Time
	ns    [6]int64
}

// lives are the goroutines of a trace; one that existed before counts from the first event on.
type lives struct {
	of  map[trace.GoID]*life
	ids []trace.GoID // in the order in which they were met
}

func (l *lives) move(t, first trace.Time, id trace.GoID, from, to trace.GoState) {
	g := l.of[id]
	if g == nil {
		g = &life{state: to, since: t}
		if from == trace.GoUndetermined {
			g.since = first
		}
		l.of[id] = g
		l.ids = append(l.ids, id)
		return
	}
	if from == to {
		return
	}
	g.ns[g.state] += int64(t - g.since)
	g.state, g.since = to, t
}

// hash closes every interval at the end: id and ns running, runnable, waiting and in system calls, in the order of ids.
func (l *lives) hash(end trace.Time) uint32 {
	h := fnv.New32a()
	var buf [8]byte
	put := func(v int64) { binary.LittleEndian.PutUint64(buf[:], uint64(v)); h.Write(buf[:]) }
	slices.Sort(l.ids)
	for _, id := range l.ids {
		g := l.of[id]
		g.ns[g.state] += int64(end - g.since)
		put(int64(id))
		for _, state := range []trace.GoState{trace.GoRunning, trace.GoRunnable, trace.GoWaiting, trace.GoSyscall} {
			put(g.ns[state])
		}
	}
	return h.Sum32()
}

// result is what is printed of one trace.
type result struct {
	events     int
	hash       uint32
	goroutines int
	// Of the time of every goroutine in every state.
	times uint32
	err   error
}

// order hashes every event: time, kind, goroutine, processor, thread, what it is about, states, depth and top frame.
// test/support/trace-order.ts computes the same numbers.
func order(data []byte) (out result) {
	h := fnv.New32a()
	r, err := trace.NewReader(bytes.NewReader(data))
	if err != nil {
		return result{err: err}
	}
	n := 0
	all := lives{of: map[trace.GoID]*life{}}
	var last trace.Time
	defer func() {
		out = result{n, h.Sum32(), len(all.ids), all.hash(last), out.err}
	}()
	var first trace.Time
	var buf [8]byte
	put := func(v int64) { binary.LittleEndian.PutUint32(buf[:4], uint32(v)); h.Write(buf[:4]) }
	for {
		ev, err := r.ReadEvent()
		if err == io.EOF {
			return
		}
		if err != nil {
			out.err = err
			return
		}
		last = ev.Time()
		if n == 0 {
			first = ev.Time()
		}
		n++
		t := int64(ev.Time() - first)
		var g, p, m, about, from, to int64 = int64(ev.Goroutine()), int64(ev.Proc()), int64(ev.Thread()), -1, 0, 0
		if ev.Kind() == trace.EventStackSample {
			g, p, m = -1, -1, -1
		}
		if ev.Kind() == trace.EventStateTransition {
			st := ev.StateTransition()
			if st.Resource.Kind == trace.ResourceGoroutine {
				about = int64(st.Resource.Goroutine())
				f, tt := st.Goroutine()
				from, to = int64(f), int64(tt)
				all.move(last, first, st.Resource.Goroutine(), f, tt)
			} else {
				about = int64(st.Resource.Proc())
				f, tt := st.Proc()
				from, to = int64(f), int64(tt)
			}
		}
		nf := int64(0)
		top := ""
		for f := range ev.Stack().Frames() {
			if nf == 0 {
				top = f.Func
			}
			nf++
		}
		put(t)
		put(t >> 32)
		put(int64(ev.Kind()))
		put(g)
		put(p)
		put(m)
		put(about)
		put(from)
		put(to)
		put(nf)
		h.Write([]byte(top))
	}
}

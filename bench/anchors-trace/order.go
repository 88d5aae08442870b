package main

import (
	"bytes"
	"encoding/binary"
	"hash/fnv"
	"io"

	"golang.org/x/exp/trace"
)

// order hashes every event: time, kind, goroutine, processor, thread, what it is about, states, depth and top frame.
// test/support/trace-order.ts computes the same number.
func order(data []byte) (int, uint32, error) {
	h := fnv.New32a()
	r, err := trace.NewReader(bytes.NewReader(data))
	if err != nil {
		return 0, 0, err
	}
	n := 0
	var first trace.Time
	var buf [8]byte
	put := func(v int64) { binary.LittleEndian.PutUint32(buf[:4], uint32(v)); h.Write(buf[:4]) }
	for {
		ev, err := r.ReadEvent()
		if err == io.EOF {
			return n, h.Sum32(), nil
		}
		if err != nil {
			return n, h.Sum32(), err
		}
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

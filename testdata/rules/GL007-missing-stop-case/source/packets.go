// The loop waits for its first value alone, then for all the others; Close ends both.
package packets

import "time"

type packet struct{ n int }

type interceptor struct {
	in    chan packet
	close chan struct{}
	note  func(packet)
	send  func()
}

func bind(note func(packet), send func()) *interceptor {
	i := &interceptor{in: make(chan packet), close: make(chan struct{}), note: note, send: send}
	go i.loop()
	return i
}

func (i *interceptor) Close() { close(i.close) }

func (i *interceptor) loop() {
	select {
	case <-i.close:
		return
	case p := <-i.in:
		i.note(p)
	}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-i.close:
			return
		case p := <-i.in:
			i.note(p)
		case <-tick.C:
			i.send()
		}
	}
}

func (i *interceptor) Read(n int) {
	i.in <- packet{n} // want "GL007"
}

func (i *interceptor) ReadOrEnd(n int) bool {
	select {
	case i.in <- packet{n}: // ok
		return true
	case <-i.close:
		return false
	}
}

// One send of a function has the stop case, its twin has not.
package uneven

type answer struct {
	id       int
	canceled bool
}

type stream struct {
	out    chan answer
	closed chan struct{}
	write  func(answer) error
}

func open(write func(answer) error) *stream {
	s := &stream{out: make(chan answer, 16), closed: make(chan struct{}), write: write}
	go s.sendLoop()
	return s
}

func (s *stream) sendLoop() {
	for {
		select {
		case a := <-s.out:
			if s.write(a) != nil {
				return
			}
		case <-s.closed:
			return
		}
	}
}

func (s *stream) Close() { close(s.closed) }

func (s *stream) recvLoop(next func() (int, bool)) {
	for {
		id, cancels := next()
		if cancels {
			s.out <- answer{id: id, canceled: true} // want "GL007"
			continue
		}
		select {
		case s.out <- answer{id: id}: // ok
		case <-s.closed:
			return
		}
	}
}

func (s *stream) recvLoopFixed(next func() (int, bool)) {
	for {
		id, cancels := next()
		select {
		case s.out <- answer{id: id, canceled: cancels}: // ok
		case <-s.closed:
			return
		}
	}
}

// There is room for all that is sent.
func ask(stop <-chan struct{}, try func() (int, error)) (int, error) {
	got := make(chan int, 1)
	fail := make(chan error, 2)
	go func() {
		n, err := try()
		if err != nil {
			fail <- err // ok
			return
		}
		select {
		case got <- n:
		case <-stop:
			return
		}
	}()
	select {
	case n := <-got:
		return n, nil
	case err := <-fail:
		return 0, err
	}
}

// The reader stays until the channel is closed.
func all(stop <-chan struct{}, each func(func(int) bool), use func(int)) {
	values := make(chan int)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for v := range values {
			use(v)
		}
	}()
	values <- 0 // ok
	each(func(v int) bool {
		select {
		case values <- v:
			return true
		case <-stop:
			return false
		}
	})
	close(values)
	<-ended
}

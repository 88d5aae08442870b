package counts

import "sync"

func ask(s string) string { return s }

// Two values for one receive, on every path.
func twice() string {
	out := make(chan string)
	go func() {
		out <- ask("a") // want "out is sent more than twice receives on any path"
		out <- ask("b")
	}()
	return <-out
}

func room(urls []string) string {
	out := make(chan string, len(urls))
	for _, u := range urls {
		go func() { out <- ask(u) }() // ok: room for all
	}
	return <-out
}

func one(urls []string) string {
	out := make(chan string, 1)
	for _, u := range urls {
		go func() { out <- ask(u) }() // want "out is sent|each turn of a loop starts a goroutine that sends on out"
	}
	return <-out
}

func three() string {
	out := make(chan string, 2)
	for _, u := range []string{"a", "b", "c"} {
		go func() { out <- ask(u) }() // ok: two have room, one is received
	}
	return <-out
}

func four() string {
	out := make(chan string, 2)
	for _, u := range []string{"a", "b", "c", "d"} {
		go func() { out <- ask(u) }() // want "each turn of a loop"
	}
	return <-out
}

// Only who finds it sends.
func found(urls []string) string {
	out := make(chan string)
	for _, u := range urls {
		go func() {
			if u == "this" {
				out <- u // ok: how many send is not known
			}
		}()
	}
	return <-out
}

func tries(urls []string) string {
	out := make(chan string)
	for _, u := range urls {
		go func() {
			select {
			case out <- ask(u): // ok: has another way
			default:
			}
		}()
	}
	return <-out
}

func all(urls []string) (got []string) {
	out := make(chan string)
	for _, u := range urls {
		go func() { out <- ask(u) }() // ok: one receive for each
	}
	for range urls {
		got = append(got, <-out)
	}
	return got
}

func rest(urls []string) string {
	out := make(chan string)
	var wg sync.WaitGroup
	for _, u := range urls {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out <- ask(u) // ok: drained below
		}()
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	first := <-out
	for range out {
	}
	return first
}

func inTurn(urls []string) (last string) {
	for _, u := range urls {
		out := make(chan string)
		go func() { out <- ask(u) }() // ok: a channel for each
		last = <-out
	}
	return last
}

// As many turns as the loop's head says (temporal sdk, aws-sdk-go: their tests).
func bothTurns() {
	out := make(chan string)
	for i := 0; i < 2; i++ {
		go func() { out <- ask("a") }() // ok
	}
	<-out
	<-out
}

func oneTurnTooMany() {
	out := make(chan string)
	for i := 0; i <= 2; i++ {
		go func() { out <- ask("a") }() // want "the loop has 3 turns|each turn of a loop"
	}
	<-out
	<-out
}

// Room that was made for several: for as many as there are (istio validator: the addresses of two families).
func ready(listeners []string) string {
	out := make(chan string, 2)
	for _, l := range listeners {
		go func() { out <- ask(l) }() // ok
	}
	return <-out
}

// The function that is handed the channel starts the goroutine that takes from it (x/tools playground/socket).
func gathered(in <-chan string) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for {
			s, ok := <-in
			if !ok {
				return
			}
			out <- s
		}
	}()
	return out
}

func collected() (all []string) {
	in := make(chan string)
	go func() {
		in <- ask("a") // ok: gathered takes it
		in <- ask("b")
		close(in)
	}()
	for s := range gathered(in) {
		all = append(all, s)
	}
	return all
}

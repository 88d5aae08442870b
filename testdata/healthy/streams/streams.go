// Package streams produces for consumers that may stop early.
package streams

import (
	"context"
	"iter"
	"slices"
	"sync"
)

// Numbers ends with the context.
func Numbers(ctx context.Context, n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			select {
			case out <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// Find leaves the loop early, and the context ends with it.
func Find(ctx context.Context, want func(int) bool) (int, bool) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for n := range Numbers(ctx, 1000) {
		if want(n) {
			return n, true
		}
	}
	return 0, false
}

// Merge closes when all inputs are closed.
func Merge[T any](done <-chan struct{}, inputs ...<-chan T) <-chan T {
	out := make(chan T)
	var wg sync.WaitGroup
	for _, in := range inputs {
		wg.Add(1)
		go func(in <-chan T) {
			defer wg.Done()
			for v := range in {
				select {
				case out <- v:
				case <-done:
					return
				}
			}
		}(in)
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

// Squares is drained by its caller whatever happens.
func Squares(in []int) <-chan int {
	out := make(chan int, len(in))
	for _, n := range in {
		out <- n * n
	}
	close(out)
	return out
}

func SumUntil(in []int, limit int) (sum int) {
	for n := range Squares(in) {
		if sum += n; sum > limit {
			return sum
		}
	}
	return sum
}

func walk(names []string) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for _, name := range names {
			out <- name
		}
	}()
	return out
}

// Longest reads to the end.
func Longest(names []string) (longest string) {
	for name := range walk(names) {
		if len(name) > len(longest) {
			longest = name
		}
	}
	return longest
}

// FirstLong drains what it leaves.
func FirstLong(names []string) (found string) {
	ch := walk(names)
	defer func() {
		for range ch {
		}
	}()
	for name := range ch {
		if len(name) > 10 {
			return name
		}
	}
	return ""
}

// Pairs pulls from two sequences and stops both.
func Pairs[A, B any](a iter.Seq[A], b iter.Seq[B]) iter.Seq2[A, B] {
	return func(yield func(A, B) bool) {
		nextA, stopA := iter.Pull(a)
		defer stopA()
		nextB, stopB := iter.Pull(b)
		defer stopB()
		for {
			x, okA := nextA()
			y, okB := nextB()
			if !okA || !okB || !yield(x, y) {
				return
			}
		}
	}
}

func Sorted(m map[string]int) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		keys := make([]string, 0, len(m))
		for k := range m {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}

// Subscription is closed by the side that sends.
type Subscription struct {
	C    <-chan string
	stop context.CancelFunc
}

func Subscribe(ctx context.Context, poll func(context.Context) (string, error)) *Subscription {
	ctx, stop := context.WithCancel(ctx)
	c := make(chan string)
	go func() {
		defer close(c)
		for ctx.Err() == nil {
			text, err := poll(ctx)
			if err != nil {
				return
			}
			select {
			case c <- text:
			case <-ctx.Done():
			}
		}
	}()
	return &Subscription{C: c, stop: stop}
}

func (s *Subscription) Close() {
	s.stop()
	for range s.C {
	}
}

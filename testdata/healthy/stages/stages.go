package stages

import (
	"context"
	"sync"
)

func Map[A, B any](ctx context.Context, in <-chan A, n int, fn func(A) (B, error)) (<-chan B, <-chan error) {
	out := make(chan B)
	errc := make(chan error, 1)
	var wg sync.WaitGroup
	for range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				var a A
				var ok bool
				select {
				case a, ok = <-in:
					if !ok {
						return
					}
				case <-ctx.Done():
					return
				}
				b, err := fn(a)
				if err != nil {
					select {
					case errc <- err:
					default:
					}
					return
				}
				select {
				case out <- b:
				case <-ctx.Done():
					return
				}
			}
		}()
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out, errc
}

func Sum(ctx context.Context, in <-chan int) (int, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out, errc := Map(ctx, in, 4, func(i int) (int, error) { return i * i, nil })
	total := 0
	for {
		select {
		case v, ok := <-out:
			if !ok {
				return total, nil
			}
			total += v
		case err := <-errc:
			return 0, err
		}
	}
}

// Package groups waits for everything that it starts.
package groups

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"
)

type Fetcher interface {
	Fetch(ctx context.Context, id string) ([]byte, error)
}

// All stops at the first error.
func All(ctx context.Context, f Fetcher, ids []string) (map[string][]byte, error) {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(8)
	var mu sync.Mutex
	found := make(map[string][]byte, len(ids))
	for _, id := range ids {
		g.Go(func() error {
			data, err := f.Fetch(ctx, id)
			if err != nil {
				return fmt.Errorf("fetch %s: %w", id, err)
			}
			mu.Lock()
			defer mu.Unlock()
			found[id] = data
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return found, nil
}

// Pipeline has its producer and its consumers in one group.
func Pipeline(ctx context.Context, lines []string, handle func(context.Context, string) error) error {
	g, ctx := errgroup.WithContext(ctx)
	work := make(chan string)
	g.Go(func() error {
		defer close(work)
		for _, line := range lines {
			select {
			case work <- line:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for range 4 {
		g.Go(func() error {
			for line := range work {
				if err := handle(ctx, line); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

// Both has room for both results.
func Both(ctx context.Context, left, right func(context.Context) error) error {
	errc := make(chan error, 2)
	go func() { errc <- left(ctx) }()
	go func() { errc <- right(ctx) }()
	for range 2 {
		if err := <-errc; err != nil {
			return err
		}
	}
	return nil
}

// Gather collects as many answers as there are questions.
func Gather(questions []func() (int, error)) (sum int, err error) {
	type answer struct {
		n   int
		err error
	}
	answers := make(chan answer)
	for _, q := range questions {
		go func() {
			n, err := q()
			answers <- answer{n, err}
		}()
	}
	for range questions {
		a := <-answers
		sum += a.n
		err = errors.Join(err, a.err)
	}
	return sum, err
}

// First leaves the slower ones room.
func First[T any](ctx context.Context, tries ...func(context.Context) (T, error)) (best T, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type result struct {
		value T
		err   error
	}
	results := make(chan result, len(tries))
	for _, try := range tries {
		go func() {
			v, err := try(ctx)
			results <- result{v, err}
		}()
	}
	for range tries {
		select {
		case r := <-results:
			if r.err == nil {
				return r.value, nil
			}
			err = r.err
		case <-ctx.Done():
			return best, ctx.Err()
		}
	}
	return best, err
}

// Joined closes what it joined.
func Joined(n int, run func(int) error) []error {
	var wg sync.WaitGroup
	failed := make(chan error)
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := run(i); err != nil {
				failed <- err
			}
		}()
	}
	go func() {
		wg.Wait()
		close(failed)
	}()
	var errs []error
	for err := range failed {
		errs = append(errs, err)
	}
	return errs
}

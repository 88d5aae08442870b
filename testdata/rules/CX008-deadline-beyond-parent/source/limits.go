package limits

import (
	"context"
	"time"
)

const short = 2 * time.Second

func callee(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second) // want "asks for 10 s under a parent that ends after 2 s"
	defer cancel()
	<-ctx.Done()
	return ctx.Err()
}

// Only caller that is seen sets two seconds.
func caller(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, short)
	defer cancel()
	return callee(ctx)
}

func shared(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second) // ok: another caller sets no limit
	defer cancel()
	<-ctx.Done()
	return ctx.Err()
}

func first(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, short)
	defer cancel()
	return shared(ctx)
}

func second(ctx context.Context) error { return shared(ctx) }

func value(ctx context.Context, key any) error {
	limited, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
	defer cancel()
	tagged := context.WithValue(limited, key, 1)
	longer, stop := context.WithTimeout(tagged, time.Hour) // want "asks for 1 h under a parent that ends after 500 ms"
	defer stop()
	<-longer.Done()
	return nil
}

func detached(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	longer, stop := context.WithTimeout(context.WithoutCancel(limited), time.Hour) // ok: detached on purpose
	defer stop()
	<-longer.Done()
	return nil
}

func unknown(ctx context.Context, d time.Duration) error {
	limited, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	longer, stop := context.WithTimeout(limited, d) // ok: not known
	defer stop()
	<-longer.Done()
	return nil
}

func again(ctx context.Context) {
	limited, cancel := context.WithTimeout(ctx, time.Second)
	if ctx.Err() == nil {
		limited, cancel = context.WithTimeout(ctx, time.Minute)
	}
	defer cancel()
	longer, stop := context.WithTimeout(limited, time.Minute) // ok: which of the two is not known
	defer stop()
	<-longer.Done()
}

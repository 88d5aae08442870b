// Goroutines with pprof labels end by a panic; Go 1.27 prints the labels behind the state.
package main

import (
	"context"
	"runtime/pprof"
	"time"
)

func serve(ctx context.Context, tenant string) {
	pprof.Do(ctx, pprof.Labels("tenant", tenant, "handler", "get user"), func(ctx context.Context) {
		<-ctx.Done()
	})
}

func main() {
	for _, tenant := range []string{"acme", "umbrella corp", "zürich"} {
		go serve(context.Background(), tenant)
	}
	time.Sleep(50 * time.Millisecond)
	panic("out of tenants")
}

// Checkout flushes its spans after every order, but waits only briefly.
package main

import (
	"context"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"example.com/platform/drive"
)

// collector is slower than the time that checkout gives it.
type collector struct{}

func (collector) ExportSpans(context.Context, []sdktrace.ReadOnlySpan) error {
	time.Sleep(90 * time.Millisecond)
	return nil
}

func (collector) Shutdown(context.Context) error { return nil }

func main() {
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(collector{}))
	defer func() { _ = provider.Shutdown(context.Background()) }()
	tracer := provider.Tracer("checkout")
	drive.Every(400*time.Millisecond, 0, func(ctx context.Context, n int64) error {
		_, span := tracer.Start(ctx, "order")
		span.End()
		ctx, cancel := context.WithTimeout(ctx, 30*time.Millisecond)
		defer cancel()
		return provider.ForceFlush(ctx)
	})
}

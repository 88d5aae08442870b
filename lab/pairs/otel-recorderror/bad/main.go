// Payments record what went wrong on the span of the payment; some errors look at the span to describe themselves.
package main

import (
	"context"
	"fmt"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"example.com/platform/drive"
)

// refused is an error that says whether more about it can be found in the trace.
type refused struct{ span trace.Span }

func (r refused) Error() string {
	return fmt.Sprintf("payment refused (traced: %t)", r.span.IsRecording())
}

func charge(ctx context.Context, tracer trace.Tracer) {
	_, span := tracer.Start(ctx, "charge")
	defer span.End()
	span.RecordError(refused{span})
}

func main() {
	provider := sdktrace.NewTracerProvider()
	tracer := provider.Tracer("payments")
	drive.Every(400*time.Millisecond, 0, func(ctx context.Context, n int64) error {
		go charge(ctx, tracer)
		return nil
	})
}

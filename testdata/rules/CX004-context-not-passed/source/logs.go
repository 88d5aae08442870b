// What only says what happened does not wait, whatever its package is called.
package logs

import (
	"context"
	"net/http"
)

type report struct{ lines []string }

func (r *report) LogInfo(ctx context.Context, text string) error {
	r.lines = append(r.lines, text)
	return ctx.Err()
}

func (r *report) Fetch(ctx context.Context, name string) error {
	<-ctx.Done()
	return ctx.Err()
}

// xray-core says everything by errors.LogInfo(context.Background(), …).
func (r *report) ServeHTTP(_ http.ResponseWriter, req *http.Request) {
	_ = r.LogInfo(context.Background(), req.Host)                 // ok
	again := req.Clone(context.Background())                      // ok: a request is a value
	_ = r.Fetch(context.Background(), again.URL.Query().Encode()) // want "CX004"
}

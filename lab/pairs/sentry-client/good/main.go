// Tenants report their errors each to a project of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/getsentry/sentry-go"

	"example.com/platform/drive"
)

// report sends one error with a client of the tenant and lets go of it.
func report(endpoint string, tenant int64) error {
	client, err := sentry.NewClient(sentry.ClientOptions{Dsn: fmt.Sprintf("http://key@%s/%d", endpoint, tenant)})
	if err != nil {
		return err
	}
	// Versions that can end the client's worker have a Close.
	if c, ok := any(client).(interface{ Close() }); ok {
		defer c.Close()
	}
	client.CaptureException(errors.New("payment refused"), nil, sentry.NewScope())
	client.Flush(time.Second)
	return nil
}

func main() {
	const endpoint = "127.0.0.1:9701"
	intake := &http.Server{Addr: endpoint, ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		fmt.Fprint(w, `{"id":"1"}`)
	})}
	go func() { _ = intake.ListenAndServe() }()
	drive.Every(400*time.Millisecond, 0, func(ctx context.Context, n int64) error {
		return report(endpoint, n)
	})
}

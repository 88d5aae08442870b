// Search asks three replicas and takes the first answer.
package main

import (
	"context"
	"net/http"
	"runtime/pprof"

	"example.com/platform/metrics"
	"example.com/platform/service"
	"example.com/shop/search/internal/replica"
)

func main() {
	s := service.New("search")
	metrics.Register(s)
	set := replica.NewSet("a", "b", "c")
	s.Mux.HandleFunc("/search", func(w http.ResponseWriter, r *http.Request) {
		pprof.Do(r.Context(), pprof.Labels("handler", "search"), func(ctx context.Context) {
			service.JSON(w, set.All(ctx, r.URL.Query().Get("q")))
		})
	})
	s.Mux.HandleFunc("/suggest", func(w http.ResponseWriter, r *http.Request) {
		pprof.Do(r.Context(), pprof.Labels("handler", "suggest"), func(ctx context.Context) {
			service.JSON(w, set.First(ctx, r.URL.Query().Get("q")))
		})
	})
	s.Run()
}

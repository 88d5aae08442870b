// Catalog serves articles from PostgreSQL through a Redis cache.
package main

import (
	"log"
	"net/http"

	"example.com/platform/metrics"
	"example.com/platform/service"
	"example.com/shop/catalog/internal/articles"
)

func main() {
	s := service.New("catalog")
	metrics.Register(s)
	st, err := articles.Open(s.Context(), service.Env("POSTGRES", ""), service.Env("REDIS", "127.0.0.1:6379"), service.Env("PREFIX", "pwlab:catalog:"))
	if err != nil {
		log.Fatal(err)
	}
	s.Go(st.Invalidate)
	s.Mux.HandleFunc("/article", func(w http.ResponseWriter, r *http.Request) {
		a, err := st.Get(r.Context(), r.URL.Query().Get("id"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		service.JSON(w, map[string]string{"title": a})
	})
	s.Mux.HandleFunc("/related", func(w http.ResponseWriter, r *http.Request) {
		service.JSON(w, st.Related(r.Context(), r.URL.Query().Get("id")))
	})
	s.Run()
}

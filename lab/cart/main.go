// Cart keeps shopping carts in Redis.
package main

import (
	"net/http"

	"example.com/platform/metrics"
	"example.com/platform/service"
	"example.com/shop/cart/internal/store"
)

func main() {
	s := service.New("cart")
	metrics.Register(s)
	st := store.New(service.Env("REDIS", "127.0.0.1:6379"), service.Env("PREFIX", "pwlab:cart:"))
	s.Mux.HandleFunc("/cart", func(w http.ResponseWriter, r *http.Request) {
		n, err := st.Count(r.Context(), r.URL.Query().Get("user"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		service.JSON(w, map[string]int64{"items": n})
	})
	s.Mux.HandleFunc("/merge", func(w http.ResponseWriter, r *http.Request) {
		if err := st.Merge(r.Context(), r.URL.Query().Get("user")); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	s.Run()
}

// Alerts passes database notifications on to customers.
package main

import (
	"log"
	"net/http"

	"example.com/platform/service"
	"example.com/shop/alerts/internal/feed"
)

func main() {
	s := service.New("alerts")
	f, err := feed.Open(s.Context(), service.Env("POSTGRES", ""))
	if err != nil {
		log.Fatal(err)
	}
	s.Mux.HandleFunc("/rules", func(w http.ResponseWriter, r *http.Request) {
		n, err := f.Rules(r.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		service.JSON(w, map[string]int{"rules": n})
	})
	s.Mux.HandleFunc("/subscribe", func(w http.ResponseWriter, r *http.Request) {
		if err := f.Subscribe(r.URL.Query().Get("topic")); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusAccepted)
	})
	s.Run()
}

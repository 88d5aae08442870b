// Ledger books transfers.
package main

import (
	"net/http"
	"strconv"

	"example.com/platform/metrics"
	"example.com/platform/service"
	"example.com/shop/ledger/internal/book"
)

func main() {
	s := service.New("ledger")
	metrics.Register(s)
	b := book.New()
	s.Mux.HandleFunc("/rates", func(w http.ResponseWriter, r *http.Request) { service.JSON(w, b.Rates()) })
	s.Mux.HandleFunc("/transfer", func(w http.ResponseWriter, r *http.Request) {
		cents, _ := strconv.ParseInt(r.URL.Query().Get("cents"), 10, 64)
		if err := b.Post(r.URL.Query().Get("account"), cents); err != nil {
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
			return
		}
		w.WriteHeader(http.StatusCreated)
	})
	s.Run()
}

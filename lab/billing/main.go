// Billing computes invoices.
package main

import (
	"log"
	"net/http"

	"example.com/platform/metrics"
	"example.com/platform/service"
	"example.com/shop/billing/internal/invoices"
)

func main() {
	s := service.New("billing")
	metrics.Register(s)
	db, err := invoices.Open(service.Env("MYSQL", ""))
	if err != nil {
		log.Fatal(err)
	}
	s.Mux.HandleFunc("/invoice", func(w http.ResponseWriter, r *http.Request) {
		n, err := db.Compute(r.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		service.JSON(w, map[string]int{"cents": n})
	})
	s.Run()
}

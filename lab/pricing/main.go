// Pricing adds taxes.
package main

import (
	"net/http"

	"example.com/platform/metrics"
	"example.com/platform/service"
	"example.com/shop/pricing/internal/tax"
)

func main() {
	s := service.New("pricing")
	metrics.Register(s)
	t := tax.NewTable(service.Env("GRPC", "127.0.0.1:9100"))
	s.Mux.HandleFunc("/price", func(w http.ResponseWriter, r *http.Request) {
		service.JSON(w, map[string]int{"cents": t.Local(1000)})
	})
	s.Mux.HandleFunc("/vat", func(w http.ResponseWriter, r *http.Request) {
		st, err := t.Remote(r.Context(), r.URL.Query().Get("country"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		service.JSON(w, map[string]string{"vat": st})
	})
	s.Run()
}

// Storefront serves product pages and asks the quote service for prices.
package main

import (
	"net/http"

	"example.com/platform/metrics"
	"example.com/platform/service"
	"example.com/shop/storefront/internal/quote"
)

func main() {
	s := service.New("storefront")
	metrics.Register(s)
	quotes := quote.New(service.Env("UPSTREAM", "http://127.0.0.1:9000"))
	s.Mux.HandleFunc("/product", func(w http.ResponseWriter, r *http.Request) {
		q, err := quotes.Fetch(s.Context(), r.URL.Query().Get("sku"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		service.JSON(w, q)
	})
	s.Run()
}

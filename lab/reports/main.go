// Reports answers questions about sales.
package main

import (
	"log"
	"net/http"

	"example.com/platform/service"
	"example.com/shop/reports/internal/sales"
)

func main() {
	s := service.New("reports")
	db, err := sales.Open(s.Context(), service.Env("MYSQL", ""))
	if err != nil {
		log.Fatal(err)
	}
	s.Mux.HandleFunc("/total", func(w http.ResponseWriter, r *http.Request) {
		n, err := db.Total(r.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		service.JSON(w, map[string]int64{"total": n})
	})
	s.Mux.HandleFunc("/latest", func(w http.ResponseWriter, r *http.Request) {
		n, err := db.Latest(s.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		service.JSON(w, map[string]int64{"latest": n})
	})
	s.Run()
}

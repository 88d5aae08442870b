// Tenants serves customers' profiles.
package main

import (
	"net/http"

	"example.com/platform/service"
	"example.com/shop/tenants/internal/profile"
)

func main() {
	s := service.New("tenants")
	dir := profile.NewDirectory()
	s.Mux.HandleFunc("/profile", func(w http.ResponseWriter, r *http.Request) {
		service.JSON(w, dir.Lookup(r.URL.Query().Get("id")))
	})
	s.Mux.HandleFunc("/import", func(w http.ResponseWriter, r *http.Request) {
		service.JSON(w, map[string]int{"rows": dir.Import(r.URL.Query().Get("batch"))})
	})
	s.Run()
}

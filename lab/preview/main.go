// Preview shows mail templates and reloads them when they change.
package main

import (
	"log"
	"net/http"
	"os"

	"example.com/platform/metrics"
	"example.com/platform/service"
	"example.com/shop/preview/internal/templates"
)

func main() {
	s := service.New("preview")
	metrics.Register(s)
	dir, err := os.MkdirTemp("", "preview")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	lib, err := templates.Open(s.Context(), dir)
	if err != nil {
		log.Fatal(err)
	}
	s.Mux.HandleFunc("/render", func(w http.ResponseWriter, r *http.Request) {
		service.JSON(w, lib.Render(r.URL.Query().Get("name")))
	})
	s.Mux.HandleFunc("/edit", func(w http.ResponseWriter, r *http.Request) {
		if err := lib.Edit(r.URL.Query().Get("name")); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	s.Run()
}

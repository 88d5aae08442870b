// Uploads takes files and reports how far each has come.
package main

import (
	"io"
	"net/http"
	"time"

	"example.com/platform/service"
	"example.com/shop/uploads/internal/progress"
)

func main() {
	s := service.New("uploads")
	tracker := progress.NewTracker(2 * time.Second)
	s.Mux.HandleFunc("/list", func(w http.ResponseWriter, r *http.Request) { service.JSON(w, tracker.Totals()) })
	s.Mux.HandleFunc("/upload", func(w http.ResponseWriter, r *http.Request) {
		up := tracker.Begin(r.URL.Query().Get("id"))
		n, err := io.Copy(io.Discard, r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		up.Add(n)
		w.WriteHeader(http.StatusCreated)
	})
	s.Run()
}

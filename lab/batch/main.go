// Batch runs jobs that reload their settings on SIGHUP.
package main

import (
	"net/http"

	"example.com/platform/service"
	"example.com/shop/batch/internal/job"
)

func main() {
	s := service.New("batch")
	run := job.NewRunner()
	s.Mux.HandleFunc("/jobs", func(w http.ResponseWriter, r *http.Request) { service.JSON(w, run.Stats()) })
	s.Mux.HandleFunc("/run", func(w http.ResponseWriter, r *http.Request) {
		service.JSON(w, map[string]int{"steps": run.Run(r.Context(), r.URL.Query().Get("job"))})
	})
	s.Run()
}

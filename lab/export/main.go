// Export writes orders as files.
package main

import (
	"net/http"
	"strconv"

	"example.com/platform/service"
	"example.com/shop/export/internal/pipeline"
)

func main() {
	s := service.New("export")
	s.Mux.HandleFunc("/export", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Query().Get("rows"))
		done, err := pipeline.Run(r.Context(), n)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
			return
		}
		service.JSON(w, map[string]int{"written": done})
	})
	s.Run()
}

// Archive packs orders into objects.
package main

import (
	"net/http"
	"strconv"

	"example.com/platform/metrics"
	"example.com/platform/service"
	"example.com/shop/archive/internal/objects"
)

func main() {
	s := service.New("archive")
	metrics.Register(s)
	st := objects.NewStore(64 << 10)
	s.Mux.HandleFunc("/archive", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Query().Get("orders"))
		size, err := st.Archive(n)
		if err != nil {
			http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
			return
		}
		service.JSON(w, map[string]int64{"bytes": size})
	})
	s.Run()
}

// Delivery offers delivery slots, from a planner that is sometimes slow.
package main

import (
	"net/http"
	"time"

	"example.com/platform/metrics"
	"example.com/platform/service"
	"example.com/shop/delivery/internal/slots"
)

func main() {
	s := service.New("delivery")
	metrics.Register(s)
	p := slots.NewPlanner(60 * time.Millisecond)
	s.Mux.HandleFunc("/slots", func(w http.ResponseWriter, r *http.Request) {
		n, err := p.Offer(r.Context(), r.URL.Query().Get("zip"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusGatewayTimeout)
			return
		}
		service.JSON(w, map[string]int{"slots": n})
	})
	s.Run()
}

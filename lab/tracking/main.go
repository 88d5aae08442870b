// Tracking follows parcels at the carrier.
package main

import (
	"log"
	"net/http"

	"example.com/platform/service"
	"example.com/shop/tracking/internal/carrier"
)

func main() {
	s := service.New("tracking")
	c, err := carrier.Dial(s.Context(), service.Env("GRPC", "127.0.0.1:9100"))
	if err != nil {
		log.Fatal(err)
	}
	s.Mux.HandleFunc("/carrier", func(w http.ResponseWriter, r *http.Request) {
		st, err := c.Status(r.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		service.JSON(w, map[string]string{"carrier": st})
	})
	s.Mux.HandleFunc("/parcel", func(w http.ResponseWriter, r *http.Request) {
		st, err := c.Position(r.URL.Query().Get("id"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		service.JSON(w, map[string]string{"position": st})
	})
	s.Run()
}

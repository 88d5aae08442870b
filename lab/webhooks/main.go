// Webhooks delivers events to customers' end points.
package main

import (
	"net/http"

	"example.com/platform/service"
	"example.com/shop/webhooks/internal/deliver"
)

func main() {
	s := service.New("webhooks")
	sender := deliver.NewSender(service.Env("UPSTREAM", "http://127.0.0.1:9000"))
	s.Mux.HandleFunc("/status", func(w http.ResponseWriter, r *http.Request) {
		service.JSON(w, sender.Stats())
	})
	s.Mux.HandleFunc("/deliver", func(w http.ResponseWriter, r *http.Request) {
		if err := sender.Send(r.Context(), r.URL.Query().Get("event")); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		w.WriteHeader(http.StatusAccepted)
	})
	s.Run()
}

// Notify tells customers about their orders over NATS.
package main

import (
	"log"
	"net/http"

	"github.com/nats-io/nats.go"

	"example.com/platform/service"
	"example.com/shop/notify/internal/inbox"
)

func main() {
	s := service.New("notify")
	nc, err := nats.Connect(service.Env("NATS", "nats://127.0.0.1:4222"), nats.Name("notify"))
	if err != nil {
		log.Fatal(err)
	}
	defer nc.Close()
	box, err := inbox.New(nc, service.Env("PREFIX", "pwlab.notify"))
	if err != nil {
		log.Fatal(err)
	}
	s.Mux.HandleFunc("/ping", func(w http.ResponseWriter, r *http.Request) {
		if err := box.Ping(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	s.Mux.HandleFunc("/wait", func(w http.ResponseWriter, r *http.Request) {
		service.JSON(w, map[string]bool{"shipped": box.AwaitShipped(r.Context(), r.URL.Query().Get("order"))})
	})
	s.Run()
}

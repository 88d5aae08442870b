// Chat keeps a WebSocket per customer.
package main

import (
	"net/http"

	"example.com/platform/service"
	"example.com/shop/chat/internal/room"
)

func main() {
	s := service.New("chat")
	rm := room.New()
	s.Go(rm.Run)
	s.Mux.HandleFunc("/ws", rm.Join)
	s.Mux.HandleFunc("/who", func(w http.ResponseWriter, r *http.Request) { service.JSON(w, rm.Count()) })
	s.Run()
}

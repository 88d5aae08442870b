// Ticker opens a WebSocket, reads one price and closes it.
package main

import (
	"context"
	"log"
	"net"
	"net/http"
	"time"

	"nhooyr.io/websocket"

	"example.com/platform/drive"
)

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go func() { _ = http.Serve(l, http.HandlerFunc(servePrice)) }()
	drive.Every(400*time.Millisecond, 0, func(ctx context.Context, n int64) error {
		conn, _, err := websocket.Dial(ctx, "ws://"+l.Addr().String(), nil)
		if err != nil {
			return err
		}
		if _, _, err := conn.Read(ctx); err != nil {
			return err
		}
		return conn.Close(websocket.StatusNormalClosure, "")
	})
}

func servePrice(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close(websocket.StatusInternalError, "")
	if err := conn.Write(r.Context(), websocket.MessageText, []byte("1200")); err != nil {
		return
	}
	_, _, _ = conn.Read(r.Context())
}

// Meters connects to a broker that takes the connection and does not answer.
package main

import (
	"context"
	"io"
	"log"
	"net"
	"time"

	"github.com/eclipse/paho.golang/paho"

	"example.com/platform/drive"
)

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go silentBroker(l)
	drive.Every(400*time.Millisecond, 0, func(ctx context.Context, n int64) error {
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			return err
		}
		defer conn.Close()
		client := paho.NewClient(paho.ClientConfig{Conn: conn})
		ctx, cancel := context.WithTimeout(ctx, 80*time.Millisecond)
		defer cancel()
		_, err = client.Connect(ctx, &paho.Connect{ClientID: "meter", KeepAlive: 30, CleanStart: true})
		return err
	})
}

func silentBroker(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			_, _ = io.Copy(io.Discard, conn)
			_ = conn.Close()
		}()
	}
}

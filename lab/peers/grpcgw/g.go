// Package grpcgw: an edge that holds one upstream gRPC stream for each WebSocket user.
package grpcgw

import (
	"context"
	"log"
	"net/http"
	"os"
	"time"

	"example.com/shop/peers/grpcbidi"
	"example.com/shop/peers/kit"
	"github.com/gorilla/websocket"
	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

var up = websocket.Upgrader{}

func Serve(k *kit.Kit) {
	cc, err := grpc.NewClient(os.Getenv("UP"), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	k.Mux.HandleFunc("/ws", func(w http.ResponseWriter, r *http.Request) {
		c, err := up.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer c.Close()
		g, ctx := errgroup.WithContext(k.Ctx)
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		st, err := grpcbidi.Stream(ctx, cc, "Chat")
		if err != nil {
			return
		}
		g.Go(func() error { // down
			for {
				m := new(wrapperspb.StringValue)
				if err := st.RecvMsg(m); err != nil {
					c.Close()
					return err
				}
				if err := c.WriteMessage(websocket.TextMessage, []byte(m.Value)); err != nil {
					return err
				}
			}
		})
		g.Go(func() error { // up
			for {
				_, b, err := c.ReadMessage()
				if err != nil {
					cancel()
					return err
				}
				if err := st.SendMsg(wrapperspb.String(string(b))); err != nil {
					return err
				}
			}
		})
		g.Wait()
	})
	k.HTTP()
}

func Load(k *kit.Kit) {
	go grpcbidi.NewServer(os.Getenv("UP"))
	time.Sleep(500 * time.Millisecond)
	k.Clients(func(ctx context.Context, n int) {
		c, _, err := websocket.DefaultDialer.DialContext(ctx, "ws://"+k.Listen+"/ws", nil)
		if err != nil {
			return
		}
		go func() {
			for {
				if _, _, err := c.ReadMessage(); err != nil {
					return
				}
			}
		}()
		defer c.Close()
		for ctx.Err() == nil {
			if n%3 == 0 {
				c.WriteMessage(websocket.TextMessage, []byte("hello"))
			}
			select {
			case <-ctx.Done():
			case <-time.After(9 * time.Second):
			}
		}
	})
}

package coderhub

import (
	"context"
	"net/http"
	"sync"
	"time"

	"example.com/shop/peers/kit"
	"github.com/coder/websocket"
)

type server struct {
	mu   sync.Mutex
	subs map[chan []byte]struct{}
}

// subscribe is the chat example of coder/websocket: CloseRead gives a context.
func (s *server) subscribe(w http.ResponseWriter, r *http.Request) {
	c, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer c.CloseNow()
	ctx := c.CloseRead(context.Background())
	msgs := make(chan []byte, 16)
	s.mu.Lock()
	s.subs[msgs] = struct{}{}
	s.mu.Unlock()
	defer func() { s.mu.Lock(); delete(s.subs, msgs); s.mu.Unlock() }()
	for {
		select {
		case m := <-msgs:
			if c.Write(ctx, websocket.MessageText, m) != nil {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

func Serve(k *kit.Kit) {
	s := &server{subs: map[chan []byte]struct{}{}}
	k.Mux.HandleFunc("/subscribe", s.subscribe)
	k.Mux.HandleFunc("/publish", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		for m := range s.subs {
			select {
			case m <- []byte("x"):
			default:
			}
		}
	})
	k.HTTP()
}

func Load(k *kit.Kit) {
	go k.Requests(40*time.Second, "/publish")
	k.Clients(func(ctx context.Context, n int) {
		c, _, err := websocket.Dial(ctx, "ws://"+k.Listen+"/subscribe", nil)
		if err != nil {
			return
		}
		defer c.CloseNow()
		for {
			if _, _, err := c.Read(ctx); err != nil {
				return
			}
		}
	})
}

package leaky

import (
	"context"
	"net/http"
	"sync"
	"time"

	"example.com/acme/internal/rt"
	"github.com/gorilla/websocket"
	"github.com/nats-io/nats.go"
	"github.com/twmb/franz-go/pkg/kgo"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
)

// EventPublisher makes a Kafka client for each publish.
func EventPublisher(ctx context.Context, env rt.Env) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		cl, err := kgo.NewClient(kgo.SeedBrokers(env.Upstream), kgo.DefaultProduceTopic("acme-events"))
		if err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		cl.Produce(r.Context(), &kgo.Record{Value: []byte("x")}, func(*kgo.Record, error) {})
	})
	return rt.Serve(ctx, env.Addr, mux)
}

type ticker struct{ nc *nats.Conn }

func (t *ticker) quotes(symbol string) (<-chan string, error) {
	in := make(chan *nats.Msg, 16)
	if _, err := t.nc.ChanSubscribe("acme.quotes."+symbol, in); err != nil {
		return nil, err
	}
	out := make(chan string, 1)
	go func() {
		defer close(out)
		for m := range in {
			out <- string(m.Data)
		}
	}()
	return out, nil
}

// QuoteDesk subscribes for each request and never unsubscribes.
func QuoteDesk(ctx context.Context, env rt.Env) error {
	nc, err := nats.Connect(env.Nats)
	if err != nil {
		return err
	}
	t := &ticker{nc}
	mux := http.NewServeMux()
	mux.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		out, err := t.quotes(r.URL.Query().Get("id"))
		if err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		select {
		case q := <-out:
			w.Write([]byte(q))
		case <-time.After(100 * time.Millisecond):
		}
	})
	return rt.Serve(ctx, env.Addr, mux)
}

type member struct {
	conn *websocket.Conn
	send chan []byte
}

type room struct {
	mu      sync.Mutex
	members map[*member]struct{}
}

func (m *member) writePump() {
	for msg := range m.send {
		if err := m.conn.WriteMessage(websocket.TextMessage, msg); err != nil {
			return
		}
	}
}

func (rm *room) readPump(m *member) {
	defer m.conn.Close()
	for {
		if _, _, err := m.conn.ReadMessage(); err != nil {
			rm.mu.Lock()
			delete(rm.members, m)
			rm.mu.Unlock()
			return // m.send stays open: writePump waits for ever
		}
	}
}

// SupportChat keeps the writer of every guest who has left.
func SupportChat(ctx context.Context, env rt.Env) error {
	rm := &room{members: map[*member]struct{}{}}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	mux := http.NewServeMux()
	mux.HandleFunc("/ws", func(w http.ResponseWriter, r *http.Request) {
		c, err := up.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		m := &member{conn: c, send: make(chan []byte, 8)}
		rm.mu.Lock()
		rm.members[m] = struct{}{}
		rm.mu.Unlock()
		go m.writePump()
		go rm.readPump(m)
	})
	return rt.Serve(ctx, env.Addr, mux)
}

// FeatureFlags opens an etcd client and a watch for each tenant page.
func FeatureFlags(ctx context.Context, env rt.Env) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		cl, err := clientv3.New(clientv3.Config{Endpoints: []string{env.Upstream}, Logger: zap.NewNop()})
		if err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		c, cancel := context.WithTimeout(r.Context(), 50*time.Millisecond)
		defer cancel()
		cl.Get(c, "/flags/"+r.URL.Query().Get("id"))
	})
	return rt.Serve(ctx, env.Addr, mux)
}

// Package room passes messages between members.
package room

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	pongWait   = 60 * time.Second
	pingPeriod = 25 * time.Second
)

// Room is one chat.
type Room struct {
	up      websocket.Upgrader
	mu      sync.Mutex
	members map[*member]struct{}
}

type member struct {
	room *Room
	conn *websocket.Conn
	send chan []byte
}

// New is an empty room.
func New() *Room { return &Room{members: map[*member]struct{}{}} }

// Join upgrades; the handler returns and the two pumps stay.
func (r *Room) Join(w http.ResponseWriter, req *http.Request) {
	conn, err := r.up.Upgrade(w, req, nil)
	if err != nil {
		return
	}
	m := &member{room: r, conn: conn, send: make(chan []byte, 8)}
	r.mu.Lock()
	r.members[m] = struct{}{}
	r.mu.Unlock()
	go m.writePump()
	go m.readPump()
}

func (r *Room) leave(m *member) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.members[m]; ok {
		delete(r.members, m)
		close(m.send)
	}
}

func (m *member) readPump() {
	defer func() {
		m.room.leave(m)
		m.conn.Close()
	}()
	_ = m.conn.SetReadDeadline(time.Now().Add(pongWait))
	m.conn.SetPongHandler(func(string) error { return m.conn.SetReadDeadline(time.Now().Add(pongWait)) })
	for {
		_, msg, err := m.conn.ReadMessage()
		if err != nil {
			return
		}
		m.room.broadcast(msg)
	}
}

func (m *member) writePump() {
	tick := time.NewTicker(pingPeriod)
	defer func() {
		tick.Stop()
		m.conn.Close()
	}()
	for {
		select {
		case msg, ok := <-m.send:
			_ = m.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
			if !ok {
				_ = m.conn.WriteMessage(websocket.CloseMessage, nil)
				return
			}
			if err := m.conn.WriteMessage(websocket.TextMessage, msg); err != nil {
				return
			}
		case <-tick.C:
			_ = m.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
			if err := m.conn.WriteMessage(websocket.PingMessage, nil); err != nil {
				return
			}
		}
	}
}

func (r *Room) broadcast(msg []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for m := range r.members {
		select {
		case m.send <- msg:
		default:
		}
	}
}

// Run says something now and then.
func (r *Room) Run(ctx context.Context) {
	tick := time.NewTicker(10 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			r.broadcast([]byte("still here"))
		}
	}
}

// Count is the members.
func (r *Room) Count() map[string]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return map[string]int{"members": len(r.members)}
}

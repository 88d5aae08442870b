package leaky

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"sync"
	"time"

	"example.org/depot/kit"
	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/gorilla/websocket"
	"go.uber.org/zap"
)

// Export writes reports through a pipe; who reads it stops at the first bad row.
func Export() {
	kit.Admin()
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.Use(gin.Recovery())
	r.GET("/export/:month", exportMonth)
	r.GET("/ping", func(c *gin.Context) { c.String(200, "pong") })
	log.Fatal(r.Run(kit.App))
}

func exportMonth(c *gin.Context) {
	pr, pw := io.Pipe()
	go writeRows(pw, c.Param("month"))
	n, err := check(pr)
	if err != nil {
		c.String(422, err.Error())
		return
	}
	c.String(200, fmt.Sprint(n))
}

func writeRows(w *io.PipeWriter, month string) {
	z := gzip.NewWriter(w)
	rows := csv.NewWriter(z)
	for i := 0; i < 3000; i++ {
		amount := fmt.Sprint(i * 7919)
		if month == "02" && i == 29 {
			amount = ""
		}
		rows.Write([]string{month, amount, time.Now().String()})
		if i%20 == 0 {
			rows.Flush()
			z.Flush()
		}
	}
	rows.Flush()
	z.Close()
	w.Close()
}

func check(r io.Reader) (int, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return 0, err
	}
	rows, n := csv.NewReader(bufio.NewReader(z)), 0
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil || row[1] == "" {
			return n, fmt.Errorf("row %d has no amount", n)
		}
		n++
	}
}

// Chat keeps a heartbeat per session that nobody ends.
func Chat() {
	kit.Admin()
	logger, _ := zap.NewProduction(zap.IncreaseLevel(zap.ErrorLevel))
	rooms := &rooms{logger: logger, members: map[*session]bool{}}
	r := chi.NewRouter()
	r.Use(middleware.RequestID, middleware.Recoverer)
	r.Get("/ws", rooms.join)
	r.Get("/rooms", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, len(rooms.members)) })
	log.Fatal(http.ListenAndServe(kit.App, r))
}

type rooms struct {
	logger  *zap.Logger
	mu      sync.Mutex
	members map[*session]bool
	up      websocket.Upgrader
}

type session struct {
	conn *websocket.Conn
	out  chan []byte
	gone bool
	mu   sync.Mutex
}

func (rs *rooms) join(w http.ResponseWriter, r *http.Request) {
	c, err := rs.up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	s := &session{conn: c, out: make(chan []byte, 16)}
	rs.mu.Lock()
	rs.members[s] = true
	rs.mu.Unlock()
	go s.write()
	go s.heartbeat(3 * time.Second)
	for {
		_, b, err := c.ReadMessage()
		if err != nil {
			break
		}
		rs.mu.Lock()
		for m := range rs.members {
			select {
			case m.out <- b:
			default:
			}
		}
		rs.mu.Unlock()
	}
	rs.mu.Lock()
	delete(rs.members, s)
	rs.mu.Unlock()
	s.mu.Lock()
	s.gone = true
	s.mu.Unlock()
	close(s.out)
	c.Close()
}

func (s *session) write() {
	for b := range s.out {
		if s.conn.WriteMessage(websocket.TextMessage, b) != nil {
			return
		}
	}
}

func (s *session) heartbeat(d time.Duration) {
	t := time.NewTicker(d)
	defer t.Stop()
	for range t.C {
		s.mu.Lock()
		if !s.gone {
			s.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second))
		}
		s.mu.Unlock()
	}
}

// Quotes asks an upstream; answers other than 200 are not closed.
func Quotes() {
	kit.Admin()
	client := &http.Client{Timeout: 30 * time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 20, IdleConnTimeout: 90 * time.Second}}
	http.HandleFunc("/quote", func(w http.ResponseWriter, r *http.Request) {
		q, err := fetchQuote(client, r.URL.Query().Get("sym"))
		if err != nil {
			http.Error(w, err.Error(), 502)
			return
		}
		w.Write(q)
	})
	log.Fatal(http.ListenAndServe(kit.App, nil))
}

func fetchQuote(client *http.Client, sym string) ([]byte, error) {
	resp, err := client.Get(kit.Upstream + "/quote?sym=" + sym)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("upstream says %s", resp.Status)
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// Catalog reads under a read lock that an unknown item leaves locked; the next refresh waits for ever, and everybody
// behind it.
func Catalog() {
	kit.Admin()
	c := &catalog{items: map[string]int{"a": 1, "b": 2}}
	go kit.Every(context.Background(), 45*time.Second, c.refresh)
	http.HandleFunc("/item", func(w http.ResponseWriter, r *http.Request) {
		v, err := c.price(r.URL.Query().Get("id"))
		if err != nil {
			http.Error(w, err.Error(), 404)
			return
		}
		fmt.Fprint(w, v)
	})
	http.HandleFunc("/ping", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "ok") })
	log.Fatal(http.ListenAndServe(kit.App, nil))
}

type catalog struct {
	mu    sync.RWMutex
	items map[string]int
}

func (c *catalog) price(id string) (int, error) {
	c.mu.RLock()
	v, ok := c.items[id]
	if !ok {
		return 0, fmt.Errorf("no item %q", id)
	}
	c.mu.RUnlock()
	return v, nil
}

func (c *catalog) refresh() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items["a"]++
}

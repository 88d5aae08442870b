package leaky

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"example.com/acme/internal/rt"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"
)

type store struct {
	base   string
	client *http.Client
}

// get is as an object store's GetObject: the caller closes the body.
func (s *store) get(ctx context.Context, key string) (io.ReadCloser, int, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", s.base+"/objects/"+key, nil)
	if err != nil {
		return nil, 0, err
	}
	res, err := s.client.Do(req)
	if err != nil {
		return nil, 0, err
	}
	return res.Body, res.StatusCode, nil
}

// Thumbnails forgets the body of objects that are not there.
func Thumbnails(ctx context.Context, env rt.Env) error {
	st := &store{"http://" + env.Upstream, &http.Client{}}
	n := 0
	mux := http.NewServeMux()
	mux.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		n++
		key := "a"
		if n%3 == 0 {
			key = "missing"
		}
		body, status, err := st.get(context.WithoutCancel(r.Context()), key)
		if err != nil {
			http.Error(w, err.Error(), 502)
			return
		}
		if status != 200 {
			http.NotFound(w, r)
			return
		}
		defer body.Close()
		io.Copy(w, body)
	})
	return rt.Serve(ctx, env.Addr, mux)
}

type row struct{ id int }

func importRows(ctx context.Context, rows int) error {
	g, _ := errgroup.WithContext(ctx)
	ch := make(chan row)
	g.Go(func() error {
		defer close(ch)
		for i := range rows {
			ch <- row{i}
		}
		return nil
	})
	g.Go(func() error {
		for r := range ch {
			if r.id == 3 {
				return errors.New("bad row")
			}
		}
		return nil
	})
	return g.Wait()
}

// CsvImport hangs as soon as a row is bad.
func CsvImport(ctx context.Context, env rt.Env) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		done := make(chan error, 1)
		go func() { done <- importRows(context.Background(), 10) }()
		select {
		case err := <-done:
			http.Error(w, err.Error(), 400)
		case <-time.After(200 * time.Millisecond):
			w.WriteHeader(202)
		}
	})
	return rt.Serve(ctx, env.Addr, mux)
}

type geo struct {
	flight singleflight.Group
	base   string
}

func (g *geo) lookup(ctx context.Context, ip string) error {
	ch := g.flight.DoChan(ip, func() (any, error) {
		res, err := http.Get(g.base + "/hang?ip=" + ip)
		if err != nil {
			return nil, err
		}
		defer res.Body.Close()
		return io.ReadAll(res.Body)
	})
	select {
	case <-ch:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// GeoLookup leaves the shared call of each address behind when the upstream hangs.
func GeoLookup(ctx context.Context, env rt.Env) error {
	g := &geo{base: "http://" + env.Upstream}
	mux := http.NewServeMux()
	mux.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		c, cancel := context.WithTimeout(r.Context(), 150*time.Millisecond)
		defer cancel()
		if err := g.lookup(c, r.URL.Query().Get("id")); err != nil {
			http.Error(w, err.Error(), 504)
		}
	})
	return rt.Serve(ctx, env.Addr, mux)
}

type lease struct{ released chan struct{} }

// CartLocks runs a context.AfterFunc per request whose function sends to nobody.
func CartLocks(ctx context.Context, env rt.Env) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		c, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
		_ = cancel
		l := &lease{released: make(chan struct{})}
		context.AfterFunc(c, func() { l.released <- struct{}{} })
		select {
		case <-l.released:
		case <-time.After(50 * time.Millisecond):
		}
	})
	return rt.Serve(ctx, env.Addr, mux)
}

type session struct {
	id   string
	done chan struct{}
}

func (s *session) heartbeat(beat func(string)) {
	for {
		select {
		case <-time.After(3 * time.Second):
			beat(s.id)
		case <-s.done:
			return
		}
	}
}

// Presence starts a heartbeat per visit and forgets to end it.
func Presence(ctx context.Context, env rt.Env) error {
	var mu sync.Mutex
	seen := map[string]time.Time{}
	mux := http.NewServeMux()
	mux.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		s := &session{r.URL.Query().Get("id"), make(chan struct{})}
		go s.heartbeat(func(id string) { mu.Lock(); seen[id] = time.Now(); mu.Unlock() })
	})
	return rt.Serve(ctx, env.Addr, mux)
}

// Renderer loses a place of its semaphore on every failed job until all jobs wait.
func Renderer(ctx context.Context, env rt.Env) error {
	sem := semaphore.NewWeighted(8)
	n := 0
	render := func(job int) error {
		if err := sem.Acquire(context.Background(), 1); err != nil {
			return err
		}
		if job%4 == 0 {
			return errors.New("no fonts")
		}
		time.Sleep(40 * time.Millisecond)
		sem.Release(1)
		return nil
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		n++
		go render(n)
	})
	return rt.Serve(ctx, env.Addr, mux)
}

// Package kit holds what all programs share: addresses, admin listener, load shapes.
package kit

import (
	"context"
	"io"
	"log"
	"math"
	"math/rand/v2"
	"net/http"
	_ "net/http/pprof"
	"os"
	"os/signal"
	"syscall"
	"time"
)

type Kit struct {
	Listen string
	Mux    *http.ServeMux
	Ctx    context.Context
	Start  time.Time
	Shape  string
}

func New() (*Kit, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	return &Kit{Listen: os.Getenv("LISTEN"), Mux: http.NewServeMux(), Ctx: ctx, Start: time.Now(), Shape: os.Getenv("SHAPE")}, stop
}

// Admin serves pprof.
func Admin() {
	go func() { log.Fatal(http.ListenAndServe(os.Getenv("ADMIN"), nil)) }()
}

// HTTP serves the mux until the context ends.
func (k *Kit) HTTP() {
	srv := &http.Server{Addr: k.Listen, Handler: k.Mux}
	go func() {
		<-k.Ctx.Done()
		ctx, c := context.WithTimeout(context.Background(), 3*time.Second)
		defer c()
		srv.Shutdown(ctx)
	}()
	if err := srv.ListenAndServe(); err != http.ErrServerClosed {
		log.Fatal(err)
	}
}

// Target says how many clients should be there now.
func (k *Kit) Target() int {
	t := time.Since(k.Start).Seconds()
	switch k.Shape {
	case "ramp":
		return int(3 + t*0.22)
	case "plateau":
		return int(math.Min(3+t*0.4, 60))
	case "wave":
		return int(20 + 15*math.Sin(t/25))
	case "saw":
		return int(8 + math.Mod(t, 70)/2)
	}
	return 12
}

// Clients keeps Target() clients alive; each runs f until its context ends.
func (k *Kit) Clients(f func(ctx context.Context, n int)) {
	var live []context.CancelFunc
	n := 0
	for k.Ctx.Err() == nil {
		want := k.Target()
		for len(live) < want {
			ctx, c := context.WithCancel(k.Ctx)
			live = append(live, c)
			n++
			go f(ctx, n)
			time.Sleep(time.Duration(rand.IntN(200)) * time.Millisecond)
		}
		for len(live) > want {
			i := rand.IntN(len(live))
			live[i]()
			live = append(live[:i], live[i+1:]...)
		}
		k.Sleep(time.Second)
	}
}

// Sleep ends early with the context.
func (k *Kit) Sleep(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-k.Ctx.Done():
	}
}

// Get asks and throws the answer away.
func (k *Kit) Get(path string) {
	resp, err := http.Get("http://" + k.Listen + path)
	if err != nil {
		return
	}
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
}

// Requests asks paths at a steady pace from several workers.
func (k *Kit) Requests(every time.Duration, paths ...string) {
	for i := 0; k.Ctx.Err() == nil; i++ {
		go k.Get(paths[i%len(paths)])
		k.Sleep(every)
	}
}

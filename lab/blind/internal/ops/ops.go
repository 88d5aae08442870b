// Package ops is what every service here shares: the debug server, a time limit, and the load driver as a child.
package ops

import (
	"context"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	_ "net/http/pprof"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// Addr is where the service listens.
func Addr() string { return os.Getenv("APP") }

// Main serves, or drives load when the first argument is "drive".
func Main(serve func(), drive func(ctx context.Context)) {
	time.AfterFunc(10*time.Minute, func() { os.Exit(0) })
	if len(os.Args) > 1 && os.Args[1] == "drive" {
		drive(context.Background())
		return
	}
	go func() { log.Fatal(http.ListenAndServe(os.Getenv("PPROF"), nil)) }()
	if drive != nil {
		c := exec.Command(os.Args[0], "drive")
		c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		c.Stderr = os.Stderr
		if err := c.Start(); err != nil {
			log.Fatal(err)
		}
	}
	serve()
}

// Hit calls one URL after another, n a second, at random moments, each with a limit of its own.
func Hit(perSecond float64, limit time.Duration, url func(i int) string) {
	c := &http.Client{Timeout: limit}
	time.Sleep(700 * time.Millisecond)
	for i := 0; ; i++ {
		u := url(i)
		go func() {
			r, err := c.Get(u)
			if err == nil {
				io.Copy(io.Discard, r.Body)
				r.Body.Close()
			}
		}()
		time.Sleep(time.Duration(rand.ExpFloat64() / perSecond * float64(time.Second)))
	}
}

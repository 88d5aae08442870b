// Canceltree serves requests that fan out into goroutines, each waiting on a context of its own, and cancels the tree of
// a request from its root. With Go 1.25 and later it also holds a flight recorder.
package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	_ "net/http/pprof"
	"sync"
	"time"
)

const branches, leaves = 3, 4

func waitLeaf(ctx context.Context, done *sync.WaitGroup) {
	defer done.Done()
	<-ctx.Done()
}

// waitBranch cancels nothing before its leaves have ended: they are told by the recursion from the root.
func waitBranch(ctx context.Context, done *sync.WaitGroup) {
	defer done.Done()
	var mine sync.WaitGroup
	for i := 0; i < leaves; i++ {
		leaf, cancel := context.WithCancel(ctx)
		defer cancel()
		mine.Add(1)
		go waitLeaf(leaf, &mine)
	}
	select {
	case <-ctx.Done():
	case <-time.After(time.Minute):
	}
	mine.Wait()
}

// stopTree is the one who cancels.
func stopTree(cancel context.CancelFunc) {
	time.Sleep(30 * time.Millisecond)
	cancel()
}

// tree ends when everything that it started has ended.
func tree(w http.ResponseWriter, r *http.Request) {
	root, cancel := context.WithCancel(r.Context())
	var done sync.WaitGroup
	for i := 0; i < branches; i++ {
		branch, stop := context.WithCancel(root)
		defer stop()
		done.Add(1)
		go waitBranch(branch, &done)
	}
	go stopTree(cancel)
	done.Wait()
	fmt.Fprintln(w, "ended")
}

// slow waits until its client goes away.
func slow(_ http.ResponseWriter, r *http.Request) {
	<-r.Context().Done()
}

// deadline waits for a time limit.
func deadline(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 20*time.Millisecond)
	defer cancel()
	<-ctx.Done()
	fmt.Fprintln(w, ctx.Err())
}

// stubborn is told to stop and does not: it waits for something else from then on.
func stubborn(ctx context.Context) {
	<-ctx.Done()
	select {}
}

func ignore(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(context.Background())
	go stubborn(ctx)
	time.Sleep(10 * time.Millisecond)
	cancel()
	fmt.Fprintln(w, "told")
}

func main() {
	http.HandleFunc("/tree", tree)
	http.HandleFunc("/slow", slow)
	http.HandleFunc("/deadline", deadline)
	http.HandleFunc("/ignore", ignore)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr())
	log.Fatal(http.Serve(listener, nil))
}

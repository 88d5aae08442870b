// ledger: transfers between accounts, each account with its own mutex.
package main

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"

	"example.net/acme/internal/ops"
)

type account struct {
	mu      sync.Mutex
	balance int
	history []string
}

func (a *account) post(cents int, text string) {
	a.balance += cents
	a.history = append(a.history, text)
	if len(a.history) > 50 {
		a.history = a.history[1:]
	}
}

type ledger struct{ accounts []*account }

func (l *ledger) transfer(from, to, cents int) error {
	if from == to {
		return fmt.Errorf("same account")
	}
	a, b := l.accounts[from], l.accounts[to]
	a.mu.Lock()
	defer a.mu.Unlock()
	time.Sleep(3 * time.Millisecond) // the audit trail
	b.mu.Lock()
	defer b.mu.Unlock()
	a.post(-cents, "to "+strconv.Itoa(to))
	b.post(cents, "from "+strconv.Itoa(from))
	return nil
}

func (l *ledger) balance(i int) int {
	a := l.accounts[i]
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.balance
}

func serve() {
	l := &ledger{}
	for range 24 {
		l.accounts = append(l.accounts, &account{})
	}
	http.HandleFunc("/transfer", func(w http.ResponseWriter, r *http.Request) {
		from, _ := strconv.Atoi(r.FormValue("from"))
		to, _ := strconv.Atoi(r.FormValue("to"))
		if err := l.transfer(from, to, 1+rand.IntN(500)); err != nil {
			http.Error(w, err.Error(), 400)
		}
	})
	http.HandleFunc("/balance", func(w http.ResponseWriter, r *http.Request) {
		i, _ := strconv.Atoi(r.FormValue("i"))
		fmt.Fprintln(w, l.balance(i))
	})
	log.Fatal(http.ListenAndServe(ops.Addr(), nil))
}

func main() {
	ops.Main(serve, func(context.Context) {
		start := time.Now()
		ops.Hit(2, 30*time.Second, func(i int) string {
			if i%3 == 0 {
				return fmt.Sprintf("http://%s/balance?i=%d", ops.Addr(), rand.IntN(24))
			}
			if time.Since(start) > 20*time.Second && i%20 == 1 {
				// two customers pay each other at the same moment
				go http.Get(fmt.Sprintf("http://%s/transfer?from=3&to=7", ops.Addr()))
				return fmt.Sprintf("http://%s/transfer?from=7&to=3", ops.Addr())
			}
			return fmt.Sprintf("http://%s/transfer?from=%d&to=%d", ops.Addr(), rand.IntN(24), rand.IntN(24))
		})
	})
}

// Ledger guards its accounts by one mutex. Statement locks it and calls Balance, which locks it
// again: the request waits for itself, and all later ones wait behind it.
package main

import (
	"fmt"
	"net/http"
	"sync"

	"example.org/rules/company"
)

type ledger struct {
	mu       sync.Mutex
	accounts map[string]int
	printed  int
}

// Post books an amount.
func (l *ledger) Post(account string, cents int) {
	l.mu.Lock() // ok
	defer l.mu.Unlock()
	l.accounts[account] += cents
}

// Balance returns what is on an account.
func (l *ledger) Balance(account string) int {
	l.mu.Lock() // want "GL009"
	defer l.mu.Unlock()
	return l.accounts[account]
}

// Statement prints an account.
func (l *ledger) Statement(account string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.printed++
	return fmt.Sprintf("no. %d: %s has %d", l.printed, account, l.Balance(account))
}

func main() {
	l := &ledger{accounts: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/post", func(w http.ResponseWriter, r *http.Request) {
		l.Post(r.URL.Query().Get("account"), 100)
	})
	mux.HandleFunc("/statement", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, l.Statement(r.URL.Query().Get("account")))
	})
	c := company.Start(mux)
	c.Drive(func(i int) {
		if i == 6 {
			c.Ask("/statement?account=anna")
			return
		}
		c.Ask("/post?account=anna")
	})
}

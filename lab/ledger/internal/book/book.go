// Package book holds the balances.
package book

import (
	"errors"
	"sync"
)

// ErrOverdrawn refuses a transfer.
var ErrOverdrawn = errors.New("book: overdrawn")

// Book is all accounts.
type Book struct {
	mu       sync.Mutex
	accounts map[string]int64
	rates    sync.Map
}

// New is an empty book.
func New() *Book {
	b := &Book{accounts: map[string]int64{}}
	b.rates.Store("EUR", 100)
	return b
}

// Rates needs no lock.
func (b *Book) Rates() map[string]int {
	out := map[string]int{}
	b.rates.Range(func(k, v any) bool { out[k.(string)] = v.(int); return true })
	return out
}

// Post books one transfer.
func (b *Book) Post(account string, cents int64) error {
	b.mu.Lock()
	next := b.accounts[account] + cents
	if next < 0 {
		return ErrOverdrawn
	}
	b.accounts[account] = next
	b.mu.Unlock()
	return nil
}

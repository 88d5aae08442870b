package main

import (
	"errors"
	"sync"
)

type Account struct {
	mu      sync.Mutex
	balance int
}

func (a *Account) withdrawLocked(n int) error {
	if a.balance < n {
		return errors.New("no funds")
	}
	a.balance -= n
	return nil
}

func (a *Account) Withdraw(n int) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.withdrawLocked(n)
}

func Transfer(from, to *Account, n int) error {
	if err := from.Withdraw(n); err != nil {
		return err
	}
	to.mu.Lock()
	to.balance += n
	to.mu.Unlock()
	return nil
}

func (a *Account) Try(n int) bool {
	a.mu.Lock()
	if a.balance < n {
		a.mu.Unlock()
		return false
	}
	cb := func() { a.balance -= n }
	cb()
	a.mu.Unlock()
	return true
}

func main() { _ = Transfer(&Account{}, &Account{}, 1) }

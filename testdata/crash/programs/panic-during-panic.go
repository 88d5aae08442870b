// A deferred clean-up panics itself while a panic is on its way.
package main

import "errors"

type tx struct{ open bool }

func (t *tx) rollback() {
	if !t.open {
		panic(errors.New("rollback of a closed transaction"))
	}
}

func (t *tx) run() {
	defer t.rollback()
	t.open = false
	panic("constraint violated")
}

func main() {
	(&tx{open: true}).run()
}

//go:build go1.23

// Reports pulls rows out of an iterator one by one. A report with a limit returns in the middle and
// stops the iterator.
package main

import (
	"iter"
	"log"

	"example.org/rules/company"
)

type row struct {
	id, cents int
}

type table struct {
	rows int
}

// Rows yields all rows.
func (t *table) Rows() iter.Seq[row] {
	return func(yield func(row) bool) {
		for i := 0; i < t.rows; i++ {
			if !yield(row{id: i, cents: 10 * i}) {
				return
			}
		}
	}
}

// Head adds up the first limit rows.
func (t *table) Head(limit int) (sum int) {
	next, stop := iter.Pull(t.Rows()) // ok
	defer stop()
	for i := 0; i < limit; i++ {
		r, ok := next()
		if !ok {
			break
		}
		sum += r.cents
	}
	return sum
}

// Pairs adds up every second row.
func (t *table) Pairs() (sum int) {
	next, stop := iter.Pull(t.Rows()) // ok
	defer stop()
	for {
		r, ok := next()
		if !ok {
			return sum
		}
		sum += r.cents
		next()
	}
}

func main() {
	c := company.Start(nil)
	t := &table{rows: 50}
	c.Drive(func(i int) {
		head := t.Head(10)
		if i%10 == 9 {
			log.Println(head, t.Pairs())
		}
	})
}

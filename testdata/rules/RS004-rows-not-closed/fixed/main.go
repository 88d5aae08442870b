// Invoices looks for the first open invoice of a customer and returns as soon as it has one. The rows
// are closed on every path.
package main

import (
	"context"
	"database/sql"
	"errors"
	"log"

	_ "example.org/rules/RS004-rows-not-closed/fakedb"
	"example.org/rules/company"
)

var errNone = errors.New("invoices: none open")

type invoices struct {
	db *sql.DB
}

// FirstOpen returns the first invoice over a limit.
func (v *invoices) FirstOpen(ctx context.Context, customer string, limit int) (id int, err error) {
	rows, err := v.db.QueryContext(ctx, "SELECT id, cents FROM invoice WHERE customer = ?", customer) // ok
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var cents int
		if err := rows.Scan(&id, &cents); err != nil {
			return 0, err
		}
		if cents > limit {
			return id, nil
		}
	}
	return 0, errNone
}

// Sum adds up all invoices.
func (v *invoices) Sum(ctx context.Context) (sum int, err error) {
	rows, err := v.db.QueryContext(ctx, "SELECT id, cents FROM invoice") // ok
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, cents int
		if err := rows.Scan(&id, &cents); err != nil {
			return 0, err
		}
		sum += cents
	}
	return sum, rows.Err()
}

func main() {
	c := company.Start(nil)
	db, err := sql.Open("fake", "invoices")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	v := &invoices{db: db}
	c.Drive(func(i int) {
		id, err := v.FirstOpen(ctx, "acme", 300)
		if i%10 == 9 {
			sum, _ := v.Sum(ctx)
			log.Println(id, err, sum, db.Stats().InUse)
		}
	})
}

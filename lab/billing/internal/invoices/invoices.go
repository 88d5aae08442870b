// Package invoices asks the database to add up.
package invoices

import (
	"context"
	"database/sql"

	_ "github.com/go-sql-driver/mysql"
)

// DB keeps up to 40 connections, and keeps them open.
type DB struct{ db *sql.DB }

// Open connects lazily.
func Open(dsn string) (*DB, error) {
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(40)
	db.SetMaxIdleConns(40)
	return &DB{db: db}, nil
}

// Compute is slow on purpose.
func (d *DB) Compute(ctx context.Context) (int, error) {
	var n, pause int
	err := d.db.QueryRowContext(ctx, "SELECT 1200, SLEEP(0.8)").Scan(&n, &pause)
	return n, err
}

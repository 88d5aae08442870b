// Package sales reads the sales table.
package sales

import (
	"context"
	"database/sql"
	"errors"
	"time"

	_ "github.com/go-sql-driver/mysql"
)

// DB is the connection pool.
type DB struct{ db *sql.DB }

// Open connects and makes the table if need be.
func Open(ctx context.Context, dsn string) (*DB, error) {
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxIdleConns(4)
	db.SetConnMaxIdleTime(time.Minute)
	if _, err := db.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS sales (id BIGINT PRIMARY KEY AUTO_INCREMENT, cents BIGINT NOT NULL)"); err != nil {
		return nil, err
	}
	for i := 0; i < 40; i++ {
		if _, err := db.ExecContext(ctx, "INSERT INTO sales (cents) VALUES (?)", 100+i); err != nil {
			return nil, err
		}
	}
	return &DB{db: db}, nil
}

// Total adds everything up.
func (d *DB) Total(ctx context.Context) (int64, error) {
	rows, err := d.db.QueryContext(ctx, "SELECT cents FROM sales")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	var sum int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, rows.Err()
}

// Latest is the newest sale.
func (d *DB) Latest(ctx context.Context) (int64, error) {
	rows, err := d.db.QueryContext(ctx, "SELECT cents FROM sales ORDER BY id DESC")
	if err != nil {
		return 0, err
	}
	if !rows.Next() {
		return 0, errors.New("no sales yet")
	}
	var n int64
	return n, rows.Scan(&n)
}

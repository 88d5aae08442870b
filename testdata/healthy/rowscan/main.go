package main

import (
	"context"
	"database/sql"
)

func names(ctx context.Context, db *sql.DB) (out []string, err error) {
	rows, err := db.QueryContext(ctx, "select 1")
	if err != nil {
		return nil, err
	}
	defer func() {
		if cerr := rows.Close(); err == nil {
			err = cerr
		}
	}()
	for rows.Next() {
		var s string
		if err = rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

func each(db *sql.DB, f func(*sql.Rows) error) error {
	rows, err := db.Query("select 1")
	if err != nil {
		return err
	}
	return consume(rows, f)
}

func consume(rows *sql.Rows, f func(*sql.Rows) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func main() { _, _ = names, each }

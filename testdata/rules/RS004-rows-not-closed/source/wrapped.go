// The rows come from a method that hands on what a query gave it.
package wrapped

import (
	"context"
	"database/sql"
	"fmt"
)

type querier interface {
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
}

type Order struct {
	ID    int64
	Total float64
}

type Repo struct{ db *sql.DB }

func (r *Repo) select_(ctx context.Context, q querier, where string, args ...any) (*sql.Rows, error) {
	return q.QueryContext(ctx, "SELECT id, total FROM orders WHERE "+where, args...)
}

// First returns the newest order of the user.
func (r *Repo) First(ctx context.Context, user int64) (*Order, error) {
	rows, err := r.select_(ctx, r.db, "user_id = $1 ORDER BY id DESC", user) // want "RS004"
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var o Order
		if err := rows.Scan(&o.ID, &o.Total); err != nil {
			return nil, fmt.Errorf("scan: %w", err)
		}
		return &o, nil
	}
	return nil, rows.Err()
}

func (r *Repo) All(ctx context.Context) ([]Order, error) {
	rows, err := r.select_(ctx, r.db, "true")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Order
	for rows.Next() {
		var o Order
		if err := rows.Scan(&o.ID, &o.Total); err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, rows.Err()
}

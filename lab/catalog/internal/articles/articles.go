// Package articles reads articles.
package articles

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"sync"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/redis/go-redis/v9"
)

// Store is the database and its cache.
type Store struct {
	db     *sql.DB
	rdb    *redis.Client
	prefix string
}

// Open connects both.
func Open(ctx context.Context, url, addr, prefix string) (*Store, error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(8)
	db.SetMaxIdleConns(6)
	db.SetConnMaxIdleTime(45 * time.Second)
	rdb := redis.NewClient(&redis.Options{Addr: addr, PoolSize: 12, MinIdleConns: 2, ConnMaxIdleTime: 50 * time.Second})
	return &Store{db: db, rdb: rdb, prefix: prefix}, db.PingContext(ctx)
}

// Get reads one article, from the cache if it is there.
func (s *Store) Get(ctx context.Context, id string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	v, err := s.rdb.Get(ctx, s.prefix+id).Result()
	if err == nil {
		return v, nil
	}
	if !errors.Is(err, redis.Nil) {
		return "", err
	}
	rows, err := s.db.QueryContext(ctx, "select 'article ' || $1::text, pg_sleep(0.02)", id)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	for rows.Next() {
		var pause any
		if err := rows.Scan(&v, &pause); err != nil {
			return "", err
		}
	}
	if err := rows.Err(); err != nil {
		return "", err
	}
	return v, s.rdb.Set(ctx, s.prefix+id, v, 5*time.Second).Err()
}

// Related reads neighbours at once.
func (s *Store) Related(ctx context.Context, id string) []string {
	n, _ := strconv.Atoi(id)
	out := make([]string, 6)
	var wg sync.WaitGroup
	for i := range out {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out[i], _ = s.Get(ctx, strconv.Itoa(n+i))
		}()
	}
	wg.Wait()
	return out
}

// Invalidate listens for changes until the service stops.
func (s *Store) Invalidate(ctx context.Context) {
	sub := s.rdb.Subscribe(ctx, s.prefix+"changed")
	defer sub.Close()
	ch := sub.Channel()
	for {
		select {
		case <-ctx.Done():
			return
		case m, ok := <-ch:
			if !ok {
				return
			}
			s.rdb.Del(ctx, s.prefix+m.Payload)
		}
	}
}

// Package store reads and writes carts.
package store

import (
	"context"
	"time"

	"github.com/go-redis/redis/v8"
)

// Store is the shared client.
type Store struct {
	addr, prefix string
	rdb          *redis.Client
}

// New connects.
func New(addr, prefix string) *Store {
	return &Store{addr: addr, prefix: prefix, rdb: redis.NewClient(&redis.Options{Addr: addr, PoolSize: 10})}
}

// Count is the number of items of one user.
func (s *Store) Count(ctx context.Context, user string) (int64, error) {
	k := s.prefix + user
	if err := s.rdb.Incr(ctx, k).Err(); err != nil {
		return 0, err
	}
	s.rdb.Expire(ctx, k, time.Minute)
	return s.rdb.Get(ctx, k).Int64()
}

// Merge joins a guest's cart with the user's; the guest carts are in another
// database, so it needs a client of its own.
func (s *Store) Merge(ctx context.Context, user string) error {
	guests := redis.NewClient(&redis.Options{Addr: s.addr, DB: 1, PoolSize: 2})
	n, err := guests.Exists(ctx, s.prefix+"guest:"+user).Result()
	if err != nil {
		return err
	}
	return s.rdb.IncrBy(ctx, s.prefix+user, n).Err()
}

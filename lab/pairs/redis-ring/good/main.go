// Rates looks a tenant's shard up with a ring of its own, and closes it.
package main

import (
	"context"
	"os"
	"time"

	"github.com/go-redis/redis/v9"

	"example.com/platform/drive"
)

func main() { drive.Every(400*time.Millisecond, 0, lookUp) }

func lookUp(ctx context.Context, n int64) error {
	ring := redis.NewRing(&redis.RingOptions{Addrs: map[string]string{"shard0": os.Getenv("REDIS")}})
	defer ring.Close()
	return ring.Ping(ctx).Err()
}

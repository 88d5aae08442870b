// Prices subscribes to price changes for as long as a page is open; many
// visitors leave at once.
package main

import (
	"context"
	"os"
	"time"

	"github.com/lib/pq"

	"example.com/platform/drive"
)

func main() { drive.Every(1400*time.Millisecond, 45, followPrices) }

func followPrices(ctx context.Context, n int64) error {
	l := pq.NewListener(os.Getenv("POSTGRES"), 10*time.Second, time.Minute, nil)
	return l.Close()
}

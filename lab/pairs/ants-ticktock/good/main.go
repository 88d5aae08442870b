// Thumbnails makes a pool per album.
package main

import (
	"context"
	"sync"
	"time"

	"github.com/panjf2000/ants/v2"

	"example.com/platform/drive"
)

func main() { drive.Every(400*time.Millisecond, 0, renderAlbum) }

func renderAlbum(ctx context.Context, n int64) error {
	pool, err := ants.NewPool(4)
	if err != nil {
		return err
	}
	defer pool.Release()
	var wg sync.WaitGroup
	for i := 0; i < 8; i++ {
		wg.Add(1)
		if err := pool.Submit(func() { defer wg.Done(); time.Sleep(5 * time.Millisecond) }); err != nil {
			return err
		}
	}
	wg.Wait()
	return nil
}

// Thumbnails renders the images of an album at once and waits for all of them. Done is deferred, so
// that a broken image counts, too.
package main

import (
	"log"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"example.org/rules/company"
)

type renderer struct {
	rendered atomic.Int64
	albums   atomic.Int64
}

func (r *renderer) render(file string) {
	time.Sleep(time.Millisecond)
	r.rendered.Add(1)
}

// Album renders all images of an album.
func (r *renderer) Album(files []string) {
	var wg sync.WaitGroup
	for _, file := range files {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if strings.HasSuffix(file, ".part") {
				return
			}
			r.render(file)
		}()
	}
	wg.Wait() // ok: Done on every path
	r.albums.Add(1)
}

// Covers renders the first image of each album.
func (r *renderer) Covers(albums [][]string) {
	var wg sync.WaitGroup
	wg.Add(len(albums))
	for _, files := range albums {
		go func() {
			defer wg.Done()
			if len(files) == 0 {
				return
			}
			r.render(files[0])
		}()
	}
	wg.Wait() // ok
}

func main() {
	c := company.Start(nil)
	r := &renderer{}
	good := []string{"a.jpg", "b.jpg"}
	bad := []string{"a.jpg", "b.jpg", "c.jpg.part"}
	c.Drive(func(i int) {
		go r.Album(good)
		go r.Album(bad)
		if i%10 == 9 {
			r.Covers([][]string{good, bad, nil})
			log.Printf("%d images, %d albums", r.rendered.Load(), r.albums.Load())
		}
	})
}

// Importer starts two workers for each upload and gives them the rows over a channel. It never
// closes the channel, so the workers wait for the next row after the last one.
package main

import (
	"log"
	"sync"
	"sync/atomic"

	"example.org/rules/company"
)

type row struct {
	line int
	text string
}

type importer struct {
	stored atomic.Int64
}

func (im *importer) worker(rows <-chan row, done *sync.WaitGroup) {
	for r := range rows { // want "GL005"
		im.stored.Add(int64(len(r.text)))
		done.Done()
	}
}

// Import stores all lines of one upload and returns when they are stored.
func (im *importer) Import(lines []string) {
	rows := make(chan row)
	var done sync.WaitGroup
	done.Add(len(lines))
	for w := 0; w < 2; w++ {
		go im.worker(rows, &done)
	}
	for i, text := range lines {
		rows <- row{line: i, text: text}
	}
	done.Wait()
}

// checksum adds up the lines in a goroutine.
func checksum(lines []string) int {
	in := make(chan string)
	sum := make(chan int)
	go func() {
		n := 0
		for s := range in { // ok: closed below
			n += len(s)
		}
		sum <- n
	}()
	for _, s := range lines {
		in <- s
	}
	close(in)
	return <-sum
}

func main() {
	c := company.Start(nil)
	im := &importer{}
	upload := []string{"id;name", "1;anna", "2;berta", "3;clara", "4;dora"}
	c.Drive(func(i int) {
		im.Import(upload)
		if i%10 == 9 {
			log.Printf("%d bytes stored, checksum %d", im.stored.Load(), checksum(upload))
		}
	})
}

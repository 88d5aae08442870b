// In a synctest bubble a goroutine waits for a message that nobody sends.
package crash

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

type inbox struct {
	mail chan string
}

func (in *inbox) read() string { return <-in.mail }

func TestAllBlocked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := &inbox{mail: make(chan string)}
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			in.read()
		}()
		time.Sleep(time.Minute)
		wg.Wait()
	})
}

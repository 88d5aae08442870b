// As synctest-left, with the API of Go 1.24 (GOEXPERIMENT=synctest).
package crash

import (
	"testing"
	"testing/synctest"
)

func watch(events <-chan int) {
	for range events {
	}
}

func TestLeftBehind(t *testing.T) {
	synctest.Run(func() {
		go watch(make(chan int))
		synctest.Wait()
	})
}

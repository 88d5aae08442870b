// The main goroutine of a synctest bubble ends while another one is still blocked in it.
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
	synctest.Test(t, func(t *testing.T) {
		go watch(make(chan int))
		synctest.Wait()
	})
}

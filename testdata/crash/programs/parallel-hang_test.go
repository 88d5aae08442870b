// Two parallel tests hold what the other wants; a third still waits for its turn to run.
package crash

import (
	"sync"
	"testing"
	"time"
)

var a, b sync.Mutex

func both(first, second *sync.Mutex) {
	first.Lock()
	defer first.Unlock()
	time.Sleep(50 * time.Millisecond)
	second.Lock()
	defer second.Unlock()
}

func TestForth(t *testing.T) {
	t.Parallel()
	both(&a, &b)
}

func TestBack(t *testing.T) {
	t.Parallel()
	both(&b, &a)
}

func TestAgain(t *testing.T) {
	t.Parallel()
	both(&b, &a)
}

// goleak.VerifyNone in a test that leaves two senders behind.
package crash

import (
	"testing"

	"go.uber.org/goleak"
)

func fan(n int) int {
	out := make(chan int)
	for i := 0; i < n; i++ {
		go func() { out <- n }()
	}
	return <-out
}

func TestFan(t *testing.T) {
	defer goleak.VerifyNone(t)
	if fan(3) != 3 {
		t.Error("not three")
	}
}

func TestClean(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	fan(1)
}

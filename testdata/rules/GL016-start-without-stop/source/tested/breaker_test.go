package tested

import "testing"

func TestCount(t *testing.T) {
	b := newBreaker()
	if b.count() != 0 {
		t.Fatal("not empty")
	}
}

// A subtest panics; the tests after it do not run.
package crash

import "testing"

type order struct {
	lines []int
}

func (o *order) first() int { return o.lines[0] }

func TestOrder(t *testing.T) {
	t.Run("filled", func(t *testing.T) {
		if got := (&order{lines: []int{4}}).first(); got != 4 {
			t.Errorf("got %d", got)
		}
	})
	t.Run("empty", func(t *testing.T) {
		t.Log("about to panic")
		(&order{}).first()
	})
}

func TestAfter(t *testing.T) {}

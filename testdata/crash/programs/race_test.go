// The race detector fails a test.
package crash

import "testing"

type gauge struct{ value int }

func (g *gauge) set(v int) { g.value = v }

func TestGauge(t *testing.T) {
	g := &gauge{}
	done := make(chan struct{})
	go func() {
		g.set(1)
		close(done)
	}()
	g.set(2)
	<-done
}

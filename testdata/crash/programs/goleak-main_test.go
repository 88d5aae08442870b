// goleak.VerifyTestMain: the tests pass, and the package fails at its end.
package crash

import (
	"testing"
	"time"

	"go.uber.org/goleak"
)

type poller struct {
	stop chan struct{}
}

func (p *poller) loop() {
	t := time.NewTicker(time.Hour)
	defer t.Stop()
	for {
		select {
		case <-t.C:
		case <-p.stop:
			return
		}
	}
}

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

func TestPoller(t *testing.T) {
	p := &poller{stop: make(chan struct{})}
	go p.loop()
	go func() { <-p.stop }()
}

// A test waits for an answer that never comes, until go test -timeout ends it.
package crash

import (
	"testing"
	"time"
)

type client struct {
	answers chan string
}

func (c *client) ask(question string) string {
	go func() {
		time.Sleep(time.Hour)
		c.answers <- "yes"
	}()
	return <-c.answers
}

func TestFast(t *testing.T) {
	t.Log("fast")
}

func TestAsk(t *testing.T) {
	for _, q := range []string{"ready", "steady"} {
		t.Run(q, func(t *testing.T) {
			c := &client{answers: make(chan string)}
			if got := c.ask(q); got != "yes" {
				t.Errorf("got %q", got)
			}
		})
	}
}

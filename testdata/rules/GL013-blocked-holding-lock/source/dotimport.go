// A condition under a dot import: its Wait lets go of the lock (seen in the tests of package sync).
package dotimport

import . "sync"

func pass(n int) {
	var m Mutex
	c := NewCond(&m)
	passed := 0
	for range n {
		go func() {
			m.Lock()
			c.Wait() // ok
			passed++
			m.Unlock()
		}()
		m.Lock()
		c.Signal()
		m.Unlock()
	}
}

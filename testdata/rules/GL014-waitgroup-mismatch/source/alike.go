// Goroutines that say Done under a condition, and are counted or waited for under the same one.
package alike

import "sync"

type recorder struct {
	pending sync.WaitGroup
}

// All but one are counted (dd-trace-go profiler).
func (r *recorder) collect(kinds []string, record func(string)) {
	const last = "cpu"
	for _, kind := range kinds {
		if kind != last {
			r.pending.Add(1)
		}
	}
	for _, kind := range kinds {
		go func(kind string) {
			if kind != last {
				defer r.pending.Done()
			}
			record(kind)
		}(kind)
	}
	r.pending.Wait() // ok
}

// Who does not wait needs no Done (swarmkit watch_test).
func watch(items []string, see func(string), wait bool) {
	var running sync.WaitGroup
	for _, item := range items {
		running.Add(1)
		go func() {
			see(item)
			if wait {
				running.Done()
			}
		}()
	}
	if wait {
		running.Wait() // ok
	}
}

// Another condition.
func count(items []string, see func(string) bool) {
	var running sync.WaitGroup
	for _, item := range items {
		running.Add(1)
		go func() {
			if see(item) {
				running.Done()
			}
		}()
	}
	running.Wait() // want "GL014"
}

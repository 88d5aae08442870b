// Ranges in goroutines over a channel that nobody closes.
package loops

// Nobody closes it, and the loop has no other way out.
func shown(words []string, show func(string)) {
	out := make(chan string)
	go func() {
		for w := range out { // want "GL005"
			show(w)
		}
	}()
	for _, w := range words {
		out <- w
	}
}

// The loop ends by what it receives (boxo blockstore, watermill router: their tests).
func untilNil(errs []error, show func(error)) {
	out := make(chan error)
	go func() {
		for err := range out { // ok: the last one is nil
			if err == nil {
				break
			}
			show(err)
		}
	}()
	for _, err := range errs {
		out <- err
	}
	out <- nil
}

// So does a loop that counts (cilium hubble: its tests).
func three(words []string) (got []string) {
	out := make(chan string, len(words))
	for _, w := range words {
		out <- w
	}
	for w := range out { // ok
		got = append(got, w)
		if len(got) == 3 {
			break
		}
	}
	return got
}

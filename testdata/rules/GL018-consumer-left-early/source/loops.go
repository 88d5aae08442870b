// Loops over a channel that are left early, or not.
package loops

import "context"

type row struct{ id int }

type table struct{ rows []row }

// rows has no way out but its receiver.
func (t *table) all() <-chan row {
	out := make(chan row)
	go func() {
		defer close(out)
		for _, r := range t.rows {
			out <- r // want "GL018"
		}
	}()
	return out
}

func (t *table) find(id int) (row, bool) {
	for r := range t.all() {
		if r.id == id {
			return r, true
		}
	}
	return row{}, false
}

// until gives up with its context.
func (t *table) until(ctx context.Context) <-chan row {
	out := make(chan row)
	go func() {
		defer close(out)
		for _, r := range t.rows {
			select {
			case out <- r: // ok
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func (t *table) first(ctx context.Context) (row, bool) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for r := range t.until(ctx) {
		return r, true
	}
	return row{}, false
}

// drained is always read to the end.
func (t *table) drained() <-chan row {
	out := make(chan row)
	go func() {
		defer close(out)
		for _, r := range t.rows {
			out <- r // ok
		}
	}()
	return out
}

func (t *table) sum() (n int) {
	ch := t.drained()
	for r := range ch {
		if r.id < 0 {
			break
		}
		n += r.id
	}
	for range ch {
	}
	return n
}

func (t *table) count() (n int) {
	for range t.drained() {
		n++
	}
	return n
}

// In one function.
func (t *table) has(id int) bool {
	out := make(chan row)
	go func() {
		for _, r := range t.rows {
			out <- r // want "GL018"
		}
		close(out)
	}()
	for r := range out {
		if r.id == id {
			return true
		}
	}
	return false
}

// Room for all of them.
func (t *table) roomy(id int) bool {
	out := make(chan row, len(t.rows))
	go func() {
		for _, r := range t.rows {
			out <- r // ok
		}
		close(out)
	}()
	for r := range out {
		if r.id == id {
			return true
		}
	}
	return false
}

// t.Fatal ends the goroutine that calls it, not the test.
package fatal

import (
	"sync"
	"testing"
)

func work(int) error { return nil }

func TestFatal(t *testing.T) {
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Add(1)
		go func() {
			if err := work(i); err != nil {
				t.Fatal(err)
			}
			wg.Done()
		}()
	}
	wg.Wait() // want "GL014"
}

func TestDeferred(t *testing.T) {
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := work(i); err != nil {
				t.Fatal(err)
			}
		}()
	}
	wg.Wait() // ok
}

// log.Fatal and os.Exit end the process; t.Error goes on.
func TestGoesOn(t *testing.T) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if err := work(1); err != nil {
			t.Error(err)
		}
		wg.Done()
	}()
	wg.Wait() // ok
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func logs(t testing.TB, err error) { t.Log(err) }

func TestHelper(t *testing.T) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		must(t, work(1))
		wg.Done()
	}()
	wg.Wait() // note "GL014"
}

func TestOther(t *testing.T) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		logs(t, work(1))
		wg.Done()
	}()
	wg.Wait() // ok
}

// It is the test that fails here.
func TestItself(t *testing.T) {
	var wg sync.WaitGroup
	wg.Add(1)
	if err := work(1); err != nil {
		t.Fatal(err)
	}
	go func() { wg.Done() }()
	wg.Wait() // ok
}

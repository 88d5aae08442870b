// t.Fatal ends the goroutine that should serve the channel, and the test waits.
package fatal

import "testing"

func work() error { return nil }

func TestClose(t *testing.T) {
	done := make(chan struct{})
	go func() {
		if err := work(); err != nil {
			t.Fatalf("work: %v", err)
		}
		close(done)
	}()
	<-done // want "GL006"
}

func TestSend(t *testing.T) {
	res := make(chan int)
	go func() {
		if err := work(); err != nil {
			t.Error(err)
			t.FailNow()
		}
		res <- 1
	}()
	if <-res != 1 { // want "GL006"
		t.Fatal("not one")
	}
}

func TestDeferred(t *testing.T) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := work(); err != nil {
			t.Fatal(err)
		}
	}()
	<-done // ok
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestHelper(t *testing.T) {
	res := make(chan int)
	go func() {
		must(t, work())
		res <- 1
	}()
	<-res // note "GL006"
}

func TestEither(t *testing.T) {
	res := make(chan int)
	stop := make(chan struct{})
	go func() {
		if err := work(); err != nil {
			close(stop)
			t.Fatal(err)
		}
		res <- 1
	}()
	select {
	case <-res: // ok
	case <-stop:
	}
}

package sample

// Nobody else has the channel.
func waitsOnItsOwn() {
	go func() {
		<-make(chan int) // want "GL006"
	}()
}

// The helper takes the channel and never uses it (grpc lbWatcher).
func waitsForHelper(run func()) {
	done := make(chan bool)
	go help(run, done)
	<-done // want "GL006"
}

func help(run func(), done chan bool) {
	run()
}

// What starts it goes on for ever, and never sends.
func waitsBesideLoop() {
	stop := make(chan int)
	go func() {
		<-stop // want "GL006"
	}()
	for {
	}
}

// Somebody closes it.
func waitsForClose(run func()) {
	done := make(chan bool)
	go func() {
		defer close(done)
		run()
	}()
	<-done // ok
}

// The channel is known elsewhere.
func waitsForOthers(give func(chan int)) {
	answer := make(chan int)
	give(answer)
	<-answer // ok
}

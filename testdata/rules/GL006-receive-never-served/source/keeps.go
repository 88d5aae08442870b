// A command that runs until it is ended from outside.
package main

func main() { serve() }

func serve() {
	go func() {}()
	<-make(chan struct{}) // note "GL006"
}

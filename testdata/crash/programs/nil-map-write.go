// A write to a map that was never made.
package main

type registry struct {
	names map[string]int
}

func (r *registry) register(name string) {
	r.names[name] = len(r.names)
}

func main() {
	wait := make(chan struct{})
	go func() { <-wait }()
	new(registry).register("worker-1")
}

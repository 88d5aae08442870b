// A buffer larger than the address space that is allowed (ulimit -v).
package main

type frame struct {
	pixels []byte
}

func decode(width, height int) *frame {
	return &frame{pixels: make([]byte, width*height*4)}
}

func main() {
	idle := make(chan struct{})
	go func() { <-idle }()
	println(len(decode(65536, 65536).pixels))
}

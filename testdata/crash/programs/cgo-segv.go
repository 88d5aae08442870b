// C code follows a null pointer.
package main

/*
static int length(const char *s) { int n = 0; while (s[n]) n++; return n; }
static int measure(int which) { return length(which ? "abc" : (const char *)8); }
*/
import "C"

import "sync"

type ruler struct {
	mu sync.Mutex
}

func (r *ruler) measure(which int) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return int(C.measure(C.int(which)))
}

func main() {
	r := &ruler{}
	idle := make(chan struct{})
	go func() { <-idle }()
	println(r.measure(1), r.measure(0))
}

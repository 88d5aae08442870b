// A function that stands for another and asks it is not handed to itself (seen in moby, daemon/containerd).
package itself

import "sync"

type resolver struct {
	lookup func(name string) []string
}

func ask(lookup func(name string) []string, name string) []string {
	return lookup(name)
}

func (r *resolver) remembering() func(name string) []string {
	lookup := r.lookup
	if lookup != nil {
		var mu sync.Mutex
		known := map[string][]string{}
		lookup = func(name string) []string {
			mu.Lock() // ok
			defer mu.Unlock()
			if hosts, ok := known[name]; ok {
				return hosts
			}
			hosts := ask(r.lookup, name)
			known[name] = hosts
			return hosts
		}
	}
	return lookup
}

func newResolver(lookup func(name string) []string) *resolver {
	return &resolver{lookup: lookup}
}

func hostsOf(names []string) (all [][]string) {
	find := newResolver(func(name string) []string { return []string{name} }).remembering()
	for _, name := range names {
		all = append(all, find(name))
	}
	return all
}

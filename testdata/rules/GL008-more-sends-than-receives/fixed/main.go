// Lookup asks three replicas at once and takes the first answer. The channel has room for all of
// them, so the two others can send theirs and end.
package main

import (
	"fmt"
	"log"
	"time"

	"example.org/rules/company"
)

type replica struct {
	name  string
	delay time.Duration
}

func (r replica) get(key string) string {
	time.Sleep(r.delay)
	return r.name + "/" + key
}

type store struct {
	replicas []replica
}

// First returns the answer of the fastest replica.
func (s *store) First(key string) string {
	answers := make(chan string, len(s.replicas))
	for _, r := range s.replicas {
		go func() {
			answers <- r.get(key) // ok: room for every answer
		}()
	}
	return <-answers
}

// All returns the answers of all replicas in the order of arrival.
func (s *store) All(key string) []string {
	answers := make(chan string)
	for _, r := range s.replicas {
		go func() {
			answers <- r.get(key) // ok: as many receives as sends
		}()
	}
	var all []string
	for range s.replicas {
		all = append(all, <-answers)
	}
	return all
}

func main() {
	c := company.Start(nil)
	s := &store{replicas: []replica{
		{"fra", 2 * time.Millisecond},
		{"ams", 3 * time.Millisecond},
		{"waw", 5 * time.Millisecond},
	}}
	c.Drive(func(i int) {
		first := s.First(fmt.Sprintf("user:%d", i))
		if i%10 == 9 {
			log.Println(first, s.All("user:0"))
		}
	})
}

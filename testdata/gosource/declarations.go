//go:build linux && (amd64 || !cgo)

// Package samples has every kind of declaration of Go 1.27.
package samples

/*
#include <stdlib.h>
*/
import "C"

import (
	"context"
	. "fmt"
	_ "embed"
	xtime "time"
)

import "sync"; import "unsafe"

//go:embed x.txt
var text string

var (
	a, b     int = 1, 2
	c            = func() (x, y int) { return 1, 2 }
	d, e         = c()
	f        map[string]chan<- <-chan []*[4]struct{ A, B int }
	_        interface{ ~[]byte | ~string; error; m(int, ...string) (n int, err error) }
	arr          = [...]string{2: "c", 0: "a"}
	fn       func(context.Context, ...interface{}) (int, error)
	receive  <-chan (chan int)
	send     chan<- func()
)

const (
	zero = iota
	_
	two, three = iota, iota * 2
	typed uint8 = 1 << iota
)

const ()

type (
	plain   struct{}
	alias   = plain
	fields  struct {
		sync.Mutex
		*plain
		G[int]
		*P2[string, []byte]
		x, y int `json:"x,omitempty"`
		z    func() "tag"
		arr  [N * 2]byte
		one  G[int]
		gen  [N]G[int]
	}
	G[T any]                       struct{ v T }
	P2[K comparable, V any]        map[K]V
	GA[T any]                      = G[T]
	Set[E interface{ ~int | ~string }] map[E]struct{}
	array  [N]int
	array2 [N * M]int
	array3 [P(C)]int
	T1[P *C,]                      int
	T2[P *C | ~D]                  int
	T3[P (C), Q any]               int
	T4[P interface{ *C }]          int
	T5[S []E, E any]               int
	num    interface {
		~int | ~int8 | float64
		comparable
		G2[int]
		p.G[int, string]
	}
)

const N, M = 2, 3

func noBody(x int) int

func (r *G[T]) method(a, b int, c string, rest ...T) (n int, err error) { return }

func (G[_]) generic[P any, Q ~[]P](P, Q) Q { panic("1.27") }

func (T) unnamed(int, []string, p.Q, G[int], func(a int)) {}

func constraint[S ~[]E, E, F any, _ *int](S, E) {}

func results() (func() (int, error), <-chan int) { return nil, nil }

func single() map[string][]int { return nil }

func init() {}

package samples

import "a"
var early = 1
import "late"

func a(x, y ...int) {}
func b(a int, string) {}
func c[]() {}
func d()
{}
type e func[P any]()
type f interface{ m[P any]() }
var g = (T){}
var h = x[1::2]
func i() { if x := 1 { } }
func j() { for a, b, c := range x { } }
func k() { defer f }
func l() { go (f()) }
func m() { switch x = y.(type) { } }
func n() { if x == T{} { } }
func o() { a, b += 1, 2; a, b }
func good() { return }

// CRLF, byte order mark, directives.
//go:generate echo
package samples // behind

/* one */ /* two
lines */ var x = `a
b` /* semicolon
here */
//line other.go:10
var y = 1 //
/*line z.go:3:4*/ var z = 2
//export f
func f() { /* in */ } // end without newline
// Functions that hand a channel to each other in a circle (go/printer, Go 1.27).
package circle

type branch struct{ left, right *branch }

// namesOf and othersOf send to the loop of firstOf, which leaves early.
func namesOf(n *branch, out chan<- string) {
	out <- "n" // want "GL018"
	if n.left != nil {
		othersOf(n.left, out)
	}
}

func othersOf(n *branch, out chan<- string) {
	out <- "o"
	if n.right != nil {
		namesOf(n.right, out)
	}
}

func firstOf(n *branch) string {
	out := make(chan string)
	go func() {
		namesOf(n, out)
		close(out)
	}()
	for s := range out {
		if s == "o" {
			break
		}
	}
	return ""
}

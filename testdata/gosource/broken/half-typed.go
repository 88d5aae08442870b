package samples

func first(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.
}

func second() {}

type T struct {
	a int
	b
	c string,
}

var x = 

func third() {
	if x {
		return
}

func fourth() { go f }

package samples

func statements(ctx context.Context, ch chan int, xs []int) (err error) {
	;
	;;
	x := 1
	var y, z int = 2, 3
	const k = 4
	type local struct{ a int }
	x, y = y, x
	x++
	y--
	x += 1; x -= 1; x *= 2; x /= 2; x %= 3; x &= 1; x |= 2; x ^= 3; x <<= 1; x >>= 1; x &^= 5
	ch <- x
	<-ch
	go func() { ch <- 1 }()
	defer close(ch)
	go f(T{1}, 2)
	{
		{ }
	}
	if x > 0 {
	}
	if y := f(); y > 0 && x == (T{}).a {
	} else if z := g(); z != nil {
	} else {
	}
	if f(T{1}) == nil { return }
	if ; x > 0 { }
	for {
		break
	}
	for x < 10 { x++ }
	for i := 0; i < 10; i++ { continue }
	for ; x < 10; { }
	for ;; { break }
	for range ch { }
	for i := range 10 { _ = i }
	for i, v := range xs { _, _ = i, v }
	for x, y = range pairs() { }
	for range func(yield func(int) bool) { for j := range 3 { yield(j) } } { }
	for _, s := range []string{"a", "b"} { _ = s }
outer:
	for {
		for {
			continue outer
			break outer
		}
	}
	goto end
	switch {
	}
	switch x := f(); x {
	case 1, 2:
		fallthrough
	case 3:
	default:
		g()
	}
	switch x; {
	case x > 1:
	}
	switch f(); y := v.(type) {
	case int, *T, []string, func(), nil:
		_ = y
	case map[string]int:
	}
	switch v.(type) {
	}
	switch a.b.(T).c.(type) {
	default:
	}
	select {}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case v := <-ch:
		_ = v
	case v, ok := <-ch:
		_, _ = v, ok
	case xs[0] = <-ch:
	case ch <- f():
	default:
	}
	func() {
		defer func() { recover() }()
	}()
	var _ = struct{ a, b int }{1, 2}
	lbl: for { break lbl }
end:
}

func label() {
	L:
	M: ;
	if true { N: }
}

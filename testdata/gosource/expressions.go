package samples

var (
	numbers  = []any{0, 1_000, 0x_F, 0XaF, 0o17, 017, 0b1_0, 1., .5, 1e3, 1.5E-3, 0x1p-2, 0X.8P+1, 1i, 0x1i, 017i, 089.5, 08i}
	runes    = []rune{'a', '\n', '\'', '\\', '\x41', '\101', '\u00e9', '\U0001F600', 'é', '世'}
	strs     = []string{"", "a\tb\"c\\", "\xff\u00e9\U0001F600\000", "ünï 世界", `raw "x" \n`, `raw
over lines`}
	größe, 世界2 = 1, 2
	binary   = a || b && c == d != e < f <= g > h >= i + j - k | l ^ m * n / o % p << q >> r & s &^ t
	unary    = -+^!&*x - -y + +z ^ ^w
	deref    = **p + *(*q)
	arrows   = <-<-ch
	conv     = (<-chan int)(x)
	conv2    = <-chan int(y)
	conv3    = chan<- (<-chan int)(nil)
	conv4    = []byte("x")
	conv5    = (*T)(nil)
	conv6    = func()(x)
	conv7    = interface{ M() }(x)
	calls    = f(1, g(2)(3), h(x...), i(a, b...,), new(1 + 2), make([]int, 3), len(x))
	indexes  = a[1][b[2]] + m["k"] + G[int](x) + H[int, string]{}.v + I[int, []string,](y)
	slices   = s[:] + s[1:] + s[:2] + s[1:2] + s[1:2:3] + s[:2:3]
	assert   = x.(int) + y.(*T).z.(interface{ M() })
	selects  = a.b.c().d[e].f
	literals = T{}
	nested   = map[string][]*T{"a": {{1, 2}, {a: 1}}, "b": nil, f(): {&T{}}}
	arrays   = [...][2]int{{1, 2}, 3: {4}}
	structs  = []struct{ a int }{{1}, {a: 2}}
	generic  = P[int, string]{1, "a"}
	pgeneric = p.Q[int]{}
	lit      = func(a int, b ...string) (c error) { return nil }(1)
	parens   = (((a) + (b)) * ((c)))
	method   = (*T).m
	ptr      = &[]int{1}
	chain    = a.
		b().
		c(
			1,
			2,
		)
)

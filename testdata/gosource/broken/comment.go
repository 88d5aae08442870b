package samples

func f() {
	x := `a`
}

/* never closed

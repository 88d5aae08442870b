module example.org/canceltree

go 1.22

module example.org/grower

go 1.21

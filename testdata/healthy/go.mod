module example.org/healthy

go 1.23

require golang.org/x/sync v0.6.0

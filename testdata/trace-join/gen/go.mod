module tracejoin

go 1.22

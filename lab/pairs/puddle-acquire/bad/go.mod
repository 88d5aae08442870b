module example.com/retail/branches

go 1.22.0

require example.com/platform/drive v0.0.0

require github.com/jackc/puddle v1.1.2

replace example.com/platform/drive => ../../drive

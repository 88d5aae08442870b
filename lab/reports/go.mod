module example.com/shop/reports

go 1.25.0

require example.com/platform v0.0.0

require github.com/go-sql-driver/mysql v1.9.3

require filippo.io/edwards25519 v1.1.0 // indirect

replace example.com/platform => ../kit

module example.com/shop/tenants

go 1.22.0

require example.com/platform v0.0.0

require github.com/hashicorp/golang-lru/v2 v2.0.7

replace example.com/platform => ../kit

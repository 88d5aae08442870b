module example.com/shop/refill

go 1.22

require example.com/platform/drive v0.0.0

require github.com/lestrrat-go/backoff/v2 v2.0.7

require github.com/lestrrat-go/option v1.0.0 // indirect

replace example.com/platform/drive => ../../drive

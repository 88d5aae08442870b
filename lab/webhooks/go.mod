module example.com/shop/webhooks

go 1.24.0

require example.com/platform v0.0.0

replace example.com/platform => ../kit

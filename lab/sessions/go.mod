module example.com/shop/sessions

go 1.26.0

require example.com/platform v0.0.0

replace example.com/platform => ../kit

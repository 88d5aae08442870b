module example.com/shop/quotes

go 1.22.0

require example.com/platform v0.0.0

replace example.com/platform => ../kit

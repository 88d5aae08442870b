module example.com/shop/ticker

go 1.21

require example.com/platform/drive v0.0.0

require nhooyr.io/websocket v1.8.6

require github.com/klauspost/compress v1.10.3 // indirect

replace example.com/platform/drive => ../../drive

module example.com/shop/chat

go 1.24.0

require example.com/platform v0.0.0

require github.com/gorilla/websocket v1.5.3

replace example.com/platform => ../kit

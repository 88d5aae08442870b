module example.com/shop/meters

go 1.22

require example.com/platform/drive v0.0.0

require github.com/eclipse/paho.golang v0.10.0

require golang.org/x/sync v0.0.0-20201207232520-09787c993a3a // indirect

replace example.com/platform/drive => ../../drive

module example.com/shop/prices

go 1.21

require example.com/platform/drive v0.0.0

require github.com/lib/pq v1.11.0

replace example.com/platform/drive => ../../drive

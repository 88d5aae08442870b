module example.com/shop/thumbnails

go 1.22

require example.com/platform/drive v0.0.0

require github.com/panjf2000/ants/v2 v2.7.0

replace example.com/platform/drive => ../../drive

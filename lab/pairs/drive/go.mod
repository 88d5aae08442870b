module example.com/platform/drive

go 1.21

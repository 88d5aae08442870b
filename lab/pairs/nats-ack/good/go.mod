module example.com/post/parcels

go 1.22.0

require example.com/platform/drive v0.0.0

require github.com/nats-io/nats.go v1.29.0

require (
	github.com/klauspost/compress v1.16.5 // indirect
	github.com/nats-io/nkeys v0.4.4 // indirect
	github.com/nats-io/nuid v1.0.1 // indirect
	golang.org/x/crypto v0.6.0 // indirect
	golang.org/x/sys v0.5.0 // indirect
	golang.org/x/text v0.7.0 // indirect
)

replace example.com/platform/drive => ../../drive

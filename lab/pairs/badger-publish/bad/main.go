// Ledger stores bookings and lets clients follow them; one follower falls behind and gives up.
package main

import (
	"context"
	"encoding/binary"
	"errors"
	"time"

	"github.com/dgraph-io/badger/v3"
	"github.com/dgraph-io/badger/v3/pb"

	"example.com/platform/drive"
)

var bookings = []pb.Match{{Prefix: []byte("booking/")}}

// audit is too slow for a flood of bookings and fails in the end.
func audit(ctx context.Context, db *badger.DB) {
	_ = db.Subscribe(ctx, func(*badger.KVList) error {
		time.Sleep(8 * time.Second)
		return errors.New("audit store is full")
	}, bookings)
}

// follow shows a client the bookings of three seconds.
func follow(ctx context.Context, db *badger.DB) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	return db.Subscribe(ctx, func(*badger.KVList) error { return nil }, bookings)
}

func book(db *badger.DB, n uint64) error {
	return db.Update(func(txn *badger.Txn) error {
		return txn.Set(binary.BigEndian.AppendUint64([]byte("booking/"), n), []byte("42.00"))
	})
}

func main() {
	db, err := badger.Open(badger.DefaultOptions("").WithInMemory(true).WithLoggingLevel(badger.ERROR))
	if err != nil {
		panic(err)
	}
	defer func() {
		go func() { _ = db.Close() }()
		time.Sleep(100 * time.Millisecond)
	}()
	go audit(context.Background(), db)
	go func() {
		for n := uint64(0); n < 4000; n++ {
			_ = book(db, n)
			time.Sleep(time.Millisecond)
		}
	}()
	drive.Every(400*time.Millisecond, 0, func(ctx context.Context, n int64) error {
		go func() { _ = follow(ctx, db) }()
		return nil
	})
}

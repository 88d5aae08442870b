// goleak.VerifyNone where a library runs for the process, a test closes nothing, and one really leaks.
package crash

import (
	"fmt"
	"testing"

	"github.com/golang/glog"
	"go.uber.org/goleak"
	"gopkg.in/natefinch/lumberjack.v2"
)

func TestLogs(t *testing.T) {
	defer goleak.VerifyNone(t)
	glog.Info("starts nothing: the package did")
}

func TestRotates(t *testing.T) {
	defer goleak.VerifyNone(t)
	l := &lumberjack.Logger{Filename: t.TempDir() + "/x.log", MaxBackups: 2}
	fmt.Fprintln(l, "x")
	l.Close()
}

func TestLeaks(t *testing.T) {
	defer goleak.VerifyNone(t)
	c := make(chan int)
	go func() { c <- 1 }()
}

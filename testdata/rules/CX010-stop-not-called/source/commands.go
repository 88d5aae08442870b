// Signals of a command line end with the process.
package commands

import (
	"context"
	"os"
	"os/signal"

	"github.com/spf13/cobra"
)

func command() *cobra.Command {
	return &cobra.Command{
		PersistentPreRun: func(cmd *cobra.Command, args []string) {
			ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt) // note "CX010"
			cmd.SetContext(ctx)
		},
	}
}

func wait(life context.Context) error {
	ctx, _ := signal.NotifyContext(life, os.Interrupt) // want "CX010"
	<-ctx.Done()
	return ctx.Err()
}

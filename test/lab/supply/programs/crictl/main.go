// crictl is the lab's stand-in for the real one, which Debian does not package: what kubeadm asks
// of it, and a little for people who look around.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

const usage = `usage: crictl [-r ENDPOINT] [--timeout DURATION] COMMAND
  version                     the runtime's name and version
  info                        the runtime's conditions, as JSON; fails when it does not answer
  pods [-q] | ps [-a] [-q]    pod sandboxes | containers
  stopp|rmp [-f] ID...        stop | remove pod sandboxes
  stop|rm [-f] ID...          stop | remove containers
  images [-q]                 images
  pull|inspecti|rmi IMAGE...  pull | look up | remove images
  logs ID                     the log of a container
`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "crictl:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	flags := flag.NewFlagSet("crictl", flag.ContinueOnError)
	flags.Usage = func() { fmt.Fprint(os.Stderr, usage) }
	endpoint := defaultEndpoint()
	var ignored string
	for _, name := range []string{"r", "runtime-endpoint"} {
		flags.StringVar(&endpoint, name, endpoint, "socket of the runtime")
	}
	for _, name := range []string{"i", "image-endpoint"} {
		flags.StringVar(&ignored, name, "", "ignored: images are the runtime's")
	}
	// Pulls take as long as the network needs, so that the limit is far above the real one's 2 s.
	timeout := flags.Duration("timeout", 5*time.Minute, "limit of the command")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	command, ok := commands[flags.Arg(0)]
	if !ok {
		return fmt.Errorf("unknown command %q\n%s", flags.Arg(0), usage)
	}
	options, operands := splitOptions(flags.Args()[1:])
	ctx, cancel := context.WithTimeout(context.Background(), *timeout)
	defer cancel()
	runtime, err := connect(ctx, endpoint)
	if err != nil {
		return fmt.Errorf("cannot reach the runtime at %s: %w", endpoint, err)
	}
	defer runtime.close()
	return command(ctx, runtime, options, operands)
}

func defaultEndpoint() string {
	if endpoint := os.Getenv("CONTAINER_RUNTIME_ENDPOINT"); endpoint != "" {
		return endpoint
	}
	content, err := os.ReadFile("/etc/crictl.yaml")
	if err == nil {
		for _, line := range strings.Split(string(content), "\n") {
			if strings.HasPrefix(line, "runtime-endpoint:") {
				value := strings.TrimSpace(strings.TrimPrefix(line, "runtime-endpoint:"))
				return strings.Trim(value, `"'`)
			}
		}
	}
	return "unix:///run/containerd/containerd.sock"
}

// Options may stand before or after operands, as in the real program.
func splitOptions(arguments []string) (map[string]bool, []string) {
	options := map[string]bool{}
	operands := []string{}
	for _, argument := range arguments {
		if strings.HasPrefix(argument, "-") {
			options[strings.TrimLeft(argument, "-")] = true
		} else {
			operands = append(operands, argument)
		}
	}
	return options, operands
}

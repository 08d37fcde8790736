// This program stands for Weave Net in the lab, where its images cannot be had. It has the same places,
// answers the same questions, and asks Kubernetes for the same things; but hosts are joined by plain
// routes, not by an encrypted overlay, so it works on one network segment only and protects nothing.
// By its own name it is
//
//	init.sh    the init container: puts the CNI plugin and its configuration on the host
//	launch.sh  the router: takes a part of the address range, keeps routes, tells its status
//	weave-net  the CNI plugin on the host: hands over to the plugin `bridge`
//	weave-npc  the network policy controller: reads policies, enforces none
package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	roles := map[string]func() error{
		"init.sh":   install,
		"launch.sh": route,
		"weave-net": plug,
		"weave-npc": watchPolicies,
	}
	name := filepath.Base(os.Args[0])
	run, known := roles[name]
	if !known {
		fmt.Fprintln(os.Stderr, "weave: no role for the name", name)
		os.Exit(2)
	}
	if err := run(); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}

func waitForSignal() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	<-signals
}

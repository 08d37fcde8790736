// toolbox is the lab's test workload: it answers HTTP with the name of its host, or asks another.
//
//	toolbox serve [ADDRESS]        answers every request with "HOSTNAME\n"; default address :8080
//	toolbox fetch [-s SECONDS] URL prints what the URL answers; default limit 5 seconds
//	toolbox sleep                  waits for a signal
package main

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "toolbox:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	command := "serve"
	if len(arguments) > 0 {
		command = arguments[0]
		arguments = arguments[1:]
	}
	switch command {
	case "serve":
		return serve(arguments)
	case "fetch":
		return fetch(arguments)
	case "sleep":
		waitForSignal()
		return nil
	}
	return fmt.Errorf("unknown command %q: serve, fetch or sleep", command)
}

func serve(arguments []string) error {
	address := ":8080"
	if len(arguments) > 0 {
		address = arguments[0]
	}
	hostname, err := os.Hostname()
	if err != nil {
		return err
	}
	http.HandleFunc("/", func(response http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(response, hostname)
	})
	failed := make(chan error, 1)
	go func() { failed <- http.ListenAndServe(address, nil) }()
	go func() {
		waitForSignal()
		failed <- nil
	}()
	return <-failed
}

func fetch(arguments []string) error {
	flags := flag.NewFlagSet("fetch", flag.ContinueOnError)
	limitSeconds := flags.Int("s", 5, "limit in seconds")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return fmt.Errorf("fetch wants one URL")
	}
	client := http.Client{Timeout: time.Duration(*limitSeconds) * time.Second}
	response, err := client.Get(flags.Arg(0))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", flags.Arg(0), response.Status)
	}
	_, err = io.Copy(os.Stdout, response.Body)
	return err
}

func waitForSignal() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	<-signals
}

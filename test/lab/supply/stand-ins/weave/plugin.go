package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// plug is the CNI plugin: the plugin `bridge`, with this host's part of the address range.
func plug() error {
	input, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	var given map[string]interface{}
	if err := json.Unmarshal(input, &given); err != nil {
		return err
	}
	config, err := bridgeConfig(given)
	if err != nil {
		return refuse(err)
	}
	program := filepath.Join(filepath.Dir(os.Args[0]), "bridge")
	command := exec.Command(program)
	command.Stdin, command.Stdout, command.Stderr = bytes.NewReader(config), os.Stdout, os.Stderr
	err = command.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		os.Exit(ended.ExitCode())
	}
	return err
}

func bridgeConfig(given map[string]interface{}) ([]byte, error) {
	text, err := os.ReadFile(hostStatePath)
	if err != nil {
		return nil, fmt.Errorf("the router does not run yet: %w", err)
	}
	var state struct {
		Subnet string `json:"subnet"`
	}
	if err := json.Unmarshal(text, &state); err != nil {
		return nil, err
	}
	if state.Subnet == "" {
		return nil, errors.New("the router has no addresses yet")
	}
	given["type"] = "bridge"
	given["bridge"] = "weave"
	given["isGateway"] = true
	given["ipam"] = map[string]interface{}{
		"type":   "host-local",
		"ranges": [][]map[string]string{{{"subnet": state.Subnet}}},
		"routes": []map[string]string{{"dst": "0.0.0.0/0"}},
	}
	return json.Marshal(given)
}

// refuse says it as CNI wants it; what is wrong passes by itself.
func refuse(cause error) error {
	if os.Getenv("CNI_COMMAND") == "VERSION" {
		fmt.Println(`{"cniVersion":"0.4.0","supportedVersions":["0.3.0","0.3.1","0.4.0"]}`)
		return nil
	}
	if os.Getenv("CNI_COMMAND") == "DEL" {
		return nil
	}
	text, err := json.Marshal(map[string]interface{}{"cniVersion": "0.3.0", "code": 11, "msg": cause.Error()})
	if err != nil {
		return err
	}
	fmt.Println(string(text))
	return cause
}

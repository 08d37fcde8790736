package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
)

const controlAddress = "127.0.0.1:6784"

// serveStatus answers on the control address and, as Weave does, on the one that it is told to.
func serveStatus(state *network, failed chan<- error) {
	mux := http.NewServeMux()
	mux.HandleFunc("/status", func(response http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(response, state.text())
	})
	mux.HandleFunc("/report", func(response http.ResponseWriter, _ *http.Request) {
		response.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(response).Encode(state.report())
	})
	addresses := []string{controlAddress}
	if status := os.Getenv("WEAVE_STATUS_ADDR"); status != "" {
		addresses = append(addresses, status)
	}
	for _, address := range addresses {
		address := address
		go func() { failed <- http.ListenAndServe(address, mux) }()
	}
}

func (state *network) ipamStatus() string {
	if state.Subnet == "" {
		return "waiting for consensus"
	}
	return "ready"
}

func trustedSubnets() string {
	for _, word := range strings.Fields(os.Getenv("EXTRA_ARGS")) {
		if strings.HasPrefix(word, "--trusted-subnets=") {
			return strings.TrimPrefix(word, "--trusted-subnets=")
		}
	}
	return "none"
}

func (state *network) text() string {
	state.Lock()
	defer state.Unlock()
	others := len(state.Peers) - 1
	if others < 0 {
		others = 0
	}
	lines := []string{
		"        Version: 2.8.1 (the lab's stand-in)",
		"",
		"        Service: router",
		"       Protocol: weave 1..2",
		"           Name: " + state.Node + "(" + state.Node + ")",
		"     Encryption: enabled",
		"  PeerDiscovery: enabled",
		fmt.Sprintf("        Targets: %d", others),
		fmt.Sprintf("    Connections: %d (%d established)", others, others),
		fmt.Sprintf("          Peers: %d", others+1),
		" TrustedSubnets: " + trustedSubnets(),
		"",
		"        Service: ipam",
		"         Status: " + state.ipamStatus(),
		"          Range: " + state.Range,
		"  DefaultSubnet: " + state.Range,
		"",
	}
	return strings.Join(lines, "\n")
}

type connection struct {
	Address string
	State   string
	Info    string
}

type router struct {
	Name           string
	NickName       string
	Encryption     bool
	TrustedSubnets []string
	Peers          []peer
	Connections    []connection
}

type ipam struct {
	Paxos  interface{}
	Range  string
	Status string
	Owned  string
}

type report struct {
	Ready   bool
	Version string
	Router  router
	IPAM    ipam
}

func (state *network) report() report {
	state.Lock()
	defer state.Unlock()
	connections := []connection{}
	for _, one := range state.Peers {
		if one.NodeName == state.Node {
			continue
		}
		connections = append(connections, connection{
			Address: state.Nodes[one.NodeName] + ":6783",
			State:   "established",
			Info:    "plain route (the lab's stand-in)",
		})
	}
	return report{
		Ready:   state.Subnet != "" && state.Fault == "",
		Version: "2.8.1",
		Router: router{
			Name:           state.Node,
			NickName:       state.Node,
			Encryption:     true,
			TrustedSubnets: strings.Split(trustedSubnets(), ","),
			Peers:          state.Peers,
			Connections:    connections,
		},
		IPAM: ipam{Range: state.Range, Status: state.ipamStatus(), Owned: state.Subnet},
	}
}

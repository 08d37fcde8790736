package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"
)

const (
	// As the router sees it, and as the plugin does on the host.
	statePath     = "/weavedb/stand-in.json"
	hostStatePath = "/var/lib/weave/stand-in.json"
	round         = 2 * time.Second
)

// network is what this router knows at the moment.
type network struct {
	sync.Mutex
	Node   string
	Range  string
	Subnet string
	Peers  []peer
	Nodes  map[string]string
	Fault  string
}

// route takes part in the network for ever.
func route() error {
	node := os.Getenv("HOSTNAME")
	if os.Getenv("WEAVE_PASSWORD") == "" {
		return errors.New("there is no WEAVE_PASSWORD: traffic would not be encrypted")
	}
	_, all, err := net.ParseCIDR(os.Getenv("IPALLOC_RANGE"))
	if err != nil {
		return err
	}
	api, err := openCluster()
	if err != nil {
		return err
	}
	state := &network{Node: node, Range: all.String()}
	go func() {
		for {
			err := state.update(api, all)
			state.Lock()
			state.Fault = ""
			if err != nil {
				state.Fault = err.Error()
				fmt.Fprintln(os.Stderr, "weave:", err)
			}
			state.Unlock()
			time.Sleep(round)
		}
	}()
	failed := make(chan error, 1)
	serveStatus(state, failed)
	go func() {
		waitForSignal()
		failed <- nil
	}()
	return <-failed
}

func (state *network) update(api *cluster, all *net.IPNet) error {
	nodes, err := api.nodes()
	if err != nil {
		return err
	}
	peers, err := takePart(api, state.Node, nodes)
	if err != nil {
		return err
	}
	own := ""
	for _, one := range peers {
		subnet := subnetOf(all, one.Slot)
		if one.NodeName == state.Node {
			own = subnet.String()
			continue
		}
		if err := addRoute(subnet, net.ParseIP(nodes[one.NodeName])); err != nil {
			return fmt.Errorf("route to %s: %w", one.NodeName, err)
		}
	}
	state.Lock()
	state.Peers, state.Nodes, state.Subnet = peers, nodes, own
	state.Unlock()
	text, err := json.Marshal(map[string]string{"subnet": own})
	if err != nil {
		return err
	}
	return writeAtomic(statePath, text)
}

// subnetOf gives the /24 of a slot.
func subnetOf(all *net.IPNet, slot int) *net.IPNet {
	base := binary.BigEndian.Uint32(all.IP.To4())
	address := make(net.IP, 4)
	binary.BigEndian.PutUint32(address, base+uint32(slot)<<8)
	return &net.IPNet{IP: address, Mask: net.CIDRMask(24, 32)}
}

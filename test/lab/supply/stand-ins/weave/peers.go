package main

import (
	"encoding/json"
	"fmt"
	"net/http"
)

const (
	peersPath  = "/api/v1/namespaces/kube-system/configmaps"
	peersName  = "weave-net"
	annotation = "kube-peers.weave.works/peers"
)

// peer is one router in the ConfigMap that Weave keeps of them; a slot is its part of the address range.
type peer struct {
	PeerName string
	NodeName string
	Slot     int
}

type configMap struct {
	APIVersion string   `json:"apiVersion"`
	Kind       string   `json:"kind"`
	Metadata   metadata `json:"metadata"`
}

// takePart writes this node down, forgets nodes that are gone, and gives all peers.
func takePart(api *cluster, node string, nodes map[string]string) ([]peer, error) {
	var found configMap
	code, err := api.ask("GET", peersPath+"/"+peersName, nil, &found)
	if err != nil {
		return nil, err
	}
	if code != http.StatusOK && code != http.StatusNotFound {
		return nil, fmt.Errorf("the API answers for the peers with %d", code)
	}
	before := found.Metadata.Annotations[annotation]
	var list struct{ Peers []peer }
	if before != "" {
		if err := json.Unmarshal([]byte(before), &list); err != nil {
			return nil, err
		}
	}
	list.Peers = current(list.Peers, node, nodes)
	text, err := json.Marshal(list)
	if err != nil || string(text) == before {
		return list.Peers, err
	}
	wanted := configMap{APIVersion: "v1", Kind: "ConfigMap", Metadata: metadata{
		Name:            peersName,
		Namespace:       "kube-system",
		ResourceVersion: found.Metadata.ResourceVersion,
		Annotations:     map[string]string{annotation: string(text)},
	}}
	method, path := "PUT", peersPath+"/"+peersName
	if code == http.StatusNotFound {
		method, path = "POST", peersPath
	}
	// Another router may have been faster: the next round sees what it wrote.
	code, err = api.ask(method, path, wanted, nil)
	if err == nil && code >= 300 {
		err = fmt.Errorf("the API answers a %s of the peers with %d", method, code)
	}
	return list.Peers, err
}

func current(peers []peer, node string, nodes map[string]string) []peer {
	kept := []peer{}
	used := map[int]bool{}
	isKnown := false
	for _, one := range peers {
		if _, exists := nodes[one.NodeName]; !exists {
			continue
		}
		kept = append(kept, one)
		used[one.Slot] = true
		isKnown = isKnown || one.NodeName == node
	}
	if isKnown {
		return kept
	}
	slot := 0
	for used[slot] {
		slot++
	}
	return append(kept, peer{PeerName: node, NodeName: node, Slot: slot})
}

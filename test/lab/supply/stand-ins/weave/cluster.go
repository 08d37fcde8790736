package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"
)

const account = "/var/run/secrets/kubernetes.io/serviceaccount/"

// cluster is the Kubernetes API as the pod's own account may use it.
type cluster struct {
	client http.Client
	server string
}

func openCluster() (*cluster, error) {
	authority, err := os.ReadFile(account + "ca.crt")
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	host := net.JoinHostPort(os.Getenv("KUBERNETES_SERVICE_HOST"), os.Getenv("KUBERNETES_SERVICE_PORT"))
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	client := http.Client{Transport: transport, Timeout: 10 * time.Second}
	return &cluster{client: client, server: "https://" + host}, nil
}

// ask gives the status code; an answer of success is read into `into`.
func (c *cluster) ask(method, path string, body, into interface{}) (int, error) {
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return 0, err
		}
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequest(method, c.server+path, content)
	if err != nil {
		return 0, err
	}
	token, err := os.ReadFile(account + "token")
	if err != nil {
		return 0, err
	}
	request.Header.Set("Authorization", "Bearer "+string(token))
	request.Header.Set("Content-Type", "application/json")
	response, err := c.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || into == nil || response.StatusCode >= 300 {
		return response.StatusCode, err
	}
	return response.StatusCode, json.Unmarshal(answer, into)
}

type metadata struct {
	Name            string            `json:"name"`
	Namespace       string            `json:"namespace,omitempty"`
	ResourceVersion string            `json:"resourceVersion,omitempty"`
	Annotations     map[string]string `json:"annotations,omitempty"`
}

type nodeList struct {
	Items []struct {
		Metadata metadata `json:"metadata"`
		Status   struct {
			Addresses []struct {
				Type    string `json:"type"`
				Address string `json:"address"`
			} `json:"addresses"`
		} `json:"status"`
	} `json:"items"`
}

// nodes gives the internal address of each node by its name.
func (c *cluster) nodes() (map[string]string, error) {
	var list nodeList
	code, err := c.ask("GET", "/api/v1/nodes", nil, &list)
	if err != nil {
		return nil, err
	}
	if code != http.StatusOK {
		return nil, fmt.Errorf("the API answers a list of nodes with %d", code)
	}
	addresses := map[string]string{}
	for _, node := range list.Items {
		for _, address := range node.Status.Addresses {
			if address.Type == "InternalIP" {
				addresses[node.Metadata.Name] = address.Address
			}
		}
	}
	return addresses, nil
}

// watchPolicies reads what the real controller reads, so that its rights are tried.
func watchPolicies() error {
	api, err := openCluster()
	if err != nil {
		return err
	}
	paths := []string{
		"/apis/networking.k8s.io/v1/networkpolicies",
		"/api/v1/namespaces",
		"/api/v1/pods",
	}
	for _, path := range paths {
		code, err := api.ask("GET", path+"?limit=1", nil, nil)
		if err != nil {
			return err
		}
		if code != http.StatusOK {
			return fmt.Errorf("the API answers %s with %d", path, code)
		}
	}
	waitForSignal()
	return nil
}

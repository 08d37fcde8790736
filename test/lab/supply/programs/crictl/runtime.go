package main

import (
	"context"
	"net"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// Container logs and image lists are larger than gRPC's default limit of 4 MiB on busy hosts.
const maxMessageBytes = 16 * 1024 * 1024

// runtimeClient calls the CRI under the package name that the runtime serves. The messages of v1 and
// v1alpha2 are equal on the wire, so that one set of types serves both.
type runtimeClient struct {
	connection *grpc.ClientConn
	apiPackage string
	version    *cri.VersionResponse
}

func connect(ctx context.Context, endpoint string) (*runtimeClient, error) {
	path := strings.TrimPrefix(endpoint, "unix://")
	dial := func(ctx context.Context, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	}
	connection, err := grpc.DialContext(ctx, "passthrough:///runtime",
		grpc.WithInsecure(), grpc.WithContextDialer(dial), grpc.FailOnNonTempDialError(true), grpc.WithBlock(),
		grpc.WithAuthority("localhost"),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessageBytes)))
	if err != nil {
		return nil, err
	}
	runtime := &runtimeClient{connection: connection, version: &cri.VersionResponse{}}
	for _, apiPackage := range []string{"runtime.v1", "runtime.v1alpha2"} {
		runtime.apiPackage = apiPackage
		err = runtime.call(ctx, "RuntimeService/Version", &cri.VersionRequest{}, runtime.version)
		if status.Code(err) != codes.Unimplemented {
			break
		}
	}
	if err != nil {
		connection.Close()
		return nil, err
	}
	return runtime, nil
}

func (runtime *runtimeClient) call(ctx context.Context, method string, request, response interface{}) error {
	return runtime.connection.Invoke(ctx, "/"+runtime.apiPackage+"."+method, request, response)
}

func (runtime *runtimeClient) close() {
	runtime.connection.Close()
}

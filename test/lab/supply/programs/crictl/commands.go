package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

type command func(ctx context.Context, runtime *runtimeClient, options map[string]bool, operands []string) error

var commands = map[string]command{
	"version":  showVersion,
	"info":     showConditions,
	"pods":     listPods,
	"ps":       listContainers,
	"images":   listImages,
	"logs":     showLog,
	"stopp":    forEach(stopPod),
	"rmp":      forEach(removePod),
	"stop":     forEach(stopContainer),
	"rm":       forEach(removeContainer),
	"pull":     forEach(pullImage),
	"inspecti": forEach(inspectImage),
	"rmi":      forEach(removeImage),
}

type operation func(ctx context.Context, runtime *runtimeClient, options map[string]bool, operand string) error

func forEach(run operation) command {
	return func(ctx context.Context, runtime *runtimeClient, options map[string]bool, operands []string) error {
		if len(operands) == 0 {
			return fmt.Errorf("this command wants at least one name or ID")
		}
		for _, operand := range operands {
			if err := run(ctx, runtime, options, operand); err != nil {
				return err
			}
		}
		return nil
	}
}

func showVersion(_ context.Context, runtime *runtimeClient, _ map[string]bool, _ []string) error {
	fmt.Printf("RuntimeName:  %s\nRuntimeVersion:  %s\nRuntimeApiVersion:  %s\n",
		runtime.version.RuntimeName, runtime.version.RuntimeVersion, runtime.apiPackage)
	return nil
}

func showConditions(ctx context.Context, runtime *runtimeClient, _ map[string]bool, _ []string) error {
	response := &cri.StatusResponse{}
	if err := runtime.call(ctx, "RuntimeService/Status", &cri.StatusRequest{}, response); err != nil {
		return err
	}
	return printJSON(map[string]interface{}{"status": response.Status})
}

func listPods(ctx context.Context, runtime *runtimeClient, options map[string]bool, _ []string) error {
	response := &cri.ListPodSandboxResponse{}
	if err := runtime.call(ctx, "RuntimeService/ListPodSandbox", &cri.ListPodSandboxRequest{}, response); err != nil {
		return err
	}
	for _, pod := range response.Items {
		row := []string{pod.Id}
		if !isQuiet(options) {
			state := strings.TrimPrefix(pod.State.String(), "SANDBOX_")
			row = append(row, state, pod.GetMetadata().GetNamespace(), pod.GetMetadata().GetName())
		}
		fmt.Println(strings.Join(row, "  "))
	}
	return nil
}

func listContainers(ctx context.Context, runtime *runtimeClient, options map[string]bool, _ []string) error {
	response := &cri.ListContainersResponse{}
	if err := runtime.call(ctx, "RuntimeService/ListContainers", &cri.ListContainersRequest{}, response); err != nil {
		return err
	}
	for _, container := range response.Containers {
		if container.State != cri.ContainerState_CONTAINER_RUNNING && !options["a"] && !options["all"] {
			continue
		}
		row := []string{container.Id}
		if !isQuiet(options) {
			state := strings.TrimPrefix(container.State.String(), "CONTAINER_")
			pod := container.Labels["io.kubernetes.pod.namespace"] + "/" + container.Labels["io.kubernetes.pod.name"]
			row = append(row, state, container.GetMetadata().GetName(), pod)
		}
		fmt.Println(strings.Join(row, "  "))
	}
	return nil
}

func listImages(ctx context.Context, runtime *runtimeClient, options map[string]bool, _ []string) error {
	response := &cri.ListImagesResponse{}
	if err := runtime.call(ctx, "ImageService/ListImages", &cri.ListImagesRequest{}, response); err != nil {
		return err
	}
	for _, image := range response.Images {
		if isQuiet(options) {
			fmt.Println(image.Id)
		} else {
			fmt.Println(strings.Join(append([]string{image.Id, fmt.Sprint(image.Size_)}, image.RepoTags...), "  "))
		}
	}
	return nil
}

func showLog(ctx context.Context, runtime *runtimeClient, _ map[string]bool, operands []string) error {
	if len(operands) != 1 {
		return fmt.Errorf("logs wants one container ID")
	}
	response := &cri.ContainerStatusResponse{}
	request := &cri.ContainerStatusRequest{ContainerId: operands[0]}
	if err := runtime.call(ctx, "RuntimeService/ContainerStatus", request, response); err != nil {
		return err
	}
	file, err := os.Open(response.GetStatus().GetLogPath())
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(os.Stdout, file)
	return err
}

func stopPod(ctx context.Context, runtime *runtimeClient, _ map[string]bool, id string) error {
	request := &cri.StopPodSandboxRequest{PodSandboxId: id}
	if err := runtime.call(ctx, "RuntimeService/StopPodSandbox", request, &cri.StopPodSandboxResponse{}); err != nil {
		return err
	}
	fmt.Println("Stopped sandbox", id)
	return nil
}

func removePod(ctx context.Context, runtime *runtimeClient, options map[string]bool, id string) error {
	if isForced(options) {
		if err := stopPod(ctx, runtime, options, id); err != nil {
			return err
		}
	}
	request := &cri.RemovePodSandboxRequest{PodSandboxId: id}
	if err := runtime.call(ctx, "RuntimeService/RemovePodSandbox", request, &cri.RemovePodSandboxResponse{}); err != nil {
		return err
	}
	fmt.Println("Removed sandbox", id)
	return nil
}

func stopContainer(ctx context.Context, runtime *runtimeClient, _ map[string]bool, id string) error {
	request := &cri.StopContainerRequest{ContainerId: id, Timeout: 10}
	if err := runtime.call(ctx, "RuntimeService/StopContainer", request, &cri.StopContainerResponse{}); err != nil {
		return err
	}
	fmt.Println(id)
	return nil
}

func removeContainer(ctx context.Context, runtime *runtimeClient, options map[string]bool, id string) error {
	if isForced(options) {
		if err := stopContainer(ctx, runtime, options, id); err != nil {
			return err
		}
	}
	request := &cri.RemoveContainerRequest{ContainerId: id}
	return runtime.call(ctx, "RuntimeService/RemoveContainer", request, &cri.RemoveContainerResponse{})
}

func pullImage(ctx context.Context, runtime *runtimeClient, _ map[string]bool, name string) error {
	response := &cri.PullImageResponse{}
	request := &cri.PullImageRequest{Image: &cri.ImageSpec{Image: name}}
	if err := runtime.call(ctx, "ImageService/PullImage", request, response); err != nil {
		return err
	}
	fmt.Println("Image is up to date for", response.ImageRef)
	return nil
}

// An absent image is an answer without an image, not an error; kubeadm reads the exit code.
func inspectImage(ctx context.Context, runtime *runtimeClient, _ map[string]bool, name string) error {
	response := &cri.ImageStatusResponse{}
	request := &cri.ImageStatusRequest{Image: &cri.ImageSpec{Image: name}}
	if err := runtime.call(ctx, "ImageService/ImageStatus", request, response); err != nil {
		return err
	}
	if response.Image == nil {
		return fmt.Errorf("no such image %q present", name)
	}
	return printJSON(map[string]interface{}{"status": response.Image})
}

func removeImage(ctx context.Context, runtime *runtimeClient, _ map[string]bool, name string) error {
	request := &cri.RemoveImageRequest{Image: &cri.ImageSpec{Image: name}}
	return runtime.call(ctx, "ImageService/RemoveImage", request, &cri.RemoveImageResponse{})
}

func isQuiet(options map[string]bool) bool {
	return options["q"] || options["quiet"]
}

func isForced(options map[string]bool) bool {
	return options["f"] || options["force"]
}

func printJSON(value interface{}) error {
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

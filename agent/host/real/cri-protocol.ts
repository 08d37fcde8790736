import type { INamespace } from "protobufjs";

/**
 * The part of the Container Runtime Interface (k8s.io/cri-api, runtime/v1/api.proto) that we speak:
 * names and field numbers as there, fields we do not use left out. v1alpha2 has the same numbers.
 */
export const criProtocol = (version: CriVersion): INamespace => ({
  nested: { runtime: { nested: { [version]: { nested: MESSAGES } } } },
});

/** v1alpha2 is all that containerd before 1.6 speaks. */
export type CriVersion = "v1" | "v1alpha2";

export const CRI_VERSIONS: readonly CriVersion[] = ["v1", "v1alpha2"];

const string = (id: number): { readonly type: string; readonly id: number } => ({
  type: "string",
  id,
});
const strings = (
  id: number,
): { readonly rule: string; readonly type: string; readonly id: number } => ({
  rule: "repeated",
  type: "string",
  id,
});

const MESSAGES = {
  VersionRequest: { fields: { version: string(1) } },
  VersionResponse: {
    fields: {
      version: string(1),
      runtimeName: string(2),
      runtimeVersion: string(3),
      runtimeApiVersion: string(4),
    },
  },
  ListImagesRequest: { fields: {} },
  Image: { fields: { id: string(1), repoTags: strings(2), repoDigests: strings(3) } },
  ListImagesResponse: { fields: { images: { rule: "repeated", type: "Image", id: 1 } } },
  ImageSpec: { fields: { image: string(1) } },
  PullImageRequest: { fields: { image: { type: "ImageSpec", id: 1 } } },
  PullImageResponse: { fields: { imageRef: string(1) } },
  ListPodSandboxRequest: { fields: {} },
  PodSandboxMetadata: { fields: { name: string(1), uid: string(2), namespace: string(3) } },
  // `state` is an enum; 0: it runs. `createdAt` in nanoseconds since 1970.
  PodSandbox: {
    fields: {
      id: string(1),
      metadata: { type: "PodSandboxMetadata", id: 2 },
      state: { type: "int32", id: 3 },
      createdAt: { type: "int64", id: 4 },
    },
  },
  ListPodSandboxResponse: { fields: { items: { rule: "repeated", type: "PodSandbox", id: 1 } } },
  StopPodSandboxRequest: { fields: { podSandboxId: string(1) } },
  StopPodSandboxResponse: { fields: {} },
  RemovePodSandboxRequest: { fields: { podSandboxId: string(1) } },
  RemovePodSandboxResponse: { fields: {} },
};

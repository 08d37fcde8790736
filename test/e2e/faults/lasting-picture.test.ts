import { expect, test } from "vitest";
import { toLastingPicture } from "./lasting-picture.ts";

test("what every cluster has of its own is left out", () => {
  const lines = [
    "content 01ab  /etc/kubernetes/kubelet.conf",
    "content 01ab  /etc/pharos/pki/agent.key",
    "content 01ab  /etc/containerd/config.toml",
    "file /var/lib/etcd/member d 700 root root ",
    "file /var/lib/containerd/io.containerd.content.v1.content/blobs d 755 root root ",
    "mount /run/containerd/io.containerd.grpc.v1.cri/sandboxes/0123456789ab/shm",
  ];
  expect(toLastingPicture(lines)).toEqual(["content 01ab  /etc/containerd/config.toml"]);
});

test("identifiers and dates are told by their kind, and what then is equal once", () => {
  const lines = [
    "file /etc/kubernetes/a-2026-11-22-10-00-00.pem f 600 root root ",
    "file /etc/kubernetes/a-2026-11-23-11-00-00.pem f 600 root root ",
    "link veth12ab34cd",
  ];
  expect(toLastingPicture(lines)).toEqual([
    "file /etc/kubernetes/a-DATE.pem f 600 root root ",
    "link VETH",
  ]);
});

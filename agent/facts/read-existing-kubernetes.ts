import type { ExistingKubernetes } from "../../shared/spec/facts.ts";
import type { FileReader } from "../host/files.ts";
import { readCaCertificateHash } from "../kubeadm/ca-certificate-hash.ts";

/** Traces of a cluster that this host is in already, whoever made it. */
export const readExistingKubernetes = async (files: FileReader): Promise<ExistingKubernetes> => {
  const exists = async (path: string): Promise<boolean> => (await files.stat(path)) !== undefined;
  const [kubeconfig, controlPlane, etcdMember, socket, daemon, hash] = await Promise.all([
    files.read("/etc/kubernetes/kubelet.conf").catch(() => ""),
    exists("/etc/kubernetes/manifests/kube-apiserver.yaml"),
    exists("/var/lib/etcd/member"),
    exists("/run/docker.sock"),
    exists("/usr/bin/dockerd"),
    readCaCertificateHash({ files }).catch(() => undefined),
  ]);
  // One line of a file that kubeadm writes: no reason to load a YAML parser.
  const [, server] = /^\s*server:\s*["']?([^\s"']+)/m.exec(kubeconfig ?? "") ?? [];
  return {
    joined: kubeconfig !== undefined,
    controlPlane,
    etcdMember,
    docker: socket || daemon,
    ...(server === undefined ? {} : { server }),
    ...(hash === undefined ? {} : { caCertificateHash: hash }),
  };
};

import type { FakeCluster } from "../host/fake/fake-cluster.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import type { Host, Provenance, RunSecretName } from "../host/host.ts";

/** A host on which everything is ready for kubeadm, and nothing of Kubernetes is there yet. */
export const preparedHost = (hostname: string, cluster?: FakeCluster): FakeHost => {
  const host = new FakeHost({ hostname, ...(cluster === undefined ? {} : { cluster }) });
  const { machine } = host;
  for (const name of ["kubeadm", "kubelet", "containerd", "iptables"]) {
    machine.packages.set(name, { version: "1.20.2-1.1", held: true, configured: true });
  }
  for (const unit of ["containerd.service", "kubelet.service"]) {
    const path = `/usr/lib/systemd/system/${unit}`;
    machine.files.seed(
      path,
      "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n",
    );
    machine.units.set(unit, {
      active: "inactive",
      loadedFiles: [path],
      loadedAtMs: machine.nowMs(),
    });
  }
  const containerd = machine.units.get("containerd.service");
  if (containerd !== undefined) containerd.active = "active";
  machine.programs.set("iptables-save", () => ({ exitCode: 0, stdout: "", stderr: "" }));
  return host;
};

export const began: Provenance = { began: () => true, completed: () => false };
export const completed: Provenance = { began: () => false, completed: () => true };

/** Join material of a run, for masters too. */
export const joinSecrets: Host["secrets"] = {
  get: (name: RunSecretName) => SECRETS[name],
};

const SECRETS = {
  "join-token": "abcdef.0123456789abcdef",
  "ca-certificate-hash": `sha256:${"ab".repeat(32)}`,
  "certificate-key": "cd".repeat(32),
} as const;

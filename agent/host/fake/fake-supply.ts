/** A package as a repository has it, and what its installation brings. */
export interface FakePackage {
  readonly name: string;
  /** Newest first. */
  readonly versions: readonly string[];
  /** `added`: known to apt only after an update of its lists with a file in sources.list.d. */
  readonly source: "system" | "added";
  readonly depends: readonly string[];
  /** Text by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Units that its maintainer script enables; none is started. */
  readonly enables: readonly string[];
}

const UNIT_FOLDER = "/usr/lib/systemd/system";

const service = (description: string, command: string): string =>
  `[Unit]\nDescription=${description}\n\n[Service]\nExecStart=${command}\n\n[Install]\nWantedBy=multi-user.target\n`;

const KUBERNETES_VERSIONS = ["1.20.3-1.1", "1.20.2-1.1"];

const program = (
  name: string,
  versions: readonly string[],
  more: Partial<FakePackage> = {},
): FakePackage => ({
  name,
  versions,
  source: "system",
  depends: [],
  files: { [`/usr/bin/${name}`]: `program ${name}` },
  enables: [],
  ...more,
});

/** What a Debian 12 host and the Kubernetes repository offer, as far as the product asks for it. */
export const fakeSupply: readonly FakePackage[] = [
  program("runc", ["1.1.5+ds1-1+deb12u1"]),
  program("containerd", ["1.6.20~ds1-1+deb12u1", "1.6.20~ds1-1+b1"], {
    depends: ["runc"],
    files: {
      "/usr/bin/containerd": "program containerd",
      [`${UNIT_FOLDER}/containerd.service`]: service(
        "containerd container runtime",
        "/usr/bin/containerd",
      ),
    },
    enables: ["containerd.service"],
  }),
  program("docker.io", ["20.10.24+dfsg1-1+deb12u1"], {
    depends: ["containerd"],
    files: {
      "/usr/sbin/dockerd": "program dockerd",
      [`${UNIT_FOLDER}/docker.service`]: service("Docker", "/usr/sbin/dockerd -H fd://"),
      [`${UNIT_FOLDER}/docker.socket`]: "[Socket]\n\n[Install]\nWantedBy=multi-user.target\n",
    },
    enables: ["docker.service", "docker.socket"],
  }),
  program("cri-o", ["1.20.7~0"], {
    source: "added",
    depends: ["iptables"],
    files: {
      "/usr/bin/crio": "program crio",
      "/etc/cni/net.d/11-crio-ipv4-bridge.conflist": "{}\n",
      "/etc/crio/crio.conf.d/10-crio.conf": "[crio.runtime]\n",
      [`${UNIT_FOLDER}/crio.service`]: service("CRI-O", "/usr/bin/crio"),
    },
    enables: ["crio.service"],
  }),
  program("haproxy", ["2.6.12-1+deb12u2"], {
    files: {
      "/usr/sbin/haproxy": "program haproxy",
      "/etc/haproxy/haproxy.cfg": "global\n",
      [`${UNIT_FOLDER}/haproxy.service`]: service("HAProxy Load Balancer", "/usr/sbin/haproxy -Ws"),
    },
    enables: ["haproxy.service"],
  }),
  program("kubelet", KUBERNETES_VERSIONS, {
    source: "added",
    depends: ["kubernetes-cni"],
    files: {
      "/usr/bin/kubelet": "program kubelet",
      [`${UNIT_FOLDER}/kubelet.service`]: service(
        "kubelet: The Kubernetes Node Agent",
        "/usr/bin/kubelet",
      ),
      [`${UNIT_FOLDER}/kubelet.service.d/10-kubeadm.conf`]:
        "[Service]\nEnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env\nExecStart=\nExecStart=/usr/bin/kubelet\n",
    },
    enables: ["kubelet.service"],
  }),
  program("kubeadm", KUBERNETES_VERSIONS, { source: "added", depends: ["kubelet", "cri-tools"] }),
  program("kubectl", KUBERNETES_VERSIONS, { source: "added" }),
  program("cri-tools", ["1.20.0-1.1"], {
    source: "added",
    files: { "/usr/bin/crictl": "program crictl" },
  }),
  program("kubernetes-cni", ["1.1.1-1.1"], {
    source: "added",
    files: Object.fromEntries(
      ["bridge", "host-local", "loopback", "portmap"].map((name) => [
        `/opt/cni/bin/${name}`,
        `program ${name}`,
      ]),
    ),
  }),
  ...["conntrack", "ebtables", "ethtool", "iptables", "ipset", "nftables", "socat"].map((name) =>
    program(name, ["1:1.0-1"], { files: { [`/usr/sbin/${name}`]: `program ${name}` } }),
  ),
];

/** What an agent reports about its host. Sizes in bytes, times in milliseconds. */
export interface HostFacts {
  readonly hostname: string;
  readonly machineId: string;
  readonly bootId: string;
  readonly os: OsFacts;
  readonly kernel: { readonly release: string; readonly architecture: "amd64" | "arm64" | "other" };
  readonly cpu: { readonly cores: number; readonly model: string };
  readonly memory: { readonly totalBytes: number; readonly availableBytes: number };
  readonly disks: readonly DiskFacts[];
  readonly interfaces: readonly InterfaceFacts[];
  readonly routes: readonly RouteFacts[];
  readonly dns: { readonly servers: readonly string[]; readonly resolvConf: string };
  readonly time: {
    readonly synchronized: boolean;
    readonly service?: string;
    readonly nowMs: number;
  };
  readonly cgroupVersion: 1 | 2;
  readonly virtualization: string;
  /** `CAP_SYS_ADMIN`, … in the bounding set of the agent. */
  readonly capabilities: readonly string[];
  readonly listeners: readonly ListenerFacts[];
  readonly kubernetes: ExistingKubernetes;
  /** Debian versions by package name, of those that matter to us. */
  readonly packages: Readonly<Record<string, string>>;
  /** Packages that were installed by us, from the journal. */
  readonly installedByPharos: readonly string[];
  readonly rebootRequired: boolean;
  /** Firewalls of others that are active. */
  readonly activeFirewalls: readonly OtherFirewall[];
}

export type OtherFirewall = "ufw" | "firewalld";

export interface OsFacts {
  /** `ubuntu`, `debian`. */
  readonly id: string;
  /** `24.04`, `12`. */
  readonly versionId: string;
  readonly codename: string;
  readonly prettyName: string;
}

export interface DiskFacts {
  readonly mount: string;
  readonly totalBytes: number;
  readonly freeBytes: number;
}

export interface InterfaceFacts {
  readonly name: string;
  readonly mtu: number;
  readonly addresses: readonly string[];
}

export interface RouteFacts {
  readonly destination: string;
  readonly device: string;
  readonly gateway?: string;
  readonly protocol: string;
}

export interface ListenerFacts {
  readonly protocol: "tcp" | "udp";
  readonly address: string;
  readonly port: number;
  readonly program?: string;
}

export interface ExistingKubernetes {
  /** /etc/kubernetes/kubelet.conf: the host has joined some cluster. */
  readonly joined: boolean;
  readonly controlPlane: boolean;
  readonly etcdMember: boolean;
  /** Server address in kubelet.conf. */
  readonly server?: string;
  readonly docker: boolean;
  /** What joining hosts know the cluster's authority by: `sha256:` and the digest of its public key. */
  readonly caCertificateHash?: string;
}

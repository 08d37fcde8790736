// Generated from proto/ by `npm run generate`; do not edit.

export type Architecture =
  | "ARCHITECTURE_UNSPECIFIED"
  | "ARCHITECTURE_AMD64"
  | "ARCHITECTURE_ARM64"
  | "ARCHITECTURE_OTHER";

export type TransportProtocol =
  | "TRANSPORT_PROTOCOL_UNSPECIFIED"
  | "TRANSPORT_PROTOCOL_TCP"
  | "TRANSPORT_PROTOCOL_UDP";

/**
 * What an agent reports about its host. Sizes are in bytes, times in milliseconds since the Unix
 * epoch.
 */
export interface HostFacts {
  readonly hostname: string;
  readonly machineId: string;
  /** Changes with each boot. */
  readonly bootId: string;
  readonly os: OperatingSystem | undefined;
  readonly kernel: Kernel | undefined;
  readonly cpu: Cpu | undefined;
  readonly memory: Memory | undefined;
  readonly disks: readonly Disk[];
  readonly interfaces: readonly NetworkInterface[];
  readonly routes: readonly Route[];
  readonly dns: Dns | undefined;
  readonly time: Clock | undefined;
  /** 1 or 2. */
  readonly cgroupVersion: number;
  /** `none`, `kvm`, `systemd-nspawn`, … as systemd-detect-virt says. */
  readonly virtualization: string;
  /** `CAP_SYS_ADMIN`, … in the agent's bounding set. */
  readonly capabilities: readonly string[];
  readonly listeners: readonly Listener[];
  readonly kubernetes: ExistingKubernetes | undefined;
  /** Debian versions by package name, of those that matter. */
  readonly packages: Readonly<Record<string, string>>;
  readonly installedByPharos: readonly string[];
  readonly rebootRequired: boolean;
  /** Firewalls of others that are active: `ufw`, `firewalld`. */
  readonly activeFirewalls: readonly string[];
}

export interface OperatingSystem {
  /** `ubuntu`, `debian`. */
  readonly id: string;
  /** `24.04`, `12`. */
  readonly versionId: string;
  readonly codename: string;
  readonly prettyName: string;
}

export interface Kernel {
  readonly release: string;
  readonly architecture: Architecture;
}

export interface Cpu {
  readonly cores: number;
  readonly model: string;
}

export interface Memory {
  readonly totalBytes: number;
  readonly availableBytes: number;
}

export interface Disk {
  readonly mount: string;
  readonly totalBytes: number;
  readonly freeBytes: number;
}

export interface NetworkInterface {
  readonly name: string;
  /** Bytes. */
  readonly mtu: number;
  /** With prefix length. */
  readonly addresses: readonly string[];
}

export interface Route {
  /** CIDR, or `default`. */
  readonly destination: string;
  readonly device: string;
  /** Absent: directly on the device. */
  readonly gateway: string | undefined;
  /** Who made it: `kernel`, `dhcp`, `static`, … */
  readonly protocol: string;
}

export interface Dns {
  readonly servers: readonly string[];
  /** Path that /etc/resolv.conf leads to. */
  readonly resolvConf: string;
}

export interface Clock {
  readonly synchronized: boolean;
  /** Unit that keeps the time; absent when there is none. */
  readonly service: string | undefined;
  readonly nowMs: number;
}

export interface Listener {
  readonly protocol: TransportProtocol;
  readonly address: string;
  readonly port: number;
  readonly program: string | undefined;
}

export interface ExistingKubernetes {
  /** The host has joined some cluster. */
  readonly joined: boolean;
  readonly controlPlane: boolean;
  readonly etcdMember: boolean;
  /** API server that the kubelet speaks to. */
  readonly server: string | undefined;
  readonly docker: boolean;
  /** What joining hosts know the cluster's authority by: `sha256:` and the hex digest of its public key. */
  readonly caCertificateHash: string | undefined;
}

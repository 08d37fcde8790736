// Generated from proto/ by `npm run generate`; do not edit.

import type { ClusterIdentity, HostRole, Profile, SignedDocument, Taint } from "./common.ts";
import type { GetHealthResponse } from "./host.ts";
import type { HostFacts, TransportProtocol } from "./facts.ts";
import type { HostPlan } from "./run.ts";
import type { Struct } from "./google-struct.ts";

export type DriftMode =
  | "DRIFT_MODE_UNSPECIFIED"
  | "DRIFT_MODE_CORRECT"
  | "DRIFT_MODE_REPORT"
  | "DRIFT_MODE_OFF";

export type Ensure = "ENSURE_UNSPECIFIED" | "ENSURE_PRESENT" | "ENSURE_ABSENT";

export type RuntimeKind =
  | "RUNTIME_KIND_UNSPECIFIED"
  | "RUNTIME_KIND_CONTAINERD"
  | "RUNTIME_KIND_DOCKER"
  | "RUNTIME_KIND_CRI_O";

export type CgroupDriver =
  | "CGROUP_DRIVER_UNSPECIFIED"
  | "CGROUP_DRIVER_SYSTEMD"
  | "CGROUP_DRIVER_CGROUPFS";

export type ExternalNetworkProvider =
  | "EXTERNAL_NETWORK_PROVIDER_UNSPECIFIED"
  | "EXTERNAL_NETWORK_PROVIDER_WEAVE"
  | "EXTERNAL_NETWORK_PROVIDER_CUSTOM";

/** How kubeadm brings a host into the cluster. */
export type Bootstrap = "BOOTSTRAP_UNSPECIFIED" | "BOOTSTRAP_INIT" | "BOOTSTRAP_JOIN";

export type DnsProvider = "DNS_PROVIDER_UNSPECIFIED" | "DNS_PROVIDER_COREDNS" | "DNS_PROVIDER_NONE";

export interface PlanRequest {
  /** Kind DOCUMENT_KIND_NODE_SPEC. Absent: the spec that the host accepted last. */
  readonly spec: SignedDocument | undefined;
  /** Planned in this order. Empty: all that the spec's role has. */
  readonly profiles: readonly Profile[];
  /** Answers the host's facts too, as HostService.GetFacts does. Default false. */
  readonly includeFacts: boolean;
  /** Answers health and accepted spec too. Default false. */
  readonly includeState: boolean;
}

export interface PlanResponse {
  /** Absent if no spec was sent and none has been accepted. */
  readonly plan: HostPlan | undefined;
  /** Absent unless asked for. */
  readonly facts: HostFacts | undefined;
  /**
   * As HostService.GetHealth answers, without the pod network, when the rest is known. Absent unless asked
   * for, and from an agent from before it.
   */
  readonly health: GetHealthResponse | undefined;
  /** As GetSpec answers, in outline. Absent where `health` is. */
  readonly accepted: GetSpecResponse | undefined;
  /** How long the host has worked on this answer; what the caller waited beyond it was the way. */
  readonly tookMs: number;
}

export interface ApplyRequest {
  /** Kind DOCUMENT_KIND_NODE_SPEC. */
  readonly spec: SignedDocument | undefined;
  /** UUID, made by the controller, one for all hosts of a run. */
  readonly run: string;
  readonly profile: Profile;
  /** Of the lock that the caller holds. Lower than one the agent has seen is refused. */
  readonly fencingNumber: number;
  /**
   * Values that live for this run only and are kept in memory: `join-token`,
   * `ca-certificate-hash`, `certificate-key`. Never journalled.
   */
  readonly runSecrets: Readonly<Record<string, string>>;
}

export interface GetSpecRequest {
  /** The outline instead of the spec. */
  readonly outline: boolean;
}

export interface GetSpecResponse {
  /** 0: no spec has been accepted. */
  readonly generation: number;
  /** Hex SHA-256 of the payload; empty without a spec. */
  readonly digest: string;
  /** Absent without a spec, and where its outline is given. */
  readonly spec: SignedDocument | undefined;
  /**
   * A NodeSpec without what names every member, its firewall and routes. Empty: not asked for, or an agent
   * from before it.
   */
  readonly outline: Uint8Array;
}

/** What one host is to be. Holds no secret: secrets are named by SecretRef. */
export interface NodeSpec {
  readonly cluster: ClusterIdentity | undefined;
  /** Number of this spec for this host, from 1 on. */
  readonly generation: number;
  /** Name in the membership and name of the Kubernetes node. */
  readonly host: string;
  readonly ensure: Ensure;
  readonly role: HostRole;
  /** IP address that the other members use, and the kubelet's node IP. */
  readonly address: string;
  readonly agent: AgentBuild | undefined;
  readonly packages: PackageSpec | undefined;
  readonly system: SystemSpec | undefined;
  readonly runtime: RuntimeSpec | undefined;
  readonly apiProxy: ApiProxySpec | undefined;
  readonly network: NetworkSpec | undefined;
  readonly kubernetes: KubernetesSpec | undefined;
  /** Only for the master that keeps the cluster's own objects. */
  readonly clusterObjects: ClusterObjectsSpec | undefined;
  /** What the agent does by itself about differences that no run made. Absent: nothing. */
  readonly drift: DriftSpec | undefined;
  /** Absent: the agent disrupts nothing by itself. */
  readonly maintenance: MaintenanceSpec | undefined;
  /** Whom the packet filter lets in. Absent: nothing is done about it. */
  readonly firewall: FirewallSpec | undefined;
}

export interface FirewallSpec {
  /** False: there is to be none of ours. */
  readonly enabled: boolean;
  /** What sshd listens on; open to everybody. */
  readonly sshPorts: readonly number[];
  /** This host included. */
  readonly members: readonly FirewallMember[];
  /** Weave's peers outside of the cluster, IP addresses. */
  readonly peers: readonly string[];
  /** Networks that may reach all but what is for loopback or masters. */
  readonly trustedSubnets: readonly string[];
  /** Open to everybody. */
  readonly openPorts: readonly OpenPorts[];
  /** Of services of type NodePort. */
  readonly nodePorts: PortRange | undefined;
  /** The ingress addon runs here. */
  readonly ingress: boolean;
}

export interface FirewallMember {
  readonly name: string;
  readonly role: HostRole;
  /** IP addresses that it may come from. */
  readonly addresses: readonly string[];
}

/** Both ends included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export interface OpenPorts {
  readonly protocol: TransportProtocol;
  readonly ports: PortRange | undefined;
}

export interface DriftSpec {
  readonly mode: DriftMode;
  /** How often everything is looked at, milliseconds; watched files are seen at once. */
  readonly intervalMs: number;
}

/** The only program that the host's agent may become. */
export interface AgentBuild {
  readonly version: string;
  /** Hex SHA-256 of the single bundled file. */
  readonly bundleSha256: string;
  readonly nodeVersion: string;
  /** Hex SHA-256 of the Node that it runs on, for the host's architecture. */
  readonly runtimeSha256: string;
  /** Hex SHA-256 of its systemd unit. */
  readonly unitSha256: string;
}

export interface PackageSpec {
  readonly repositories: readonly AptRepository[];
  /** Upstream version: `1.20.2` matches Debian version `1.20.2-*`. Held after installation. */
  readonly kubernetesVersion: string;
  /** `containerd` or `docker.io`; `containerd.io` or `docker-ce` from Docker's repository; `cri-o`. */
  readonly runtimePackage: string;
  /** Names that were not on the host before the first apply; read only with ENSURE_ABSENT. */
  readonly installedByPharos: readonly string[];
}

export interface AptRepository {
  /** File name below sources.list.d and keyrings. */
  readonly name: string;
  readonly uri: string;
  /** `/` with no components for a flat repository. */
  readonly suite: string;
  readonly components: readonly string[];
  /** ASCII-armored public key that must have signed it. */
  readonly key: string;
}

export interface SystemSpec {
  readonly sysctls: Readonly<Record<string, string>>;
  readonly kernelModules: readonly string[];
  /** Lines of /etc/environment. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface RuntimeSpec {
  readonly kind: RuntimeKind;
  /** Format of containerd's configuration: 2 for 1.x, 3 for 2.x. */
  readonly configVersion: number;
  readonly sandboxImage: string;
  readonly cgroupDriver: CgroupDriver;
  /** The host's root lacks CAP_SYS_RESOURCE. */
  readonly restrictOomScoreAdj: boolean;
  readonly mirrors: readonly RegistryMirror[];
  readonly insecureRegistries: readonly string[];
  /** Between Docker and a kubelet that does not drive it itself. */
  readonly criDockerd: CriDockerdSpec | undefined;
  /** Somebody else installs and configures it: agents only use it. */
  readonly unmanaged: boolean;
}

/** One release of cri-dockerd, for this host's architecture. */
export interface CriDockerdSpec {
  readonly version: string;
  readonly url: string;
  /** Hex SHA-256 of the archive that is there. */
  readonly sha256: string;
}

export interface RegistryMirror {
  /** Registry host that is asked for; `_default` for every registry. */
  readonly registry: string;
  /** URL. */
  readonly endpoint: string;
  /** PEM. Absent: the system's roots. */
  readonly ca: string | undefined;
  /** Absent: anonymous. */
  readonly credentials: SecretRef | undefined;
}

/**
 * A secret's name in the agent's secrets folder and a keyed hash of its value, so that a change is
 * seen without the value.
 */
export interface SecretRef {
  readonly name: string;
  readonly hash: string;
}

/** The balancer for API servers on 127.0.0.1:7445 of every host. */
export interface ApiProxySpec {
  /** This host's own API server first, then by name. */
  readonly backends: readonly ApiBackend[];
}

export interface ApiBackend {
  readonly name: string;
  readonly address: string;
}

export type NetworkSpec =
  | {
      readonly provider: "bridge";
      readonly bridge: BridgeNetwork;
    }
  | {
      readonly provider: "external";
      readonly external: ExternalNetwork;
    }
  | { readonly provider?: undefined };

/** CNI's bridge plugin and one route for each other host. */
export interface BridgeNetwork {
  /** This host's pods. */
  readonly podCidr: string;
  /** All pods. */
  readonly clusterCidr: string;
  /** Bytes. Absent: the plugin's own default. */
  readonly mtu: number | undefined;
  readonly routes: readonly PodRoute[];
}

export interface PodRoute {
  readonly destination: string;
  readonly gateway: string;
}

/** A pod network made by objects in the cluster. */
export interface ExternalNetwork {
  readonly provider: ExternalNetworkProvider;
  readonly clusterCidr: string;
}

/** Inputs of kubeadm's configuration files, in no version's form. */
export interface KubernetesSpec {
  readonly version: string;
  readonly imageRepository: string;
  readonly serviceCidr: string;
  readonly podNetworkCidr: string;
  readonly dnsDomain: string;
  readonly dns: DnsSpec | undefined;
  readonly bootstrap: Bootstrap;
  readonly certificateSans: readonly string[];
  readonly kubelet: KubeletSpec | undefined;
  readonly kubeProxy: KubeProxySpec | undefined;
  readonly controlPlane: ControlPlaneSpec | undefined;
  /** Taints that the node registers with. */
  readonly registerTaints: readonly Taint[];
  /** Absent: pharosctl has made the cluster. */
  readonly adopted: AdoptedCluster | undefined;
}

/**
 * A cluster that somebody has made with kubeadm alone: it keeps the endpoint that it was made with, and
 * no host gets a balancer.
 */
export interface AdoptedCluster {
  /** Host and port under which nodes reach the API server. */
  readonly endpoint: string;
}

export interface DnsSpec {
  readonly provider: DnsProvider;
  readonly replicas: number;
}

export interface KubeletSpec {
  /** Merged into KubeletConfiguration. */
  readonly config: Struct | undefined;
  /** Flags without dashes. */
  readonly extraArgs: Readonly<Record<string, string>>;
  /** Absent: the version's default. */
  readonly resolvConf: string | undefined;
  /** What those flags name, on this host. */
  readonly files: readonly ControlPlaneFile[];
}

export interface KubeProxySpec {
  readonly mode: string;
  /** KubeProxyConfiguration's `conntrack`. */
  readonly conntrack: Struct | undefined;
}

/** Flags without dashes. */
export interface ControlPlaneSpec {
  readonly apiServerExtraArgs: Readonly<Record<string, string>>;
  readonly controllerManagerExtraArgs: Readonly<Record<string, string>>;
  readonly schedulerExtraArgs: Readonly<Record<string, string>>;
  readonly featureGates: Readonly<Record<string, boolean>>;
  /** What those flags name, on this master. */
  readonly files: readonly ControlPlaneFile[];
  /** Folders of the host that the API server sees under the same path. */
  readonly apiServerFolders: readonly MountedFolder[];
  /** The same for the controller manager. */
  readonly controllerManagerFolders: readonly MountedFolder[];
  /** Absent: etcd runs on the masters. */
  readonly externalEtcd: ExternalEtcdSpec | undefined;
  /** Absent: scheduled snapshots stay where they are taken. */
  readonly snapshotStore: SnapshotStoreSpec | undefined;
}

export type ControlPlaneFile = {
  /** Absolute. Its name changes with its content, so that whoever reads it is started anew. */
  readonly path: string;
} & (
  | {
      readonly content: "text";
      readonly text: string;
    }
  | {
      readonly content: "secret";
      readonly secret: SecretRef;
    }
  | { readonly content?: undefined }
);

export interface MountedFolder {
  readonly path: string;
  /** Made if it is not there; otherwise it is only read. */
  readonly writable: boolean;
}

/** Where masters copy their scheduled snapshots of etcd to. Files are paths on the master. */
export interface SnapshotStoreSpec {
  /** `https://minio.example.com:9000`. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Folder of the bucket in which the cluster has one of its own. Empty: the bucket itself. */
  readonly prefix: string;
  /** The bucket is the beginning of the path; otherwise of the server's name. */
  readonly pathStyle: boolean;
  readonly accessKeyId: string;
  readonly secretKeyFile: string;
  /** Empty: copies are not encrypted. */
  readonly passphraseFile: string;
  /** PEM of all authorities that are trusted. Empty: the public ones. */
  readonly caFile: string;
  /** How many copies, from 1. */
  readonly keep: number;
  /** Older ones go too, but for the newest. 0: none goes for its age. */
  readonly keepForMs: number;
}

/** An etcd outside of the cluster. */
export interface ExternalEtcdSpec {
  /** `https://192.0.2.20:2379`. */
  readonly endpoints: readonly string[];
  /** Paths of PEM files; empty where there is none. */
  readonly caFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** What a master keeps in the cluster on behalf of all. */
export interface ClusterObjectsSpec {
  readonly nodes: readonly NodeObject[];
  /** YAML without secrets, for ConfigMap kube-system/pharos-config. */
  readonly storedConfiguration: string;
  /** In the order in which they are applied; a stack that is here no more is removed. */
  readonly stacks: readonly ObjectStack[];
}

/** Objects that come and go together. */
export interface ObjectStack {
  /** Lower case letters, digits and `-`. */
  readonly name: string;
  readonly objects: readonly StackObject[];
}

export interface StackObject {
  /** JSON of the object, with apiVersion, kind and metadata.name. */
  readonly json: string;
  /** File and document it comes from. Absent: of our own making. */
  readonly source: string | undefined;
  /** Values of a Secret, which are in no spec. */
  readonly secrets: readonly ObjectSecret[];
}

/** One key of a Secret's `data`. */
export type ObjectSecret = {
  readonly key: string;
} & (
  | {
      readonly from: "stored";
      readonly stored: SecretRef;
    }
  | {
      /** Bytes. Made once in the cluster, as hexadecimal digits, and then kept. */
      readonly from: "generatedBytes";
      readonly generatedBytes: number;
    }
  | { readonly from?: undefined }
);

/**
 * Labels and taints of one node. Labels that were set by an earlier spec and are here no more are
 * removed; others are left alone.
 */
export interface NodeObject {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** Given to a node that has none. Absent: somebody else gives it. */
  readonly podCidr: string | undefined;
}

/** When a host may be disrupted, and what its agent does by itself about reboots and host upgrades. */
export interface MaintenanceSpec {
  /** For everything that disrupts. Empty: always. */
  readonly windows: readonly TimeWindow[];
  /** Hosts of the whole cluster that may be disrupted at the same time, from 1; of masters always one. */
  readonly budget: number;
  /** Absent: the agent reboots nothing by itself. */
  readonly reboots: RebootSpec | undefined;
  /** Absent: the agent upgrades nothing by itself. */
  readonly upgrades: UpgradeSpec | undefined;
  /** Absent: masters take snapshots of etcd only before something is done to it. */
  readonly etcdSnapshots: EtcdSnapshotsSpec | undefined;
}

/** Snapshots of etcd that each master takes by itself and keeps on its disk. */
export interface EtcdSnapshotsSpec {
  readonly intervalMs: number;
  /** How many, from 1. */
  readonly keep: number;
}

/** A time of day, on some days. */
export interface TimeWindow {
  /** Days on which it begins; 0 is Sunday. */
  readonly days: readonly number[];
  /** Of the day, 0 to 1439. */
  readonly startMinute: number;
  /** Of the day, the first that is outside again, 1 to 1440. Not above its start: on the next day. */
  readonly endMinute: number;
  /** IANA name. */
  readonly timeZone: string;
}

export interface RebootSpec {
  /** A file that is there when a reboot is needed. */
  readonly sentinel: string;
  /** A program of the host that ends with 0 when a reboot is needed. Absent: the file counts. */
  readonly sentinelProgram: string | undefined;
  /** How often that is looked at. */
  readonly periodMs: number;
  /** Its own, besides those of all maintenance. Empty: always. */
  readonly windows: readonly TimeWindow[];
  /** No host begins when less than this is left of a window. */
  readonly latestStartMs: number;
  readonly drain: DrainSpec | undefined;
  /** Reboots even when the drain did not come to its end. */
  readonly force: boolean;
  /** Between drain and reboot. */
  readonly rebootDelayMs: number;
  /** A program of the host that reboots it. Absent: `systemctl reboot`. */
  readonly rebootProgram: string | undefined;
  /** How long a host that did not come back counts as disrupted; 0: for ever. */
  readonly lockTtlMs: number;
  /** The slot is kept for so long after the host is back. */
  readonly releaseDelayMs: number;
  /** Label selectors: pods on the host that match one of them put the reboot off. */
  readonly blockingPodSelectors: readonly string[];
  /** Absent: nobody is asked. */
  readonly alerts: AlertsSpec | undefined;
  /** Keeps kured's two annotations on the node. */
  readonly annotate: boolean;
  /** Put on the node before the drain, and after the reboot. */
  readonly labelsBefore: Readonly<Record<string, string>>;
  readonly labelsAfter: Readonly<Record<string, string>>;
  /** Where `{"text": …}` is sent when a host is drained, rebooted and back. Absent: nowhere. */
  readonly notifyUrl: string | undefined;
  /** The host is rebooted by this signal to its first process, instead of by a program. */
  readonly rebootSignal: number | undefined;
  /** What is sent to `notify_url`, with `%s` for the node. Absent: words of our own. */
  readonly drainMessage: string | undefined;
  readonly rebootMessage: string | undefined;
  readonly uncordonMessage: string | undefined;
  /** Key of the PreferNoSchedule taint that masters' agents put on nodes that wait for their turn. Absent: none. */
  readonly waitingTaint: string | undefined;
  /** The lock of a kured that runs in the cluster. Absent: where kured has it by default. */
  readonly kuredLock: KuredLockSpec | undefined;
}

export interface KuredLockSpec {
  /** Of the DaemonSet. */
  readonly namespace: string;
  readonly name: string;
  readonly annotation: string;
}

export interface DrainSpec {
  /** False: pods are left where they are. */
  readonly enabled: boolean;
  readonly timeoutMs: number;
  readonly delayMs: number;
  /** Absent: each pod's own. */
  readonly gracePeriodSeconds: number | undefined;
  /** Only pods that match. Absent: all. */
  readonly podSelector: string | undefined;
  /** Pods that are ending for longer are not waited for; 0: all are. */
  readonly skipWaitForDeleteMs: number;
}

/** Prometheus alerts that put a reboot off. */
export interface AlertsSpec {
  readonly url: string;
  /** Alerts by name that do not count, or with `match_only` the only ones that do. Absent: all count. */
  readonly pattern: string | undefined;
  readonly matchOnly: boolean;
  /** Pending ones do not count. */
  readonly firingOnly: boolean;
}

/** Packages of the distribution that are upgraded by themselves. */
export type UpgradeSpec = {
  /** A turn that has not begun by then is left out. Absent: it begins when it can. */
  readonly windowMs: number | undefined;
  /** Upgrades everything, not security updates alone. */
  readonly allPackages: boolean;
} & (
  | {
      /** So often, in milliseconds. */
      readonly due: "intervalMs";
      readonly intervalMs: number;
    }
  | {
      readonly due: "cron";
      readonly cron: CronSchedule;
    }
  | { readonly due?: undefined }
);

export interface CronSchedule {
  /** Five fields, as cron has them. */
  readonly pattern: string;
  /** IANA name. */
  readonly timeZone: string;
}

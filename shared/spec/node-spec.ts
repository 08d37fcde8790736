import type { MaintenanceSpec } from "./maintenance-spec.ts";

/**
 * What one host is to be: the intent that travels to its agent, signed and numbered. Made by the
 * controller from cluster.yml, the membership and the host's facts; all that depends on the
 * distribution or the hardware is decided there, so that profiles are pure functions of this alone.
 * Holds no secret: secrets are named by `SecretRef`.
 */
export interface NodeSpec {
  readonly cluster: ClusterIdentity;
  /** Number of this spec for this host; an agent refuses a lower one. */
  readonly generation: number;
  /** Identity name in the membership, and the name of the Kubernetes node. */
  readonly host: string;
  /** `absent`: remove all that was installed (the agent itself goes last, by an RPC of its own). */
  readonly ensure: "present" | "absent";
  readonly role: HostRole;
  /** IP address that the other members use, and the kubelet's node IP. */
  readonly address: string;
  readonly agent: AgentBuild;
  readonly packages: PackageSpec;
  readonly system: SystemSpec;
  readonly runtime: RuntimeSpec;
  readonly apiProxy: ApiProxySpec;
  readonly network: NetworkSpec;
  readonly kubernetes: KubernetesSpec;
  /** Only in the spec of the master that keeps the cluster's own objects (the first healthy one). */
  readonly clusterObjects?: ClusterObjectsSpec;
  readonly drift: DriftSpec;
  readonly maintenance: MaintenanceSpec;
  /** Absent in specs of earlier versions: nothing is done about a firewall. */
  readonly firewall?: FirewallSpec;
}

/** Whom the host's packet filter lets in, beside what its role and network need. */
export interface FirewallSpec {
  /** `false`: there is to be none of ours. */
  readonly enabled: boolean;
  /** Ports that sshd listens on; open to everybody. */
  readonly sshPorts: readonly number[];
  /** From the signed membership, this host included. */
  readonly members: readonly FirewallMember[];
  /** Addresses of Weave's peers outside of the cluster. */
  readonly peers: readonly string[];
  /** Networks that may reach all but what is for loopback or masters. */
  readonly trustedSubnets: readonly string[];
  /** Open to everybody, on this host. */
  readonly openPorts: readonly OpenPorts[];
  /** Services of type NodePort; both ends included. */
  readonly nodePorts: { readonly first: number; readonly last: number };
  /** The ingress addon runs here: its ports are open to everybody. */
  readonly ingress: boolean;
}

export interface FirewallMember {
  readonly name: string;
  readonly role: HostRole;
  /** IP addresses that it may come from. */
  readonly addresses: readonly string[];
}

export interface OpenPorts {
  readonly protocol: "tcp" | "udp";
  readonly first: number;
  readonly last: number;
}

/** What the agent does by itself about differences that no run made. */
export interface DriftSpec {
  /** `correct` puts back what changed, `report` only tells, `off` does not look. */
  readonly mode: "correct" | "report" | "off";
  /** How often everything is looked at; watched files are seen at once. */
  readonly intervalMs: number;
}

export type HostRole = "master" | "worker";

export interface ClusterIdentity {
  /** UUID, made once; it is what agents compare. */
  readonly id: string;
  readonly name: string;
}

export interface AgentBuild {
  readonly version: string;
  /** Hex SHA-256 of `pharos-agent.cjs`. */
  readonly bundleSha256: string;
  readonly nodeVersion: string;
  /** Hex SHA-256 of that Node, for the host's architecture. */
  readonly runtimeSha256: string;
  /** Hex SHA-256 of the agent's systemd unit. */
  readonly unitSha256: string;
}

export interface PackageSpec {
  readonly repositories: readonly AptRepository[];
  /** Upstream versions: `1.20.2` matches Debian version `1.20.2-*`. Held after installation. */
  readonly kubernetesVersion: string;
  /** `containerd` or `docker.io`; `containerd.io` or `docker-ce` from Docker's repository; `cri-o` from its own. */
  readonly runtimePackage: string;
  /** Names that were not on the host before the first apply; only read when `ensure` is `absent`. */
  readonly installedByPharos: readonly string[];
}

export interface AptRepository {
  /** File name below sources.list.d and keyrings: `pharos-kubernetes`. */
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
  /** Lines for /etc/environment: proxies. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface RuntimeSpec {
  /** `docker` is driven by the kubelet itself (dockershim, to Kubernetes 1.23) or through `criDockerd`. */
  readonly kind: "containerd" | "docker" | "cri-o";
  /** Format of containerd's configuration: containerd 1.x reads 2, 2.x reads 3. Means nothing to others. */
  readonly configVersion: 2 | 3;
  readonly sandboxImage: string;
  readonly cgroupDriver: "systemd" | "cgroupfs";
  /** The host's root lacks CAP_SYS_RESOURCE, so scores cannot be lowered. */
  readonly restrictOomScoreAdj: boolean;
  readonly mirrors: readonly RegistryMirror[];
  readonly insecureRegistries: readonly string[];
  readonly criDockerd?: CriDockerdSpec;
  /** Somebody else installs and configures it: agents only use it. Default false. */
  readonly unmanaged?: boolean;
}

/** One release of cri-dockerd for this host's architecture, as an archive. */
export interface CriDockerdSpec {
  readonly version: string;
  readonly url: string;
  /** Hex SHA-256 of the archive. */
  readonly sha256: string;
}

export interface RegistryMirror {
  /** Registry host that is asked for: `registry.k8s.io`, or `_default` for every registry. */
  readonly registry: string;
  readonly endpoint: string;
  /** PEM; absent: the system's roots. */
  readonly ca?: string;
  readonly credentials?: SecretRef;
}

/** A secret's place: `name` in the agent's secrets folder, `hash` keyed, so that a change is seen. */
export interface SecretRef {
  readonly name: string;
  readonly hash: string;
}

/** HAProxy on `127.0.0.1:7445` of every host. */
export interface ApiProxySpec {
  /** API servers, this host's own first, then by name. */
  readonly backends: readonly { readonly name: string; readonly address: string }[];
}

export type NetworkSpec = BridgeNetworkSpec | ExternalNetworkSpec;

/** CNI bridge plus one route per other host. */
export interface BridgeNetworkSpec {
  readonly provider: "bridge";
  readonly podCidr: string;
  readonly clusterCidr: string;
  readonly mtu?: number;
  readonly routes: readonly { readonly destination: string; readonly gateway: string }[];
}

/** Pod network made by objects in the cluster (Weave, a custom manifest): nothing on the host yet. */
export interface ExternalNetworkSpec {
  readonly provider: "weave" | "custom";
  readonly clusterCidr: string;
}

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export type JsonObject = Readonly<Record<string, JsonValue>>;

/** Inputs of kubeadm's configuration files; `shared/versions` knows each minor's form of them. */
export interface KubernetesSpec {
  readonly version: string;
  readonly imageRepository: string;
  readonly serviceCidr: string;
  readonly podNetworkCidr: string;
  readonly dnsDomain: string;
  readonly dns: { readonly provider: "coredns" | "none"; readonly replicas: number };
  /** `how`: by init on the first master, by join on the others. */
  readonly bootstrap: "init" | "join";
  readonly certificateSans: readonly string[];
  readonly kubelet: KubeletSpec;
  readonly kubeProxy: { readonly mode: string; readonly conntrack: JsonObject };
  readonly controlPlane: ControlPlaneSpec;
  /** Taints that the node registers with; masters' default is the version's own. */
  readonly registerTaints: readonly Taint[];
  /** Absent: pharosctl has made the cluster. */
  readonly adopted?: AdoptedCluster;
}

/**
 * A cluster that somebody has made with kubeadm alone: it keeps the endpoint that it was made with, and
 * no host gets a balancer.
 */
export interface AdoptedCluster {
  /** Host and port under which nodes reach the API server. */
  readonly endpoint: string;
}

export interface KubeletSpec {
  /** Fields merged into KubeletConfiguration; checked against the version. */
  readonly config: JsonObject;
  /** Flags without dashes. */
  readonly extraArgs: Readonly<Record<string, string>>;
  readonly resolvConf?: string;
  /** What those flags name. */
  readonly files: readonly ControlPlaneFile[];
}

export interface ControlPlaneSpec {
  readonly apiServerExtraArgs: Readonly<Record<string, string>>;
  readonly controllerManagerExtraArgs: Readonly<Record<string, string>>;
  readonly schedulerExtraArgs: Readonly<Record<string, string>>;
  readonly featureGates: Readonly<Record<string, boolean>>;
  /** What those flags name, on this master. */
  readonly files: readonly ControlPlaneFile[];
  /** Folders of the host that the component sees under the same path. */
  readonly apiServerFolders: readonly MountedFolder[];
  readonly controllerManagerFolders: readonly MountedFolder[];
  /** Absent: etcd runs on the masters. */
  readonly externalEtcd?: ExternalEtcdSpec;
  /** Absent: scheduled snapshots stay where they are taken. */
  readonly snapshotStore?: SnapshotStoreSpec;
}

/** Where files of the control plane lie that are ours; nothing else does. */
export const CONTROL_PLANE_FOLDER = "/etc/pharos/control-plane";

/** As above, of the kubelet: on all hosts. */
export const KUBELET_FOLDER = "/etc/pharos/kubelet";
/** The same for those of an etcd outside of the cluster, which kubeadm mounts by itself. */
export const EXTERNAL_ETCD_FOLDER = "/etc/pharos/external-etcd";
/** What agents of masters need to copy snapshots of etcd; nothing else reads it. */
export const SNAPSHOT_STORE_FOLDER = "/etc/pharos/snapshot-store";

/** Its name changes with its content: whoever reads it is started anew, and what was before can be put back. */
export interface ControlPlaneFile {
  readonly path: string;
  readonly content:
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "secret"; readonly ref: SecretRef };
}

export interface MountedFolder {
  readonly path: string;
  /** Made if it is not there; otherwise it is only read. */
  readonly writable: boolean;
}

/** Where masters copy their scheduled snapshots of etcd to; files are paths on the master. */
export interface SnapshotStoreSpec {
  /** `https://minio.example.com:9000`. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Folder of the bucket in which the cluster has one of its own; empty: the bucket itself. */
  readonly prefix: string;
  /** The bucket is the beginning of the path; otherwise of the server's name. */
  readonly pathStyle: boolean;
  readonly accessKeyId: string;
  readonly secretKeyFile: string;
  /** Absent: copies are not encrypted. */
  readonly passphraseFile?: string;
  /** PEM of all authorities that are trusted; absent: the public ones. */
  readonly caFile?: string;
  /** How many copies, from 1. */
  readonly keep: number;
  /** Older ones go too, but for the newest; absent: none goes for its age. */
  readonly keepForMs?: number;
}

/** An etcd outside of the cluster; files are paths of PEM files on the master. */
export interface ExternalEtcdSpec {
  readonly endpoints: readonly string[];
  readonly caFile?: string;
  readonly certificateFile?: string;
  readonly keyFile?: string;
}

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

/** What a master keeps in the cluster on behalf of all. */
export interface ClusterObjectsSpec {
  readonly nodes: readonly NodeObjectSpec[];
  /** Configuration without secrets, YAML, for ConfigMap kube-system/pharos-config. */
  readonly storedConfiguration: string;
  /** In the order in which they are applied; a stack that is here no more is removed. */
  readonly stacks: readonly ObjectStack[];
}

/** On every object of a stack, with the stack's name: nothing is removed that does not carry it. */
export const STACK_LABEL = "pharosctl/stack";

/** Objects that come and go together: the pod network, an addon, the user's own manifests. */
export interface ObjectStack {
  /** Part of an object's name: lower case letters, digits and `-`. */
  readonly name: string;
  readonly objects: readonly StackObject[];
}

export interface StackObject {
  /** With apiVersion, kind and metadata.name; a namespace unless its kind has none. */
  readonly object: JsonObject;
  /** File and document it comes from; absent for objects of our own making. */
  readonly source?: string;
  /** Values of a Secret, which are in no spec. */
  readonly secrets?: readonly ObjectSecret[];
}

/** One key of a Secret's `data`. */
export interface ObjectSecret {
  readonly key: string;
  readonly from:
    | { readonly kind: "stored"; readonly ref: SecretRef }
    /** Made once in the cluster, as hexadecimal digits, and then kept. */
    | { readonly kind: "generated"; readonly bytes: number };
}

export interface NodeObjectSpec {
  readonly name: string;
  /** All labels that cluster.yml gives; those we set once and are here no more are removed. */
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /**
   * Given to a node that has none: a kubelet reports Ready at once when its node has pod addresses,
   * else with its next regular report. Kubernetes never changes it.
   */
  readonly podCidr?: string;
}

import type { HostFacts } from "../../shared/spec/facts.ts";
import type { Member, Membership } from "../../shared/spec/membership.ts";
import type {
  AgentBuild,
  AptRepository,
  ControlPlaneFile,
  ControlPlaneSpec,
  ObjectStack,
  SecretRef,
} from "../../shared/spec/node-spec.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";

export type ConfiguredHost = ClusterConfig["hosts"][number];

/** A host of cluster.yml that is, or is to become, a member. */
export interface PlannedHost {
  readonly config: ConfiguredHost;
  readonly member: Member;
  readonly facts: HostFacts;
}

/** All that a host's spec is made of. */
export interface NodeSpecInput {
  readonly config: ClusterConfig;
  /** Contents of files that cluster.yml names, by absolute path. */
  readonly contents: ReadonlyMap<string, string>;
  /** What every master is told. */
  readonly controlPlane: ControlPlaneSpec;
  /** Of a provider that kubelets have built in. */
  readonly kubeletCloudConfig?: ControlPlaneFile;
  /** Of mirrors, by `mirrorCredentials`. Absent: none wants a password. */
  readonly mirrorSecrets?: readonly SecretRef[];
  /** What the cluster is to hold, in the order in which it is applied. */
  readonly stacks: readonly ObjectStack[];
  readonly membership: Membership;
  /** In the order of cluster.yml. */
  readonly hosts: readonly PlannedHost[];
  readonly host: PlannedHost;
  readonly agent: AgentBuild;
  readonly generation: number;
  readonly publicRepositories: PublicRepositories;
}

/** Where the version's packages are when cluster.yml does not say, each with its key; absent: not needed, or there is none. */
export interface PublicRepositories {
  readonly kubernetes?: AptRepository;
  readonly crio?: AptRepository;
}

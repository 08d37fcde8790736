import type { HostFacts } from "../../shared/spec/facts.ts";
import type { Member, Membership } from "../../shared/spec/membership.ts";
import type { AgentBuild, AptRepository } from "../../shared/spec/node-spec.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";
import type { ManifestObject } from "../config/read-manifests.ts";

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
  /** Objects of manifests that cluster.yml names, by absolute path. */
  readonly manifests: ReadonlyMap<string, readonly ManifestObject[]>;
  /** Keyed: tells whether a secret has changed, and nothing else of it. */
  readonly hashSecret: (value: string) => string;
  readonly membership: Membership;
  /** In the order of cluster.yml. */
  readonly hosts: readonly PlannedHost[];
  readonly host: PlannedHost;
  readonly agent: AgentBuild;
  readonly generation: number;
  /** The version's public repository with its key, when cluster.yml names none. */
  readonly publicRepository: AptRepository | undefined;
}

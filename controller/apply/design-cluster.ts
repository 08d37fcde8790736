import type { HostFacts } from "../../shared/spec/facts.ts";
import type { Member, Membership } from "../../shared/spec/membership.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { encodeMembership } from "../../shared/spec/membership-wire.ts";
import { createSpecDigester } from "../../shared/spec/node-spec-digest.ts";
import type { Distribution } from "../bootstrap/distribution.ts";
import type { SignedMembership } from "../cluster/membership-file.ts";
import { privateAddressOf } from "../cluster/private-address.ts";
import type { SurveyedHost } from "../cluster/survey.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";
import type { ManifestObject } from "../config/read-manifests.ts";
import type { Keystore } from "../keystore/keystore.ts";
import { buildMembership } from "../membership/build-membership.ts";
import { buildNodeSpec } from "../spec/build-node-spec.ts";
import { sealMirrorCredentials } from "../spec/mirror-credentials.ts";
import type { PlannedHost, PublicRepositories } from "../spec/node-spec-input.ts";
import type { EncryptionDesign } from "../control-plane/control-plane-part.ts";
import { buildControlPlane } from "../control-plane/build-control-plane.ts";
import { kubeletCloudConfig } from "../control-plane/cloud-provider.ts";
import { draftStacks } from "../stacks/draft-stacks.ts";
import { type SealedSecret, sealStack } from "../stacks/seal-stack.ts";
import { distributionBuild } from "../update/distribution-build.ts";
import type { DesignedHost } from "./apply-run.ts";

export interface DesignInput {
  readonly config: ClusterConfig;
  readonly contents: ReadonlyMap<string, string>;
  readonly manifests: ReadonlyMap<string, readonly ManifestObject[]>;
  readonly keystore: Keystore;
  readonly previous: SignedMembership | undefined;
  /** Of a cluster that is taken over. */
  readonly inherited?: Membership;
  readonly hosts: readonly SurveyedHost[];
  readonly distribution: Distribution;
  readonly publicRepositories: PublicRepositories;
  /** Absent: nothing was ever encrypted. */
  readonly encryption?: EncryptionDesign;
}

export interface DesignedSecrets {
  /** For every host, before its runtime. */
  readonly runtime: readonly SealedSecret[];
  /** For the master that keeps the cluster's objects. */
  readonly cluster: readonly SealedSecret[];
  /** For every master, before its control plane. */
  readonly controlPlane: readonly SealedSecret[];
  /** For every host, before its kubelet. */
  readonly kubelet: readonly SealedSecret[];
}

/** A host's design before its plan. */
export type HostDesign = Omit<DesignedHost, "plan" | "parts">;

export interface ClusterDesign {
  /** What the cluster has now; `undefined` before the first apply. */
  readonly previous: SignedMembership | undefined;
  /** What it is to have; a new one has its number from the masters only once the lock is held. */
  readonly membership: SignedMembership;
  /** The membership is new and has to be shared. */
  readonly membershipChanged: boolean;
  readonly hosts: readonly HostDesign[];
  /** What the specs name by hashes. */
  readonly secrets: DesignedSecrets;
}

/** What cluster.yml and the facts make of the cluster: membership and one spec per host. */
export const designCluster = (input: DesignInput): ClusterDesign => {
  const membership = designMembership(input);
  const planned = input.hosts.map((host) => toPlannedHost(host, membership));
  const before = input.previous?.content ?? input.inherited;
  const members = new Set(before?.members.map(({ name }) => name));
  const { distribution } = input;
  const sealed = draftStacks({ ...input, membership: membership.content }).map((draft) =>
    sealStack(draft, input.keystore.hashSecret),
  );
  const controlPlane = buildControlPlane({ ...input, hashSecret: input.keystore.hashSecret });
  const cloudConfig = kubeletCloudConfig({ ...input, hashSecret: input.keystore.hashSecret });
  const mirrorSecrets = sealMirrorCredentials({ ...input, hashSecret: input.keystore.hashSecret });
  const stacks = sealed.map(({ stack }) => stack);
  const digestOf = createSpecDigester();
  const hosts = input.hosts.map(({ link }, index): HostDesign => {
    const host = planned[index];
    if (host === undefined) throw new RangeError("a surveyed host was not planned");
    const build = (generation: number): NodeSpec =>
      buildNodeSpec({
        ...input,
        controlPlane: controlPlane.spec,
        ...(cloudConfig === undefined ? {} : { kubeletCloudConfig: cloudConfig.file }),
        mirrorSecrets,
        stacks,
        membership: membership.content,
        hosts: planned,
        host,
        agent: distributionBuild(distribution, host.facts),
        generation,
      });
    const known = link.kind === "agent" ? link.spec : { generation: 0, digest: "" };
    const same = build(known.generation);
    const isCurrent = known.generation > 0 && digestOf(same) === known.digest;
    return {
      name: host.member.name,
      member: host.member,
      facts: host.facts,
      link,
      spec: isCurrent ? same : build(known.generation + 1),
      isCurrent,
      wasMember: members.has(host.member.name),
    };
  });
  return {
    previous: input.previous,
    membership,
    membershipChanged: membership.content.number !== input.previous?.content.number,
    hosts,
    secrets: {
      runtime: mirrorSecrets,
      cluster: sealed.flatMap(({ secrets }) => secrets),
      controlPlane: controlPlane.secrets,
      kubelet: cloudConfig?.secret === undefined ? [] : [cloudConfig.secret],
    },
  };
};

const designMembership = ({
  config,
  keystore,
  previous,
  inherited,
  hosts,
}: DesignInput): SignedMembership => {
  const content = buildMembership({
    cluster: { id: keystore.cluster.id, name: keystore.cluster.name },
    signer: keystore.signer,
    candidates: hosts.map(({ config: host, link: { facts, kind } }) => ({
      name: nameOf(facts),
      address: host.address,
      privateAddress: privateAddressOf(host, facts),
      role: host.role,
      isProven: kind === "agent",
    })),
    previous: previous?.content,
    ...(inherited === undefined ? {} : { inherited }),
    podNetworkCidr:
      config.network.provider === "bridge" ? config.network.pod_network_cidr : undefined,
  });
  if (previous !== undefined && previous.content.number === content.number) return previous;
  return { content, document: keystore.signMembership(encodeMembership(content)) };
};

/** A host's own name in lower case is the name of its node, as kubeadm would have it. */
const nameOf = (facts: HostFacts): string => facts.hostname.toLowerCase();

const toPlannedHost = (
  { config, link: { facts } }: SurveyedHost,
  { content }: SignedMembership,
): PlannedHost => {
  const name = nameOf(facts);
  const member: Member | undefined = content.members.find((candidate) => candidate.name === name);
  if (member === undefined) throw new RangeError(`${name} is missing in the membership`);
  return { config, member, facts };
};

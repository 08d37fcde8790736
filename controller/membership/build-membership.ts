import {
  masterMoved,
  memberAddressTaken,
  memberNameTaken,
  roleChanged,
} from "../../shared/errors/membership-errors.ts";
import type { Member, Membership, Signer } from "../../shared/spec/membership.ts";
import type { ClusterIdentity, HostRole } from "../../shared/spec/node-spec.ts";
import { allocatePodCidrs } from "./allocate-pod-cidrs.ts";

/** A host of cluster.yml together with what its facts settled. */
export interface CandidateMember {
  /** Its own host name, lower case. */
  readonly name: string;
  readonly address: string;
  readonly privateAddress: string;
  readonly role: HostRole;
  /** Its agent has proven to be the member of that name. */
  readonly isProven: boolean;
}

export interface MembershipInput {
  readonly cluster: ClusterIdentity;
  readonly signer: Signer;
  readonly candidates: readonly CandidateMember[];
  /** What the cluster has now; `undefined` before the first apply. */
  readonly previous: Membership | undefined;
  /** Of a cluster that is taken over: its hosts keep their roles and networks, and nothing else of it counts. */
  readonly inherited?: Membership;
  /** With the bridge network only. */
  readonly podNetworkCidr: string | undefined;
}

/**
 * The membership that cluster.yml asks for. Members that are not in the file stay (they are removed
 * by a command of their own); equal content keeps its number, other content gets the next one.
 */
export const buildMembership = (input: MembershipInput): Membership => {
  const { previous, cluster, candidates } = input;
  for (const candidate of candidates) refuseContradiction(candidate, previous ?? input.inherited);
  const kept = (previous?.members ?? []).filter(
    ({ name }) => !candidates.some((candidate) => candidate.name === name),
  );
  refuseTakenAddress(kept, candidates);
  const podCidrs = podCidrsOf(input);
  const members = [
    ...candidates.map((candidate): Member => toMember(candidate, podCidrs.get(candidate.name))),
    ...kept,
  ].toSorted((a, b) => a.name.localeCompare(b.name));
  const next: Membership = {
    cluster,
    number: previous?.number ?? 0,
    members,
    signers: signersOf(input),
    revokedSerials: previous?.revokedSerials ?? [],
  };
  return JSON.stringify(next) === JSON.stringify(previous)
    ? next
    : { ...next, number: next.number + 1 };
};

const toMember = (candidate: CandidateMember, podCidr: string | undefined): Member => ({
  name: candidate.name,
  address: candidate.address,
  privateAddress: candidate.privateAddress,
  role: candidate.role,
  ...(podCidr === undefined ? {} : { podCidr }),
  state: "member",
});

const refuseContradiction = (
  candidate: CandidateMember,
  previous: Membership | undefined,
): void => {
  const member = previous?.members.find(
    ({ name, state }) => name === candidate.name && state === "member",
  );
  if (member === undefined) return;
  if (member.role !== candidate.role) {
    throw roleChanged({ host: candidate.name, from: member.role, to: candidate.role });
  }
  const isElsewhere = member.privateAddress !== candidate.privateAddress;
  if (isElsewhere && member.address !== candidate.address && !candidate.isProven) {
    throw memberNameTaken({
      name: candidate.name,
      address: candidate.address,
      member: member.address,
    });
  }
  if (isElsewhere && member.role === "master") {
    throw masterMoved({
      host: candidate.name,
      from: member.privateAddress,
      to: candidate.privateAddress,
    });
  }
};

/** A host that was set up anew under another name: its old node and etcd member are still there. */
const refuseTakenAddress = (
  kept: readonly Member[],
  candidates: readonly CandidateMember[],
): void => {
  for (const { name, address, privateAddress, state } of kept) {
    if (state !== "member") continue;
    const taker = candidates.find(
      (candidate) => candidate.address === address || candidate.privateAddress === privateAddress,
    );
    if (taker !== undefined) throw memberAddressTaken({ name: taker.name, address, member: name });
  }
};

const podCidrsOf = ({
  podNetworkCidr,
  previous,
  inherited,
  candidates,
}: MembershipInput): ReadonlyMap<string, string> => {
  if (podNetworkCidr === undefined) return new Map();
  const taken = new Map(
    [...(inherited?.members ?? []), ...(previous?.members ?? [])].flatMap(({ name, podCidr }) =>
      podCidr === undefined ? [] : [[name, podCidr]],
    ),
  );
  return allocatePodCidrs(
    podNetworkCidr,
    candidates.map(({ name }) => name),
    taken,
  );
};

const signersOf = ({ previous, signer }: MembershipInput): readonly Signer[] => {
  const known = previous?.signers ?? [];
  return known.some(({ keyId }) => keyId === signer.keyId) ? known : [...known, signer];
};

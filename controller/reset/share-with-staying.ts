import type { SignedDocument } from "../../shared/rpc/gen/common.ts";
import { encodeMembership } from "../../shared/spec/membership-wire.ts";
import type { Membership } from "../../shared/spec/membership.ts";
import { toWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import type { HeldLock } from "../cluster/cluster-lock.ts";
import { writeMembershipFile } from "../cluster/membership-file.ts";
import type { OpenedCluster, OpenedMember } from "../cluster/open-members.ts";

/**
 * Signs a membership from which hosts have gone, keeps it here and hands it to those who stay: their
 * agents then close ways and ports by themselves. Who does not answer learns it from the others. Gives
 * what they were told.
 */
export const shareWithStaying = async (
  cluster: Pick<OpenedCluster, "keystore" | "membership" | "members">,
  left: Membership,
  lock: HeldLock,
): Promise<SignedDocument> => {
  const { keystore, membership } = cluster;
  const staying = stayingHosts(cluster, left);
  // Without masters nobody else can number it.
  const number = staying.some(({ member }) => member.role === "master")
    ? await lock.allocate("COUNTER_MEMBERSHIP", membership.content.number)
    : left.number;
  const document = keystore.signMembership(encodeMembership({ ...left, number }));
  await writeMembershipFile(keystore.folder, document);
  const told = toWireSignedDocument(document);
  // No spec follows: who came while one of them was away is let in there, too.
  const request = { membership: told, welcome: true };
  await Promise.allSettled(
    staying.map(({ connection }) => connection.membership.putMembership(request)),
  );
  return told;
};

/** Those who are members of it, and answer. */
export const stayingHosts = (
  { members }: Pick<OpenedCluster, "members">,
  left: Membership,
): readonly Extract<OpenedMember, { readonly connection: unknown }>[] => {
  const here = new Set(
    left.members.flatMap(({ name, state }) => (state === "member" ? [name] : [])),
  );
  return members.flatMap((opened) =>
    "connection" in opened && here.has(opened.member.name) ? [opened] : [],
  );
};

import { numberTooLow } from "../../shared/errors/coordination-errors.ts";
import type { EnrolInstall, EnrolStart } from "../../shared/stdio/enrol-messages.ts";
import type { AgentPaths } from "../state/agent-paths.ts";
import { openMembershipStore } from "../state/cluster-document-stores.ts";

/**
 * Accepts the membership that came with the enrolment, judged by the signers that came with it: the
 * SSH channel is what is trusted here. A host that has a newer one already keeps it.
 */
export const acceptFirstMembership = async (
  paths: AgentPaths,
  { clusterId }: EnrolStart,
  { membership, signers }: EnrolInstall,
): Promise<void> => {
  const store = await openMembershipStore(paths, clusterId, signers);
  try {
    await store.accept({
      kind: "membership",
      keyId: membership.keyId,
      payload: Buffer.from(membership.payload, "base64"),
      signature: Buffer.from(membership.signature, "base64"),
    });
  } catch (error) {
    if (!numberTooLow.is(error)) throw error;
  }
};

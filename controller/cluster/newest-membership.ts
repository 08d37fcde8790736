import type { AgentConnection } from "../../shared/rpc/connect.ts";
import { verifyDocument } from "../../shared/pki/signed-document.ts";
import { decodeMembership } from "../../shared/spec/membership-wire.ts";
import type { Signer } from "../../shared/spec/membership.ts";
import { fromWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import type { SignedMembership } from "./membership-file.ts";

/** An agent that may know more than this machine. */
export interface MembershipSource {
  readonly connection: Pick<AgentConnection, "membership">;
  /** Number of the membership that it has; absent: not asked yet. */
  readonly number?: number;
}

/**
 * The newest membership that this machine or an agent has: another administrator may have changed
 * the cluster since. Agents that cannot be asked are left out. Throws `SIGNER_UNKNOWN` and
 * `SIGNATURE_INVALID`: nothing is built on what nobody known here has signed.
 */
export const newestMembership = async (
  known: SignedMembership | undefined,
  sources: readonly MembershipSource[],
  signer: Signer,
): Promise<SignedMembership | undefined> => {
  const knownNumber = known?.content.number ?? 0;
  const newer = sources.filter(({ number }) => number === undefined || number > knownNumber);
  const answers = await Promise.allSettled(
    newer.map(({ connection }) => connection.membership.getMembership({ newerThan: knownNumber })),
  );
  const found = answers
    .flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []))
    .filter(({ number }) => number > knownNumber)
    .toSorted((a, b) => b.number - a.number);
  const [newest] = found;
  if (newest === undefined) return known;
  const document = fromWireSignedDocument("membership", newest.membership);
  const payload = verifyDocument(document, [...(known?.content.signers ?? []), signer]);
  return { document, content: decodeMembership(payload) };
};

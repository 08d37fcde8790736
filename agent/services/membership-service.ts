import type { MembershipServiceHandlers } from "../../shared/rpc/gen/membership-service.ts";
import { numberTooLow } from "../../shared/errors/coordination-errors.ts";
import {
  fromWireSignedDocument,
  toWireSignedDocument,
} from "../../shared/spec/signed-document-wire.ts";
import type { Agent } from "../agent.ts";
import { acceptMembership } from "../membership/accept-membership.ts";

/** Who belongs to the cluster: whoever may call brings it, only a signer can have made it. */
export const membershipService = (agent: Agent): MembershipServiceHandlers => ({
  getMembership: async ({ newerThan }) => {
    const accepted = agent.membership.current();
    if (accepted === undefined) return { number: 0, membership: undefined };
    const { number } = accepted.content;
    const isKnown = number <= newerThan;
    return { number, membership: isKnown ? undefined : toWireSignedDocument(accepted.document) };
  },
  putMembership: async (request, { peer }) => {
    try {
      const document = fromWireSignedDocument("membership", request.membership);
      const welcome = request.welcome || peer.kind === "agent";
      const { number } = await acceptMembership(agent, document, { welcome });
      return { number, newer: undefined };
    } catch (error) {
      const current = agent.membership.current();
      // A relay that is behind is told what there is instead of an error.
      if (!numberTooLow.is(error) || current === undefined) throw error;
      return { number: current.content.number, newer: toWireSignedDocument(current.document) };
    }
  },
});

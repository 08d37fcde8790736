import type { MembershipServiceHandlers } from "../../shared/rpc/gen/membership-service.ts";
import { numberTooLow } from "../../shared/errors/coordination-errors.ts";
import {
  fromWireSignedDocument,
  toWireSignedDocument,
} from "../../shared/spec/signed-document-wire.ts";
import { membershipEvent } from "../events/membership-event.ts";
import type { Agent } from "../agent.ts";

/** Who belongs to the cluster: whoever may call brings it, only a signer can have made it. */
export const membershipService = ({ membership, note }: Agent): MembershipServiceHandlers => ({
  getMembership: async () => {
    const accepted = membership.current();
    return {
      number: accepted?.content.number ?? 0,
      membership: accepted && toWireSignedDocument(accepted.document),
    };
  },
  putMembership: async (request) => {
    try {
      const before = membership.current()?.content;
      const { content } = await membership.accept(
        fromWireSignedDocument("membership", request.membership),
      );
      if (content.number !== before?.number) await note(membershipEvent(before, content));
      return { number: content.number, newer: undefined };
    } catch (error) {
      const current = membership.current();
      // A relay that is behind is told what there is instead of an error.
      if (!numberTooLow.is(error) || current === undefined) throw error;
      return { number: current.content.number, newer: toWireSignedDocument(current.document) };
    }
  },
});

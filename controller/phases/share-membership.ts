import { toWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import type { ApplyRun, RunHost } from "../apply/apply-run.ts";
import type { Phase } from "../engine/phase.ts";

/** Every reachable host learns who belongs to the cluster before anything else changes. */
export const shareMembership: Phase<ApplyRun, RunHost> = {
  title: "share the membership",
  hosts: ({ hosts }) => hosts.filter(({ link }) => link.kind === "agent"),
  skip: (run, { link }) =>
    link.kind === "agent" && link.membershipNumber === run.membership.content.number
      ? "has it already"
      : undefined,
  run: async (run, host) => {
    const { membership } = await host.connection();
    await membership.putMembership({ membership: toWireSignedDocument(run.membership.document) });
  },
};

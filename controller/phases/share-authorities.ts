import { toWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import type { ApplyRun, RunHost } from "../apply/apply-run.ts";
import { lackingAuthorities } from "../certificates/lacking-authorities.ts";
import type { Phase } from "../engine/phase.ts";

/**
 * Every host learns the renewed certificates of the intermediates; masters issue with them from then on.
 * One that was away while authorities were exchanged learns which ones there are.
 */
export const shareAuthorities: Phase<ApplyRun, RunHost> = {
  title: "share the cluster's authorities",
  hosts: ({ hosts }) => hosts,
  skip: ({ keystore }, { link }) =>
    lackingAuthorities(keystore, link) === undefined ? "has them already" : undefined,
  run: async ({ keystore, lock }, host) => {
    const { certificates } = await host.connection();
    const { fencing: fencingNumber } = await lock();
    if (lackingAuthorities(keystore, host.link) === "trust") {
      await certificates.putTrust({
        trust: toWireSignedDocument(keystore.signTrust()),
        fencingNumber,
      });
      return;
    }
    await certificates.putAuthorities({
      agentIntermediate: keystore.trust.agentsIntermediate,
      operatorIntermediate: keystore.trust.operatorsIntermediate,
      fencingNumber,
    });
  },
};

import { enrolHost } from "../bootstrap/enrol-host.ts";
import { AGENT_PORT } from "../../shared/firewall/port-table.ts";
import type { ApplyRun, RunHost } from "../apply/apply-run.ts";
import type { Phase } from "../engine/phase.ts";
import { renderPrivateKey } from "../../shared/pki/private-key.ts";

/** Hosts without an agent of this cluster get one, over SSH; afterwards SSH is not needed any more. */
export const enrolHosts: Phase<ApplyRun, RunHost> = {
  title: "enrol hosts",
  hosts: ({ hosts }) => hosts.filter(({ link }) => link.kind === "ssh"),
  run: async (run, host) => {
    const { link, member } = host;
    if (link.kind !== "ssh") return;
    const { keystore, membership } = run;
    const distribution = await run.distribution();
    const start = {
      type: "start",
      clusterId: keystore.cluster.id,
      clusterName: keystore.cluster.name,
      host: host.name,
      replace: link.probe.agent?.isForeign ?? false,
      requestedBy: run.operator,
    } as const;
    await enrolHost(link.session, link.staged, start, async (csr) => ({
      type: "install",
      certificateChain: await keystore.issueAgentCertificate({
        csr,
        host: host.name,
        addresses: [member.address, member.privateAddress],
      }),
      trust: keystore.trust,
      ...(member.role === "master"
        ? { issuerKey: renderPrivateKey(keystore.agentIssuer.privateKey) }
        : {}),
      membership: {
        kind: "membership",
        keyId: membership.document.keyId,
        payload: Buffer.from(membership.document.payload).toString("base64"),
        signature: Buffer.from(membership.document.signature).toString("base64"),
      },
      signers: [...membership.content.signers],
      port: AGENT_PORT,
      agentVersion: distribution.agentVersion,
      bundleSha256: distribution.bundleSha256,
      nodeVersion: distribution.nodeVersion,
      unit: distribution.unit,
    }));
    await host.connection();
    await link.staged.remove();
    await link.session.close();
  },
};

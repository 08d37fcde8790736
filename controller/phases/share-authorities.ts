import type { ApplyRun, RunHost } from "../apply/apply-run.ts";
import type { Phase } from "../engine/phase.ts";

/** Every host learns the renewed certificates of the intermediates; masters issue with them from then on. */
export const shareAuthorities: Phase<ApplyRun, RunHost> = {
  title: "share the renewed authorities",
  hosts: ({ hosts }) => hosts,
  skip: ({ keystore }, { link }) =>
    link.kind === "ssh" || link.authoritiesEndAtMs >= keystore.intermediatesEndAt.getTime()
      ? "has them already"
      : undefined,
  run: async ({ keystore, lock }, host) => {
    const { certificates } = await host.connection();
    await certificates.putAuthorities({
      agentIntermediate: keystore.trust.agentsIntermediate,
      operatorIntermediate: keystore.trust.operatorsIntermediate,
      fencingNumber: (await lock()).fencing,
    });
  },
};

import type { ApplyRun, RunHost } from "../apply/apply-run.ts";
import type { Phase } from "../engine/phase.ts";

const LIMIT_MS = 2 * 60_000;

/** Nodes that have seen later revisions of etcd than a restored one has look at the API anew. */
export const renewWatches = (needs: readonly string[]): Phase<ApplyRun, RunHost> => ({
  title: "let nodes look at the API anew",
  hosts: ({ hosts, restore }) =>
    restore === undefined ? [] : hosts.filter(({ facts }) => facts.kubernetes.joined),
  needs,
  run: async ({ lock }, host) => {
    const { etcd } = await host.connection();
    const { fencing: fencingNumber } = await lock();
    await etcd.renewWatches({ fencingNumber }, { timeoutMs: LIMIT_MS });
  },
});

import type { ApplyRun, RunHost } from "../apply/apply-run.ts";
import { hasWork } from "../apply/apply-run.ts";
import type { Phase } from "../engine/phase.ts";

/** The master that keeps the cluster's objects gets the values of their Secrets, those that are new to it. */
export const handOutSecrets: Phase<ApplyRun, RunHost> = {
  title: "hand out secrets",
  hosts: ({ hosts, secrets }) =>
    secrets.length === 0 ? [] : hosts.filter(({ spec }) => spec.clusterObjects !== undefined),
  skip: (_run, host) => (hasWork(host, "cluster") ? undefined : "nothing to do"),
  run: async (run, host) => {
    const { secrets } = await host.connection();
    const stored = await secrets.listSecrets({});
    const known = new Map(stored.secrets.map(({ name, hash }) => [name, hash]));
    const missing = run.secrets.filter(({ name, hash }) => known.get(name) !== hash);
    if (missing.length === 0) return;
    await secrets.putSecrets({
      secrets: missing.map(({ name, hash, value }) => ({ name, hash, value: Buffer.from(value) })),
      fencingNumber: (await run.lock()).fencing,
    });
  },
};

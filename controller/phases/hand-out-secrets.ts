import type { ProfileName } from "../../shared/spec/run.ts";
import type { ApplyRun, RunHost } from "../apply/apply-run.ts";
import { hasWork } from "../apply/apply-run.ts";
import type { Phase } from "../engine/phase.ts";
import type { SealedSecret } from "../stacks/seal-stack.ts";

interface SecretsPhase {
  readonly title: string;
  /** What the secrets are for: a host without work for it is left alone. */
  readonly profile: (host: RunHost) => ProfileName;
  readonly secrets: (run: ApplyRun) => readonly SealedSecret[];
  readonly isFor: (host: RunHost) => boolean;
}

/** Hosts get the values that their specs name, those that are new to them. */
const secretsPhase = ({
  title,
  profile,
  secrets: select,
  isFor,
}: SecretsPhase): Phase<ApplyRun, RunHost> => ({
  title,
  hosts: (run) => (select(run).length === 0 ? [] : run.hosts.filter(isFor)),
  skip: (_run, host) => (hasWork(host, profile(host)) ? undefined : "nothing to do"),
  run: async (run, host) => {
    const { secrets } = await host.connection();
    const stored = await secrets.listSecrets({});
    const known = new Map(stored.secrets.map(({ name, hash }) => [name, hash]));
    const missing = select(run).filter(({ name, hash }) => known.get(name) !== hash);
    if (missing.length === 0) return;
    await secrets.putSecrets({
      secrets: missing.map(({ name, hash, value }) => ({ name, hash, value: Buffer.from(value) })),
      fencingNumber: (await run.lock()).fencing,
    });
  },
});

/** The master that keeps the cluster's objects gets the values of their Secrets. */
export const handOutSecrets = secretsPhase({
  title: "hand out secrets",
  profile: () => "cluster",
  secrets: ({ secrets }) => secrets.cluster,
  isFor: ({ spec }) => spec.clusterObjects !== undefined,
});

/** Every master gets the keys that its control plane reads. */
export const handOutControlPlaneSecrets = secretsPhase({
  title: "hand out the control plane's secrets",
  profile: () => "control-plane",
  secrets: ({ secrets }) => secrets.controlPlane,
  isFor: ({ member }) => member.role === "master",
});

/** Every host gets what its runtime needs to be let in by mirrors. */
export const handOutRuntimeSecrets = secretsPhase({
  title: "hand out the mirrors' passwords",
  profile: () => "host",
  secrets: ({ secrets }) => secrets.runtime,
  isFor: () => true,
});

/** Every host gets what its kubelet reads. */
export const handOutKubeletSecrets = secretsPhase({
  title: "hand out the kubelets' secrets",
  profile: ({ member }) => (member.role === "master" ? "control-plane" : "worker"),
  secrets: ({ secrets }) => secrets.kubelet,
  isFor: () => true,
});

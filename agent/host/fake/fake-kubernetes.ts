import type {
  KubernetesAnswer,
  KubernetesIdentity,
  KubernetesReader,
  KubernetesWriter,
} from "../kubernetes.ts";
import type { FakeMachine } from "./fake-machine.ts";

const CREDENTIALS: Readonly<Record<KubernetesIdentity, string>> = {
  admin: "/etc/kubernetes/admin.conf",
  local: "/etc/kubernetes/admin.conf",
  node: "/etc/kubernetes/kubelet.conf",
};

export const createFakeKubernetesReader = (machine: FakeMachine): KubernetesReader => ({
  get: async (identity, path) => ask(machine, identity, () => machine.cluster.get(path)),
  listMetadata: async (path) => ask(machine, "admin", () => machine.cluster.listMetadata(path)),
  dryRun: async (path, object) => ask(machine, "admin", () => machine.cluster.dryRun(path, object)),
});

export const createFakeKubernetesWriter = (machine: FakeMachine): KubernetesWriter => {
  const { cluster } = machine;
  const change = (
    what: string,
    run: () => KubernetesAnswer,
    identity: KubernetesIdentity = "admin",
  ): Promise<KubernetesAnswer> =>
    machine.write(`kubernetes.${what}`, () => ask(machine, identity, run));
  return {
    apply: (path, object) => change(`apply ${path}`, () => cluster.apply(path, object)),
    patch: (path, patch, identity) =>
      change(`patch ${path}`, () => cluster.patch(path, patch), identity),
    rewrite: (path) => change(`rewrite ${path}`, () => cluster.rewrite(path)),
    create: (path, object) => change(`create ${path}`, () => cluster.create(path, object)),
    delete: (path) => change(`delete ${path}`, () => cluster.delete(path)),
  };
};

const ask = (
  machine: FakeMachine,
  identity: KubernetesIdentity,
  run: () => KubernetesAnswer,
): KubernetesAnswer => {
  const path = CREDENTIALS[identity];
  if (machine.files.follow(path) === undefined) {
    return { kind: "unreachable", reason: `${path} is not there or not complete` };
  }
  const { apiServers } = machine.cluster;
  const isServed = identity === "local" ? apiServers.has(machine.hostname) : apiServers.size > 0;
  if (!isServed) return { kind: "unreachable", reason: "ECONNREFUSED" };
  return run();
};

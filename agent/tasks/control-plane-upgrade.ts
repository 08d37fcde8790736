import { upgradeOutOfOrder, upgradeTakenBack } from "../../shared/errors/upgrade-errors.ts";
import { PharosError } from "../../shared/errors/pharos-error.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { installPackages } from "../apt/install-packages.ts";
import type { Task } from "../engine/task.ts";
import type { Host } from "../host/host.ts";
import { upgradeApplyArguments, upgradeNodeArguments } from "../kubeadm/kubeadm-arguments.ts";
import { findUpgradeExceptions } from "../kubeadm/preflight-exceptions.ts";
import {
  type ControlPlaneVersions,
  diffControlPlane,
  observeControlPlaneVersions,
} from "../upgrade/control-plane-versions.ts";

/** Four components, each of which kubeadm waits for up to five minutes, and images. */
const UPGRADE_LIMIT_MS = 30 * 60_000;

/**
 * API server, controller manager, scheduler and etcd of a master that runs, in the version that the
 * cluster is to have. The master that keeps the cluster's objects goes first and takes these along.
 * kubeadm itself puts back what does not come to life.
 */
export const controlPlaneUpgrade: Task<NodeSpec, ControlPlaneVersions | undefined> = {
  kind: "control-plane-upgrade",
  name: () => "local",
  title: ({ kubernetes }) => `run the control plane of Kubernetes ${kubernetes.version}`,
  reads: () => ["control-plane:local"],
  writes: () => ["version:control-plane"],
  owner: "the next apply",
  check: observeControlPlaneVersions,
  diff: (state, spec) => (state === undefined ? [] : diffControlPlane(state, spec)),
  apply: async (host, spec) => {
    const { version } = spec.kubernetes;
    const before = await observeControlPlaneVersions(host, spec);
    if (before === undefined) return;
    const goesFirst = spec.kubernetes.bootstrap === "init" && before.stored !== version;
    if (!goesFirst && before.stored !== undefined && before.stored !== version)
      throw upgradeOutOfOrder({ host: spec.host, cluster: before.stored, version });
    await installPackages(host, [{ name: "kubeadm", version }]);
    await host.packages.hold(["kubeadm"]);
    const exceptions = await findUpgradeExceptions(host, spec);
    await upgrade(
      host,
      spec,
      goesFirst ? upgradeApplyArguments(version, exceptions) : upgradeNodeArguments(exceptions),
    );
  },
  settle: { limitMs: 60_000, reason: "the API server takes a moment to serve again" },
  disruption: () => ({
    level: "restart",
    reason: "components of this master's control plane are replaced",
  }),
};

const upgrade = async (host: Host, spec: NodeSpec, argv: readonly string[]): Promise<void> => {
  try {
    const reason = argv.slice(0, 3).join(" ");
    await host.programs.run({ argv, limitMs: UPGRADE_LIMIT_MS, reason });
  } catch (cause) {
    if (!(cause instanceof PharosError)) throw cause;
    const now = await observeControlPlaneVersions(host, spec);
    const runs = [...(now?.components ?? [])].map(([name, version]) => `${name} ${version}`);
    const { version } = spec.kubernetes;
    const { stderr } = cause.fields;
    throw upgradeTakenBack(
      {
        host: spec.host,
        version,
        reason: cause.message,
        now: runs.join(", "),
        // People are shown its end.
        stderr: typeof stderr === "string" ? stderr : "",
      },
      { cause },
    );
  }
};

import { noMaster, phaseInterrupted } from "../../shared/errors/run-errors.ts";
import { drainUnfinished } from "../../shared/errors/removal-errors.ts";
import { turnTaken } from "../../shared/errors/upgrade-errors.ts";
import type { Workload } from "../../shared/rpc/gen/cluster.ts";
import { applyProfile } from "../apply/apply-profile.ts";
import { type ApplyRun, isUpgrading, type RunHost } from "../apply/apply-run.ts";
import type { Phase } from "../engine/phase.ts";
import { waitForNode } from "./wait-for-node.ts";
import { waitForWorkloads } from "./wait-for-workloads.ts";

const DRAIN_LIMIT_MS = 15 * 60_000;
const MINUTE_MS = 60_000;
const SNAPSHOT_LIMIT_MS = 6 * MINUTE_MS;
const READY_LIMIT_MS = 5 * MINUTE_MS;
const WORKLOADS_LIMIT_MS = 10 * MINUTE_MS;
const STEP_MS = 1_000;

type Waits = Pick<Phase<ApplyRun, RunHost>, "needs" | "settled">;

/** etcd as it was before the first component of the new version. */
export const saveEtcdForUpgrade = (title: string, waits: Waits): Phase<ApplyRun, RunHost> => ({
  ...waits,
  title,
  hosts: ({ hosts }) =>
    hosts.some(isUpgrading)
      ? hosts.filter(
          ({ spec }) =>
            spec.kubernetes.bootstrap === "init" &&
            spec.kubernetes.controlPlane.externalEtcd === undefined,
        )
      : [],
  run: async (run, { connection, spec }) => {
    const { cluster } = await connection();
    const reason = `before Kubernetes ${spec.kubernetes.version}`;
    const { fencing: fencingNumber } = await run.lock();
    await cluster.saveEtcdSnapshot({ reason, fencingNumber }, { timeoutMs: SNAPSHOT_LIMIT_MS });
  },
});

/**
 * Nodes of one role get the new version, one after the other; the first is the canary for the rest. Each
 * is drained, upgraded, Ready, and all workloads have as many Ready pods as before, or the next is not
 * begun. A node that cannot be drained is left as it was, and the next one has its turn.
 */
export const upgradeNodes = (
  title: string,
  role: "master" | "worker",
  waits: Waits,
): Phase<ApplyRun, RunHost> => ({
  ...waits,
  title,
  order: "one-by-one",
  goesOnAfter: (error) => drainUnfinished.is(error) || turnTaken.is(error),
  hosts: ({ hosts }) =>
    hosts
      .filter((host) => host.member.role === role && isUpgrading(host))
      // The cluster's own version is that master's to change.
      .toSorted((a, b) => rank(a) - rank(b)),
  run: async (run, host) => {
    const before = await run.workloads();
    await drain(run, host);
    await applyProfile(run, host, role === "master" ? "control-plane" : "worker");
    await settle(run, host, before).catch((cause: unknown) => {
      throw run.signal.aborted ? phaseInterrupted({ phase: title }, { cause }) : cause;
    });
  },
});

/** The node is Ready and takes pods, and what ran before runs. */
const settle = async (
  run: ApplyRun,
  { name }: RunHost,
  before: readonly Workload[],
): Promise<void> => {
  const { cluster } = await keeperOf(run).connection();
  const { fencing: fencingNumber, lost } = await run.lock();
  const signal = AbortSignal.any([run.signal, lost]);
  const wait = { stepMs: STEP_MS, signal };
  await waitForNode(name, run.readNodes, { ...wait, limitMs: READY_LIMIT_MS });
  await cluster.endDrain({ name, fencingNumber });
  const read = async () => (await cluster.getWorkloads({})).workloads;
  await waitForWorkloads(name, before, read, { ...wait, limitMs: WORKLOADS_LIMIT_MS });
};

const rank = ({ spec }: RunHost): number => (spec.kubernetes.bootstrap === "init" ? 0 : 1);

const keeperOf = ({ hosts }: ApplyRun): RunHost => {
  const keeper = hosts.find(({ spec }) => spec.clusterObjects !== undefined);
  if (keeper === undefined) throw noMaster({});
  return keeper;
};

const drain = async (run: ApplyRun, { name }: RunHost): Promise<void> => {
  const { cluster } = await keeperOf(run).connection();
  const { fencing: fencingNumber } = await run.lock();
  const request = { name, limitMs: DRAIN_LIMIT_MS, fencingNumber };
  const { left } = await cluster.drainNode(request, { timeoutMs: DRAIN_LIMIT_MS + MINUTE_MS });
  if (left.length === 0) return;
  const pods = left.map(({ pod, reason }) => (reason === "" ? pod : `${pod} (${reason})`));
  throw drainUnfinished({ host: name, minutes: DRAIN_LIMIT_MS / MINUTE_MS, pods: pods.join(", ") });
};

import { noMaster } from "../../shared/errors/run-errors.ts";
import { type ApplyRun, isJoining, isUpgrading, type RunHost } from "../apply/apply-run.ts";
import type { Phase } from "../engine/phase.ts";
import { profilePhase } from "./profile-phase.ts";

/**
 * Masters join one after the other, since each changes who etcd's quorum is; before each a master
 * that runs saves etcd's database. The first failure keeps the rest from beginning.
 */
export const joinMasters = (
  title: string,
  waits: Pick<Phase<ApplyRun, RunHost>, "needs" | "settled">,
): Phase<ApplyRun, RunHost> => {
  const join = profilePhase({
    title,
    profile: "control-plane",
    hosts: ({ hosts }) =>
      hosts.filter(
        (host) => host.member.role === "master" && !startsCluster(host.spec) && !isUpgrading(host),
      ),
    order: "one-by-one",
    ...waits,
    // A member that waits to be started may be what the API is silent for: nothing can be made there.
    secrets: ({ joinSecrets }, host) =>
      isAnnounced(host) || !isJoining(host) ? undefined : joinSecrets(),
  });
  return {
    ...join,
    run: async (run, host) => {
      // An announced member is a change that was made already, and etcd may serve nobody until it runs.
      if (isJoining(host) && hasOwnEtcd(host) && !isAnnounced(host))
        await saveEtcdSnapshot(run, `before ${host.name} joins`);
      await join.run(run, host);
    },
  };
};

const hasOwnEtcd = ({ spec, facts }: RunHost): boolean =>
  spec.kubernetes.controlPlane.externalEtcd === undefined && !facts.kubernetes.etcdMember;

const isAnnounced = ({ plan }: RunHost): boolean =>
  plan.tasks.some(({ kind }) => kind === "etcd-member");

const startsCluster = ({ kubernetes }: RunHost["spec"]): boolean => kubernetes.bootstrap === "init";

const saveEtcdSnapshot = async (run: ApplyRun, reason: string): Promise<void> => {
  const keeper = run.hosts.find(
    ({ member, spec }) => member.role === "master" && startsCluster(spec),
  );
  if (keeper === undefined) throw noMaster({});
  const { cluster } = await keeper.connection();
  const { fencing } = await run.lock();
  await cluster.saveEtcdSnapshot(
    { reason, fencingNumber: fencing },
    { timeoutMs: SNAPSHOT_LIMIT_MS },
  );
};

/** A large database on a slow disk. */
const SNAPSHOT_LIMIT_MS = 6 * 60_000;

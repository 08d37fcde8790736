import type { EtcdMember } from "../../shared/rpc/gen/cluster.ts";

export interface EtcdStatus {
  /** Of its host; empty: it was announced and has never started. */
  readonly name: string;
  readonly healthy: boolean;
  /** It has no vote yet. */
  readonly learner: boolean;
  /** Why it is not healthy; empty otherwise. */
  readonly reason: string;
  /** As etcd names them: `NOSPACE`, `CORRUPT`. */
  readonly alarms: readonly string[];
}

export const toEtcdStatus = ({
  name,
  healthy,
  learner,
  reason,
  alarms,
}: EtcdMember): EtcdStatus => ({ name, healthy, learner, reason, alarms });

/** `etcd: 3 members, all healthy`, or who is not; empty where nothing is known of it. */
export const renderEtcd = (members: readonly EtcdStatus[]): string => {
  if (members.length === 0) return "";
  const count = members.length === 1 ? "1 member" : `${members.length} members`;
  const ill = members.filter(({ healthy }) => !healthy);
  const learners = members.flatMap(({ name, learner }) => (learner && name !== "" ? [name] : []));
  const alarms = members.flatMap(({ name, alarms: own }) =>
    own.length === 0 ? [] : [`${name} has raised ${own.join(", ")}`],
  );
  const parts = [
    ill.length === 0
      ? members.length === 1
        ? "healthy"
        : "all healthy"
      : ill
          .map(
            ({ name, reason }) =>
              `${name === "" ? "one that never started" : name} is not healthy: ${reason}`,
          )
          .join("; "),
    ...alarms,
    ...(learners.length === 0 ? [] : [`without a vote yet: ${learners.join(", ")}`]),
  ];
  return `etcd: ${count}, ${parts.join("; ")}`;
};

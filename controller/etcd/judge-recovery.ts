import { usageInvalid } from "../../shared/errors/cli-errors.ts";
import { etcdNotLost } from "../../shared/errors/etcd-errors.ts";
import { hostUnknown } from "../../shared/errors/run-errors.ts";
import type { Member } from "../../shared/spec/membership.ts";
import type { OpenedMember } from "../cluster/open-members.ts";
import type { ReachedMaster } from "./read-etcd.ts";

export interface JudgedRecovery {
  /** Whose data etcd goes on with. */
  readonly survivor: ReachedMaster;
  /** All other masters. */
  readonly lost: readonly Member[];
}

export interface RecoveryWords {
  readonly verb: string;
  /** Name or address. */
  readonly survivor: string;
  readonly lost: readonly string[];
}

/**
 * Whether etcd may be given to one master alone, as far as it is seen from here; that master's agent looks
 * again. Whoever asks names every master that is lost: nobody else can know that they are off. Throws
 * `HOST_UNKNOWN`, `USAGE_INVALID`, `ETCD_NOT_LOST`, and what keeps the master's agent from answering.
 */
export const judgeRecovery = (
  members: readonly OpenedMember[],
  { verb, survivor: said, lost: named }: RecoveryWords,
): JudgedRecovery => {
  const masters = members.filter(({ member }) => member.role === "master");
  const survivor = masters.find(({ member }) => isCalled(member, said));
  if (survivor === undefined)
    throw hostUnknown({ host: said, known: masters.map(({ member }) => member.name).join(", ") });
  if ("error" in survivor) throw survivor.error;
  const host = survivor.member.name;
  const others = masters.filter((opened) => opened !== survivor);
  if (others.length === 0) throw etcdNotLost({ host, reason: "it is the only master" });
  const there = others.flatMap((opened) => ("connection" in opened ? [opened.member.name] : []));
  if (there.length > 0)
    throw etcdNotLost({ host, reason: `the agent of ${there.join(", ")} answers` });
  const lost = others.map(({ member }) => member);
  const unnamed = lost.filter((member) => !named.some((name) => isCalled(member, name)));
  const strangers = named.filter((name) => !lost.some((member) => isCalled(member, name)));
  if (unnamed.length > 0 || strangers.length > 0) {
    const words = lost.map(({ name }) => `--lost ${name}`).join(" ");
    const reason = `every master that is lost for good is named, and no other: ${words}`;
    throw usageInvalid({ reason, verb });
  }
  return { survivor, lost };
};

const isCalled = ({ name, address, privateAddress }: Member, said: string): boolean =>
  [name, address, privateAddress].includes(said);

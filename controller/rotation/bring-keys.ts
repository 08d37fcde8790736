import { keyRotationNeedsApply, keyRotationWaits } from "../../shared/errors/rotation-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import type { TaskPlan } from "../../shared/spec/run.ts";
import { type DesignedHost, isChosen } from "../apply/apply-run.ts";
import type { PreparedApply } from "../apply/prepare-apply.ts";
import { ENCRYPTION_FIELD } from "../control-plane/secrets-encryption.ts";
import type { EncryptionPhase } from "../keystore/encryption-keys.ts";
import { needsUpdate } from "../update/distribution-build.ts";

/** What is known of an apply of the masters' control planes, before it is performed. */
type PreparedMasters = Pick<PreparedApply, "hosts" | "unreachable" | "missing" | "design">;

/**
 * The masters that lack the keys of this step. Throws `KEY_ROTATION_WAITS` unless all masters answer: each
 * has to read what the others write. Throws `KEY_ROTATION_NEEDS_APPLY` where they would get anything
 * else besides.
 */
export const mastersWithoutKeys = (
  { hosts, unreachable, missing, design }: PreparedMasters,
  phase: EncryptionPhase,
): readonly DesignedHost[] => {
  const isMaster = (name: string): boolean =>
    design.membership.content.members.some(
      (member) => (member.name === name || member.address === name) && member.role === "master",
    );
  if (unreachable.length > 0) throw toWaiting(phase, unreachable);
  const stranger = missing.find(isMaster);
  if (stranger !== undefined)
    throw keyRotationNeedsApply({ host: stranger, difference: "it is not in cluster.yml" });
  const chosen = hosts.filter(isChosen);
  for (const host of chosen) {
    const difference = differenceOf(host);
    if (difference !== undefined) throw keyRotationNeedsApply({ host: host.name, difference });
  }
  return chosen.filter(({ plan }) => plan.tasks.length > 0);
};

export const toWaiting = (phase: EncryptionPhase, failures: readonly HostFailure[]) =>
  keyRotationWaits(
    { phase, hosts: failures.map(({ host }) => host).join(", ") },
    {
      hosts: failures,
    },
  );

const differenceOf = (host: DesignedHost): string | undefined => {
  if (host.link.kind !== "agent") return "its agent is not enrolled";
  if (!host.facts.kubernetes.controlPlane) return "its control plane is not there";
  if (needsUpdate(host)) return "its agent is of another version";
  return host.plan.tasks.find((task) => !isOfKeys(task))?.title;
};

/** The file with the keys comes, the flag names it, the one of before goes. */
const FILE_TASKS = ["secret-file", "leftovers"];

const isOfKeys = ({ kind, profile, changes }: TaskPlan): boolean =>
  (FILE_TASKS.includes(kind) && profile === "control-plane") ||
  (kind === "control-plane-settings" && changes.every(({ field }) => SETTINGS.includes(field)));

/** The last two: a step that was cut in the middle. */
const SETTINGS = [ENCRYPTION_FIELD, "kubeadm-config", "kube-apiserver"];

import { defineError } from "./define-error.ts";

export const upgradeOutOfOrder = defineError<{
  readonly host: string;
  readonly cluster: string;
  readonly version: string;
}>({
  code: "UPGRADE_OUT_OF_ORDER",
  blame: "user",
  message: ({ host, cluster, version }) =>
    `${host} cannot be upgraded to ${version} while the cluster is at ${cluster}: the first master goes first`,
  hint: () => "apply without --only",
});

export const upgradeTakenBack = defineError<{
  readonly host: string;
  readonly version: string;
  readonly reason: string;
  readonly now: string;
  /** The end of what kubeadm printed. */
  readonly stderr: string;
}>({
  code: "UPGRADE_TAKEN_BACK",
  blame: "environment",
  message: ({ host, version, reason, now }) =>
    `kubeadm could not upgrade the control plane of ${host} to ${version}: ${reason}; it puts back what does not come to life: ${now}`,
  hint: () =>
    "no other host was begun; see what it printed, put that right, then apply again: it goes on from here",
});

export const workloadsNotBack = defineError<{
  readonly host: string;
  readonly minutes: number;
  readonly workloads: string;
}>({
  code: "WORKLOADS_NOT_BACK",
  blame: "environment",
  message: ({ host, minutes, workloads }) =>
    `${minutes} minutes after the upgrade of ${host} fewer pods are Ready than before: ${workloads}`,
  hint: () => "the other hosts stay as they are; see what these pods lack, then apply again",
});

export const turnTaken = defineError<{ readonly host: string; readonly reason: string }>({
  code: "TURN_TAKEN",
  blame: "environment",
  message: ({ host, reason }) => `${host} had to wait too long for its turn: ${reason}`,
  hint: () => "see `pharosctl reboot` for what the others are at, then run the same command again",
});

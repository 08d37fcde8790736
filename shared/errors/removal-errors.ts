import { defineError } from "./define-error.ts";

export const lastMasterStays = defineError<{ readonly host: string }>({
  code: "LAST_MASTER_STAYS",
  blame: "user",
  message: ({ host }) => `${host} is the only master: without it there is no cluster`,
  hint: () =>
    "`pharosctl reset` takes the whole cluster apart; to replace the host, add another master first",
});

export const etcdQuorumLost = defineError<{
  readonly works: number;
  readonly members: number;
  readonly away: string;
}>({
  code: "ETCD_QUORUM_LOST",
  blame: "environment",
  message: ({ works, members, away }) =>
    `etcd has lost its majority: ${works} of ${members} members work (${away} away), so it can take nobody out`,
  hint: ({ away }) =>
    `nothing was changed; bring one of them back (${away}); if they are gone for good: \`pharosctl etcd recover\`, in docs/operations.md, "When etcd has lost its majority"`,
});

export const removalLosesQuorum = defineError<{
  readonly host: string;
  readonly works: number;
  readonly members: number;
  readonly needed: number;
  readonly away: string;
}>({
  code: "REMOVAL_LOSES_QUORUM",
  blame: "user",
  message: ({ host, works, members, needed }) =>
    `without ${host} etcd would have ${works} of ${members} members that work, and needs ${needed}`,
  hint: ({ away }) => `nothing was changed; bring ${away} back, or remove that first`,
});

export const drainUnfinished = defineError<{
  readonly host: string;
  readonly minutes: number;
  readonly pods: string;
}>({
  code: "DRAIN_UNFINISHED",
  blame: "environment",
  message: ({ host, minutes, pods }) =>
    `${host} was not drained in ${minutes} minutes, and takes pods again: ${pods}`,
  hint: () =>
    "see what keeps them (kubectl get poddisruptionbudgets -A), or give more time with --drain-timeout",
});

export const hostFenced = defineError<{ readonly host: string }>({
  code: "HOST_FENCED",
  blame: "user",
  message: ({ host }) =>
    `${host} was removed from this cluster while it was away, and what it was is still on it`,
  hint: ({ host }) =>
    `\`pharosctl hosts remove ${host}\` takes that off; then apply lets it join again`,
});

export const removalFailed = defineError<{ readonly host: string }>({
  code: "REMOVAL_FAILED",
  blame: "environment",
  message: ({ host }) => `${host} could not be removed completely`,
  hint: () => "solve what is named, then run the same command again: it does only what is left",
});

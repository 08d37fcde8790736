import { defineError } from "./define-error.ts";

export const etcdUnreachable = defineError<{ readonly address: string; readonly reason: string }>({
  code: "ETCD_UNREACHABLE",
  blame: "environment",
  message: ({ address, reason }) => `etcd at ${address} does not answer: ${reason}`,
  hint: () =>
    "see why its container does not run (`pharosctl logs --unit kubelet`), then apply again",
});

export const etcdSnapshotBroken = defineError<{ readonly path: string; readonly bytes: number }>({
  code: "ETCD_SNAPSHOT_BROKEN",
  blame: "environment",
  message: ({ path, bytes }) =>
    `the snapshot of etcd in ${path} does not match its own hash after ${bytes} bytes`,
  hint: () => "nothing was changed; look at the host's disk and at the network, then try again",
});

export const etcdSnapshotUnreadable = defineError<{
  readonly file: string;
  readonly reason: string;
}>({
  code: "ETCD_SNAPSHOT_UNREADABLE",
  blame: "user",
  message: ({ file, reason }) => `${file} is no whole snapshot of etcd: ${reason}`,
  hint: () =>
    "nothing was changed; take another file that `pharosctl etcd snapshot save` has written",
});

export const etcdSnapshotKeyWrong = defineError<{
  readonly file: string;
  readonly reason: string;
}>({
  code: "ETCD_SNAPSHOT_KEY_WRONG",
  blame: "user",
  message: ({ file, reason }) => `${file} cannot be decrypted: ${reason}`,
  hint: () => "nothing was changed; name the file with its passphrase: --key-file FILE",
});

export const etcdSnapshotOther = defineError<{ readonly host: string; readonly file: string }>({
  code: "ETCD_SNAPSHOT_OTHER",
  blame: "user",
  message: ({ host, file }) =>
    `the snapshot is of another cluster: ${file} of ${host} is not its own`,
  hint: () => "nothing was changed; take a snapshot of this cluster",
});

export const etcdSnapshotForeign = defineError<{
  readonly file: string;
  readonly cluster: string;
  readonly own: string;
}>({
  code: "ETCD_SNAPSHOT_FOREIGN",
  blame: "user",
  message: ({ file, cluster, own }) => `${file} is a snapshot of cluster ${cluster}, not of ${own}`,
  hint: () =>
    "nothing was changed; take a snapshot of this cluster, or the cluster.yml of that one",
});

export const etcdSnapshotKeyRetired = defineError<{
  readonly file: string;
  readonly key: string;
  readonly keysFile: string;
}>({
  code: "ETCD_SNAPSHOT_KEY_RETIRED",
  blame: "user",
  message: ({ file, key }) =>
    `${file} was taken before ${key} was given up: masters could not read the secrets in it`,
  hint: ({ key, keysFile }) =>
    `nothing was changed; in ${keysFile} move ${key} from \`retired\` to the end of \`keys\`, without its \`retiredAt\`, run \`pharosctl apply\` if masters are there, restore, and exchange the key again`,
});

export const snapshotUnknown = defineError<{ readonly name: string; readonly where: string }>({
  code: "SNAPSHOT_UNKNOWN",
  blame: "user",
  message: ({ name, where }) => `no snapshot ${name} is kept on ${where}`,
  hint: () => "`pharosctl etcd snapshot list` shows which there are, and where",
});

export const snapshotTorn = defineError<{ readonly name: string; readonly host: string }>({
  code: "SNAPSHOT_TORN",
  blame: "environment",
  message: ({ name, host }) => `${name} did not come from ${host} as it is there; nothing is kept`,
  hint: () =>
    "fetch it again; `pharosctl etcd snapshot list --check` shows whether it is good where it is",
});

export const etcdNotStopped = defineError<{ readonly host: string; readonly reason: string }>({
  code: "ETCD_NOT_STOPPED",
  blame: "environment",
  message: ({ host, reason }) => `etcd or the API server of ${host} has not ended: ${reason}`,
  hint: () => "see what keeps it (`pharosctl logs`), then run the same command again",
});

export const etcdBusy = defineError<{ readonly host: string; readonly work: string }>({
  code: "ETCD_BUSY",
  blame: "environment",
  message: ({ host, work }) => `${host} is still at work on its etcd: ${work}`,
  hint: () => "it ends by itself, after some minutes; then run the same command again",
});

export const etcdRestoreFailed = defineError<{ readonly host: string; readonly reason: string }>({
  code: "ETCD_RESTORE_FAILED",
  blame: "environment",
  message: ({ host, reason }) => `etcd was not restored on ${host}: ${reason}`,
  hint: () => "run the same command again: it begins anew",
});

export const restoreFailed = defineError<{
  readonly masters: number;
  readonly now: string;
}>({
  code: "RESTORE_FAILED",
  blame: "environment",
  message: ({ masters, now }) =>
    `the snapshot was not restored on ${masters === 1 ? "the master" : `all ${masters} masters`}: ${now}`,
  hint: () => "solve what is named, then run the same command again: it begins anew",
});

export const controlPlaneSilent = defineError<{
  readonly host: string;
  readonly minutes: number;
  readonly reason: string;
}>({
  code: "CONTROL_PLANE_SILENT",
  blame: "environment",
  message: ({ host, minutes, reason }) =>
    `the control plane of ${host} does not serve after ${minutes} minutes: ${reason}`,
  hint: () =>
    "its data is restored; see `pharosctl etcd members` and `pharosctl logs --unit kubelet`",
});

export const mastersAway = defineError<{ readonly masters: string }>({
  code: "MASTERS_AWAY",
  blame: "environment",
  message: ({ masters }) =>
    `etcd is restored on all masters at once, and these do not answer: ${masters}`,
  hint: () =>
    "nothing was changed; bring them back, or take them out with `pharosctl hosts remove` while etcd has a majority; if all masters are lost and set up anew: --new-masters",
});

export const etcdUnhealthy = defineError<{ readonly members: string; readonly what: string }>({
  code: "ETCD_UNHEALTHY",
  blame: "environment",
  message: ({ members, what }) => `${what}, since etcd is not well: ${members}`,
  hint: () => "see `pharosctl etcd members`; solve what it names, then run the same command again",
});

export const etcdNotLost = defineError<{ readonly host: string; readonly reason: string }>({
  code: "ETCD_NOT_LOST",
  blame: "user",
  message: ({ host, reason }) => `etcd is not given to ${host} alone: ${reason}`,
  hint: () =>
    "nothing was changed; see `pharosctl etcd members`. That is for a majority of masters that is gone for good and off; while etcd has its majority, `pharosctl hosts remove` takes a master out",
});

export const etcdRecoveryFailed = defineError<{
  readonly host: string;
  readonly reason: string;
}>({
  code: "ETCD_RECOVERY_FAILED",
  blame: "environment",
  message: ({ host, reason }) => `etcd of ${host} does not go on alone: ${reason}`,
  hint: ({ host }) =>
    `its data is there as before, and a copy of it; see \`journalctl -u pharos-etcd-recovery\` on ${host}, then run the same command again`,
});

export const etcdRecoveryUnfinished = defineError<{ readonly host: string }>({
  code: "ETCD_RECOVERY_UNFINISHED",
  blame: "environment",
  message: ({ host }) => `the cluster does not go on with ${host} alone yet`,
  hint: () => "solve what is named, then run the same command again: it does only what is left",
});

export const externalEtcdStays = defineError({
  code: "EXTERNAL_ETCD_STAYS",
  blame: "user",
  message: () => "the cluster is kept in an etcd of its own keeper (etcd.endpoints in cluster.yml)",
  hint: () => "ask etcd itself, with etcdctl, on the machines where it runs",
});

export const externalEtcdUnreachable = defineError<{
  readonly host: string;
  readonly reasons: string;
}>({
  code: "EXTERNAL_ETCD_UNREACHABLE",
  blame: "environment",
  message: ({ host, reasons }) => `no member of etcd can be used from ${host}: ${reasons}`,
  hint: () => "nothing was changed; see that etcd runs, has a quorum, and is open to the masters",
});

export const externalEtcdRefused = defineError<{
  readonly host: string;
  readonly endpoint: string;
  readonly what: string;
  readonly reason: string;
}>({
  code: "EXTERNAL_ETCD_REFUSED",
  blame: "user",
  message: ({ host, endpoint, what, reason }) =>
    `etcd at ${endpoint}, asked from ${host}: ${what}: ${reason}`,
  hint: () =>
    "nothing was changed; see etcd.certificate, etcd.key and etcd.ca_certificate in cluster.yml",
});

export const externalEtcdTooOld = defineError<{
  readonly endpoint: string;
  readonly version: string;
  readonly oldest: string;
}>({
  code: "EXTERNAL_ETCD_TOO_OLD",
  blame: "user",
  message: ({ endpoint, version, oldest }) =>
    `etcd at ${endpoint} is ${version}, and Kubernetes needs ${oldest} or newer`,
  hint: () => "nothing was changed; upgrade etcd, one member after the other",
});

export const externalEtcdDivided = defineError<{ readonly endpoints: string }>({
  code: "EXTERNAL_ETCD_DIVIDED",
  blame: "user",
  message: ({ endpoints }) => `these are members of different etcd clusters: ${endpoints}`,
  hint: () => "nothing was changed; name members of one etcd cluster in etcd.endpoints",
});

export const externalEtcdOther = defineError<{
  readonly endpoints: string;
  readonly reason: string;
}>({
  code: "EXTERNAL_ETCD_OTHER",
  blame: "user",
  message: ({ endpoints, reason }) =>
    `etcd at ${endpoints} is not the one that this cluster is kept in: ${reason}`,
  hint: () =>
    "nothing was changed; name members of the cluster's own etcd, or move its content there before",
});

export const externalEtcdTaken = defineError<{ readonly keys: number }>({
  code: "EXTERNAL_ETCD_TAKEN",
  blame: "user",
  message: ({ keys }) =>
    `etcd holds another Kubernetes cluster already (${keys} keys below /registry), and a new one would take its place`,
  hint: () =>
    "nothing was changed; if nobody needs that cluster: etcdctl del --prefix /registry/, then apply again",
});

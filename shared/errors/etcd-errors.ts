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

export const etcdUnhealthy = defineError<{ readonly members: string; readonly what: string }>({
  code: "ETCD_UNHEALTHY",
  blame: "environment",
  message: ({ members, what }) => `${what}, since etcd is not well: ${members}`,
  hint: () => "see `pharosctl etcd members`; solve what it names, then run the same command again",
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

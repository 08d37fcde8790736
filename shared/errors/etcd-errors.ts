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
  hint: () => "nothing was changed; look at the host's disk, then apply again",
});

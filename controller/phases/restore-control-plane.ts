import { randomBytes } from "node:crypto";
import type { ApplyRun, RunHost } from "../apply/apply-run.ts";
import type { Phase } from "../engine/phase.ts";
import { certificatesOf } from "../etcd/certificates-of.ts";
import { sendSnapshot } from "../etcd/send-snapshot.ts";

/** The image of etcd may have to be fetched: an agent gives that and the restore ten minutes each. */
const RESTORE_LIMIT_MS = 25 * 60_000;

/**
 * Before the first master of a cluster that has lost all of them is started: it gets the authorities and
 * the data of a snapshot, and the others join it. Nothing to do without one.
 */
export const restoreControlPlane: Phase<ApplyRun, RunHost> = {
  title: "bring the snapshot to the first master",
  hosts: ({ hosts, restore }) =>
    restore === undefined
      ? []
      : hosts.filter(
          ({ member, spec }) => member.role === "master" && spec.kubernetes.bootstrap === "init",
        ),
  run: async ({ restore, lock }, host) => {
    if (restore === undefined) return;
    const { source, snapshot } = restore;
    const { sha256, keys, bytes } = snapshot;
    const connection = await host.connection();
    const { fencing: fencingNumber } = await lock();
    await connection.etcd.checkRestore({ certificates: certificatesOf(snapshot), bytes });
    await sendSnapshot({ connection, host: host.name, source, snapshot, fencingNumber });
    const { name, privateAddress: address } = host.member;
    const token = `pharos-${randomBytes(8).toString("hex")}`;
    await connection.etcd.restoreEtcd(
      { sha256, keys, members: [{ name, address }], token, fencingNumber, anew: true },
      { timeoutMs: RESTORE_LIMIT_MS },
    );
  },
};

import { parse } from "yaml";
import {
  etcdNotLost,
  etcdNotStopped,
  etcdRecoveryFailed,
} from "../../shared/errors/etcd-errors.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Host } from "../host/host.ts";
import { etcdManifestPath, kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { listAt, textAt } from "../../shared/spec/json-path.ts";
import { peerUrlOf } from "./etcd-member-state.ts";
import { moveFile } from "./move-file.ts";
import { RECOVERY_LIMIT_MS, RECOVERY_UNIT, recoveryArguments } from "./recovery-arguments.ts";
import { PARKED_FOLDER, RECOVERED_PREFIX, UNFINISHED_PREFIX } from "./restore-places.ts";
import { startEtcd } from "./start-etcd.ts";
import { stopEtcd } from "./stop-etcd.ts";

export interface EtcdRecovery {
  /** Who is said to be gone for good; IP addresses. */
  readonly lost: readonly { readonly name: string; readonly address: string }[];
  /** Names of all other masters, as this host knows them. */
  readonly others: readonly string[];
  readonly token: string;
}

const COPY_LIMIT_MS = 10 * 60_000;
const START_LIMIT_MS = 30_000;
const END_LIMIT_MS = 60_000;
const STEP_MS = 1_000;

/**
 * Makes this host's member the only one of etcd, and lets etcd and the API server run again, also where that
 * failed. Gives where the copy of its data is; `undefined`: it was alone already. Killed anywhere it may be
 * done again. Throws `ETCD_NOT_LOST`, `ETCD_NOT_STOPPED`, `ETCD_RECOVERY_FAILED`.
 */
export const recoverEtcd = async (
  host: Host,
  spec: NodeSpec,
  recovery: EtcdRecovery,
): Promise<string | undefined> => {
  // One that was cut may still be at it, and would be taken for etcd that serves.
  await endRecovery(host, spec);
  if (await isAlone(host, spec)) {
    await startEtcd(host, spec.host);
    return undefined;
  }
  await requireLost(host, spec, recovery);
  const manifest = await readManifest(host, spec);
  if ((await host.files.stat(kubeadmPaths.etcdMember)) === undefined)
    throw etcdRecoveryFailed({
      host: spec.host,
      reason: `${kubeadmPaths.etcdMember} is not there`,
    });
  try {
    await stopEtcd(host, spec.host);
    const kept = await copyData(host, recovery.token);
    await makeAlone(host, spec, manifest, recovery.token);
    return kept;
  } finally {
    await startEtcd(host, spec.host);
  }
};

/** It has a leader, and that can be no one else. */
const isAlone = async ({ etcd }: Host, { address }: NodeSpec): Promise<boolean> => {
  const [status, members] = await Promise.all([etcd.status(address), etcd.members(address)]);
  return (
    status.kind === "ok" &&
    status.value.leaderId !== undefined &&
    members.kind === "ok" &&
    members.value.length === 1
  );
};

/** Asked from here, since an administrator's machine may be cut off from hosts that are well. */
const requireLost = async (
  { etcd }: Host,
  spec: NodeSpec,
  { lost, others }: EtcdRecovery,
): Promise<void> => {
  const refuse = (reason: string): Error => etcdNotLost({ host: spec.host, reason });
  const unnamed = others.filter((other) => !lost.some(({ name }) => name === other));
  if (unnamed.length > 0) throw refuse(`nobody says that ${unnamed.join(", ")} is lost`);
  const own = await etcd.status(spec.address);
  if (own.kind === "ok" && own.value.leaderId !== undefined)
    throw refuse("it has a leader, so a majority works");
  const answers = await Promise.all(
    lost.map(async ({ name, address }) => {
      const [status, members] = await Promise.all([etcd.status(address), etcd.members(address)]);
      return status.kind === "ok" || members.kind === "ok" ? [name] : [];
    }),
  );
  const there = answers.flat();
  if (there.length > 0) throw refuse(`etcd of ${there.join(", ")} answers`);
  const known = await etcd.members(spec.address);
  const named = new Set([spec.address, ...lost.map(({ address }) => address)].map(peerUrlOf));
  const stranger = (known.kind === "ok" ? known.value : []).find(
    ({ peerUrls }) => !peerUrls.some((url) => named.has(url)),
  );
  if (stranger !== undefined)
    throw refuse(`its member at ${stranger.peerUrls.join(", ")} is on no master of the cluster`);
};

/** Whole or not at all; etcd has ended. */
const copyData = async (host: Host, token: string): Promise<string> => {
  for (const left of (await host.files.list(kubeadmPaths.etcd)) ?? [])
    if (left.startsWith(UNFINISHED_PREFIX)) await host.files.remove(`${kubeadmPaths.etcd}/${left}`);
  const unfinished = `${kubeadmPaths.etcd}/${UNFINISHED_PREFIX}${token}`;
  await host.files.makeDirectory(unfinished, { mode: 0o700 });
  try {
    await host.programs.run({
      argv: ["cp", "-a", kubeadmPaths.etcdMember, `${unfinished}/member`],
      limitMs: COPY_LIMIT_MS,
      reason: "copying etcd's data",
    });
    // etcd writes its own through, and changes it next: a power cut then must not find the copy in memory.
    await host.programs.run({
      argv: ["sync", "--file-system", unfinished],
      limitMs: COPY_LIMIT_MS,
      reason: "writing the copy of etcd's data",
    });
  } catch (error) {
    // Half of it may be what has filled the disk.
    await host.files.remove(unfinished);
    throw error;
  }
  const time = host.now().toISOString().replaceAll(/[:.]/g, "-");
  const kept = `${kubeadmPaths.etcd}/${RECOVERED_PREFIX}${time}`;
  await moveFile(host, unfinished, kept);
  return kept;
};

const makeAlone = async (
  host: Host,
  spec: NodeSpec,
  { image, command }: EtcdManifest,
  token: string,
): Promise<void> => {
  const name = `pharos-recovery-${token}`;
  await host.programs.run({
    argv: recoveryArguments(spec, { image, name, command }),
    limitMs: START_LIMIT_MS,
    reason: "etcd --force-new-cluster",
  });
  try {
    await awaitAlone(host, spec);
  } finally {
    await endRecovery(host, spec);
  }
};

const awaitAlone = async (host: Host, spec: NodeSpec): Promise<void> => {
  const startMs = host.now().getTime();
  for (;;) {
    if (await isAlone(host, spec)) return;
    const { active } = await host.units.show(RECOVERY_UNIT);
    const hasEnded = active === "failed" || active === "inactive";
    if (hasEnded || host.now().getTime() - startMs >= RECOVERY_LIMIT_MS)
      throw etcdRecoveryFailed({
        host: spec.host,
        reason: hasEnded
          ? "it has ended"
          : `it does not serve after ${RECOVERY_LIMIT_MS / 60_000} minutes`,
      });
    await host.pause(STEP_MS);
  }
};

/** Two etcds must not be at the same data; the kubelet's may run where no recovery does. */
const endRecovery = async (host: Host, { host: name, address }: NodeSpec): Promise<void> => {
  if ((await host.units.show(RECOVERY_UNIT)).load !== "loaded") return;
  await host.units.stop(RECOVERY_UNIT);
  const startMs = host.now().getTime();
  while ((await host.etcd.members(address)).kind === "ok") {
    if (host.now().getTime() - startMs >= END_LIMIT_MS)
      throw etcdNotStopped({ host: name, reason: RECOVERY_UNIT });
    await host.pause(STEP_MS);
  }
};

interface EtcdManifest {
  readonly image: string;
  readonly command: readonly string[];
}

/** A recovery that was cut has taken it away. */
const readManifest = async ({ files }: Host, { host }: NodeSpec): Promise<EtcdManifest> => {
  const text =
    (await files.read(`${PARKED_FOLDER}/etcd.yaml`)) ?? (await files.read(etcdManifestPath));
  const pod = parseYaml(text ?? "");
  const image = textAt(pod, "spec", "containers", 0, "image");
  const command = listAt(pod, "spec", "containers", 0, "command").map(String);
  if (image === undefined || command[0] !== "etcd")
    throw etcdRecoveryFailed({ host, reason: `${etcdManifestPath} does not say how etcd runs` });
  return { image, command };
};

const parseYaml = (text: string): unknown => {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
};

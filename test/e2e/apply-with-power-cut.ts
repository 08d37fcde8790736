import type { Lab } from "../lab/lab.ts";
import { waitUntil } from "../lab/wait-until.ts";
import type { Cli } from "./cli.ts";
import { readEtcdMembers } from "./masters.ts";

/** Nothing can be written where etcd's manifest would be, so that the cut is between vote and start. */
const KEEP_MANIFEST_OUT = `
until [ -e /etc/kubernetes/manifests/kube-scheduler.yaml ]; do sleep 0.05; done
mount --bind /etc/kubernetes/manifests /etc/kubernetes/manifests
mount -o remount,ro,bind /etc/kubernetes/manifests`;

/** An apply with which a second master joins m1, whose power goes right after etcd has given it a vote. */
export async function applyWithPowerCut(
  lab: Lab,
  cli: Cli,
  second: string,
): ReturnType<Cli["run"]> {
  const [result] = await Promise.all([cli.run("apply", "--yes"), cutWhenAnnounced(lab, second)]);
  return result;
}

async function cutWhenAnnounced(lab: Lab, second: string): Promise<void> {
  await lab.ssh(second, ["sh", "-c", KEEP_MANIFEST_OUT], { timeoutMs: 600_000 });
  await waitUntil(
    `etcd to announce ${second}`,
    300_000,
    async () => (await readEtcdMembers(lab, "m1").catch((): readonly string[] => [])).includes(""),
    200,
  );
  await lab.powerOff(second);
}

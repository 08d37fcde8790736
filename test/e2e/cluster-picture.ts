import type { Lab } from "../lab/lab.ts";
import { waitUntil } from "../lab/wait-until.ts";
import { kubectl } from "./kubectl.ts";

const OBJECT = [
  "{.kind} {.metadata.name} {.metadata.uid} {.spec.podCIDR}",
  "{.status.containerStatuses[*].restartCount} {.status.containerStatuses[*].containerID}",
].join(" ");

/** Nodes and pods, each with its identity and its containers, and the programs that run them; a line each. */
export async function readClusterPicture(
  lab: Lab,
  hosts: readonly string[],
): Promise<readonly string[]> {
  const path = `{range .items[*]}${OBJECT}{"\\n"}{end}`;
  const print = async (kind: string): Promise<string> =>
    await kubectl(lab, ["get", kind, "--all-namespaces", "-o", `jsonpath=${path}`]);
  const programs = hosts.map(async (host) => {
    const show = ["systemctl", "show", "--property=MainPID", "kubelet", "containerd"];
    return `${host} ${(await lab.ssh(host, show)).stdout.replaceAll(/\s+/g, " ")}`;
  });
  const objects = `${await print("nodes")}${await print("pods")}`.split("\n").toSorted();
  return [...objects, ...(await Promise.all(programs))];
}

/**
 * The same once all containers run that were begun since the host's kubelet was: hosts that were put back
 * tell for a while of those that ran before.
 */
export async function readSettledPicture(
  lab: Lab,
  hosts: readonly string[],
): Promise<readonly string[]> {
  const path = `{range .items[*]}{.spec.nodeName} {.status.containerStatuses[*].state.running.startedAt}{"\\n"}{end}`;
  await waitUntil("all pods to run again", 180_000, async () => {
    const begun = new Map(
      await Promise.all(
        hosts.map(async (host) => [host, await readKubeletStart(lab, host)] as const),
      ),
    );
    const text = await kubectl(lab, ["get", "pods", "-A", "-o", `jsonpath=${path}`]).catch(
      () => "",
    );
    const pods = text.split("\n").filter((line) => line !== "");
    const run = pods.every((line) => {
      const [node = "", ...times] = line.split(" ");
      const sinceMs = begun.get(node) ?? Number.POSITIVE_INFINITY;
      return times.length > 0 && times.every((time) => Date.parse(time) >= sinceMs);
    });
    return pods.length > 0 && run;
  });
  return await readClusterPicture(lab, hosts);
}

/** Milliseconds since 1970. */
async function readKubeletStart(lab: Lab, host: string): Promise<number> {
  const show = "systemctl show --timestamp=unix --value --property=ExecMainStartTimestamp kubelet";
  return Number((await lab.ssh(host, show.split(" "))).stdout.trim().replace("@", "")) * 1000;
}

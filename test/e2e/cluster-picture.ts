import type { Lab } from "../lab/lab.ts";
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

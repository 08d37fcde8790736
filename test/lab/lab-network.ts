import { rm, writeFile } from "node:fs/promises";
import { gatewayAddress } from "./lab-addresses.ts";
import type { LabPaths } from "./lab-paths.ts";
import type { LabHost } from "./lab-state.ts";
import { pathExists } from "./path-exists.ts";
import { runChecked, runCommand } from "./run-command.ts";

export const bridgeName = "lab0";

/** Prefix of a command that is to run in the lab's network. Unlike `ip netns exec` it leaves /sys, and the control groups in it, alone. */
export function insideNetwork(paths: LabPaths): readonly string[] {
  return ["nsenter", `--net=${paths.netnsPath}`, "--"];
}

/** A network namespace with a bridge and no way out. */
export async function createNetwork(paths: LabPaths): Promise<void> {
  await writeFile(paths.netnsPath, "");
  await runChecked(["unshare", `--net=${paths.netnsPath}`, "true"]);
  const steps = [
    ["link", "set", "lo", "up"],
    ["link", "add", bridgeName, "type", "bridge", "forward_delay", "0"],
    ["address", "add", `${gatewayAddress}/24`, "dev", bridgeName],
    ["link", "set", bridgeName, "up"],
  ];
  for (const step of steps) await runChecked([...insideNetwork(paths), "ip", ...step]);
  // Every question to a service that is not there is refused at once, not only the first of a second.
  const unlimited = "net.ipv4.icmp_ratelimit=0";
  await runChecked([...insideNetwork(paths), "sysctl", "-q", "-w", unlimited]);
}

/** Removes the namespace, and with its last process everything in it. One that is not there is fine. */
export async function removeNetwork(paths: LabPaths): Promise<void> {
  while ((await runCommand(["mountpoint", "-q", paths.netnsPath])).code === 0) {
    await runChecked(["umount", paths.netnsPath]);
  }
  await rm(paths.netnsPath, { force: true });
}

export async function isNetworkThere(paths: LabPaths): Promise<boolean> {
  return (
    (await pathExists(paths.netnsPath)) &&
    (await runCommand([...insideNetwork(paths), "true"])).code === 0
  );
}

/** From the namespace, new connections reach the bastion only; the hosts among themselves, and their answers, are not touched. */
export async function closeAllButBastion(
  paths: LabPaths,
  hosts: readonly LabHost[],
): Promise<void> {
  const closed = hosts.filter((host) => host.role !== "bastion");
  for (const host of closed) {
    const rule = `iptables -w 10 -A OUTPUT -d ${host.address} -m conntrack --ctstate NEW -j REJECT`;
    await runChecked([...insideNetwork(paths), ...rule.split(" ")]);
  }
}

/** The bridge's end of a host's cable, named by nspawn. */
export function cableName(host: string): string {
  return `vb-${host}`;
}

export async function setCable(paths: LabPaths, host: string, to: "up" | "down"): Promise<void> {
  await runChecked([...insideNetwork(paths), "ip", "link", "set", cableName(host), to]);
}

/** Takes a host's cable away; one that is not there is fine. */
export async function removeCable(paths: LabPaths, host: string): Promise<void> {
  await runCommand([...insideNetwork(paths), "ip", "link", "delete", cableName(host)]);
}

export async function isCableThere(paths: LabPaths, host: string): Promise<boolean> {
  const shown = await runCommand([...insideNetwork(paths), "ip", "link", "show", cableName(host)]);
  return shown.code === 0;
}

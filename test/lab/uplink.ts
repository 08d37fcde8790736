import { createHash } from "node:crypto";
import { join } from "node:path";
import { withLock } from "./lab-lock.ts";
import { insideNetwork } from "./lab-network.ts";
import type { LabPaths } from "./lab-paths.ts";
import { labPaths } from "./lab-paths.ts";
import type { Uplink } from "./lab-state.ts";
import { readLabState } from "./lab-state.ts";
import { listLabs } from "./list-labs.ts";
import { borrowForwarding, returnForwarding } from "./machine-forwarding.ts";
import { runChecked, runCommand } from "./run-command.ts";
import { chooseUplinkRange, readTakenRanges, uplinkPrefixLength } from "./uplink-range.ts";
import { labEnd, labRules, renderMachineRules, renderTableRemoval } from "./uplink-rules.ts";

/** What lab `name` calls its things on the machine; an interface's name has no room for that of a lab. */
export function uplinkNames(name: string): Pick<Uplink, "link" | "table"> {
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return { link: `lab-${digest}`, table: `pharos-lab-${name}` };
}

/** Finds a place for a lab's uplink and lets `record` write it down before another lab looks for one. */
export async function planUplink<T>(
  lab: LabPaths,
  forwards: boolean,
  record: (uplink: Uplink) => Promise<T>,
): Promise<T> {
  return await withUplinks(lab, async () => {
    const others = await listOtherUplinks(lab);
    const ends = others.flatMap((other) => [other.machineAddress, other.labAddress]);
    const range = chooseUplinkRange([...(await readTakenRanges()), ...ends]);
    return await record({ ...uplinkNames(lab.name), ...range, forwards });
  });
}

/**
 * Gives the lab's network its way out through the machine. The rules come before the link, so that nothing ever
 * passes without them. What an earlier call has left is replaced.
 */
export async function openUplink(lab: LabPaths, uplink: Uplink): Promise<void> {
  await removeLink(uplink);
  await runChecked(["nft", "-f", "-"], { input: renderMachineRules(uplink) });
  await withUplinks(lab, async () => await borrowForwarding(lab.cacheDir));
  const peer = ["peer", "name", labEnd, "netns", lab.netnsPath];
  await runChecked(["ip", "link", "add", uplink.link, "type", "veth", ...peer]);
  await raise([], uplink.link, uplink.machineAddress);
  const inside = insideNetwork(lab);
  await runChecked([...inside, "nft", "-f", "-"], { input: labRules });
  await runChecked([...inside, "sysctl", "-q", "-w", "net.ipv4.ip_forward=1"]);
  await raise(inside, labEnd, uplink.labAddress);
  await runChecked([...inside, "ip", "route", "replace", "default", "via", uplink.machineAddress]);
}

/** Takes link, rules and, with the last uplink of all labs, forwarding off the machine. What is not there is fine. */
export async function closeUplink(lab: LabPaths, uplink: Uplink): Promise<void> {
  await removeLink(uplink);
  await runChecked(["nft", "-f", "-"], { input: renderTableRemoval(uplink) });
  await withUplinks(lab, async () => {
    if ((await listOtherUplinks(lab)).length === 0) await returnForwarding(lab.cacheDir);
  });
}

/** Whether all of `openUplink` was done: its last step is a route, which goes with the link. */
export async function isUplinkOpen(lab: LabPaths): Promise<boolean> {
  const question = ["ip", "route", "show", "default", "dev", labEnd];
  const shown = await runCommand([...insideNetwork(lab), ...question]);
  return shown.code === 0 && shown.stdout.trim() !== "";
}

export async function isUplinkThere(uplink: Uplink): Promise<boolean> {
  return (await runCommand(["ip", "link", "show", uplink.link])).code === 0;
}

/** The name has a dot, which that of no lab has. */
async function withUplinks<T>(lab: LabPaths, work: () => Promise<T>): Promise<T> {
  return await withLock(join(lab.cacheDir, "locks", "machine.uplinks"), work);
}

async function listOtherUplinks(lab: LabPaths): Promise<readonly Uplink[]> {
  const names = (await listLabs(lab.cacheDir)).filter((name) => name !== lab.name);
  const states = await Promise.all(
    names.map(async (name) => await readLabState(labPaths(lab.cacheDir, name))),
  );
  return states.flatMap((state) => (state?.online === undefined ? [] : [state.online.uplink]));
}

/** The link is for IPv4 alone: without addresses of IPv6 the ends do not look for routers and neighbours either. */
async function raise(prefix: readonly string[], link: string, address: string): Promise<void> {
  const steps = [
    ["link", "set", link, "addrgenmode", "none"],
    ["address", "add", `${address}/${uplinkPrefixLength}`, "dev", link],
    ["link", "set", link, "up"],
  ];
  for (const step of steps) await runChecked([...prefix, "ip", ...step]);
}

/** With one end of the pair the other goes too. */
async function removeLink(uplink: Uplink): Promise<void> {
  if (await isUplinkThere(uplink)) await runChecked(["ip", "link", "delete", uplink.link]);
}

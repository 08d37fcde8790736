import { insideNetwork } from "./lab-network.ts";
import type { LabPaths } from "./lab-paths.ts";
import type { LabHost } from "./lab-state.ts";
import { runChecked, runCommand } from "./run-command.ts";

/**
 * From the namespace, where `exec` runs, nothing reaches a port of a host any more, connections that
 * stand included: packets are lost without a word. The hosts among themselves are not touched.
 */
export async function blockPort(lab: LabPaths, host: LabHost, port: number): Promise<void> {
  if (!(await isPortBlocked(lab, host, port))) await changeRule(lab, "-I", host, port);
}

export async function unblockPort(lab: LabPaths, host: LabHost, port: number): Promise<void> {
  if (await isPortBlocked(lab, host, port)) await changeRule(lab, "-D", host, port);
}

async function isPortBlocked(lab: LabPaths, host: LabHost, port: number): Promise<boolean> {
  return (await runCommand(ruleCommand(lab, "-C", host, port))).code === 0;
}

async function changeRule(
  lab: LabPaths,
  change: "-I" | "-D",
  host: LabHost,
  port: number,
): Promise<void> {
  await runChecked(ruleCommand(lab, change, host, port));
}

function ruleCommand(
  lab: LabPaths,
  verb: "-C" | "-I" | "-D",
  { address }: LabHost,
  port: number,
): readonly string[] {
  const rule = `iptables -w 10 ${verb} OUTPUT -p tcp -d ${address} --dport ${port} -j DROP`;
  return [...insideNetwork(lab), ...rule.split(" ")];
}

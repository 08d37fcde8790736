import { isCableCut } from "./host-cable.ts";
import { isOn } from "./host-power.ts";
import type { Lab } from "./lab.ts";
import type { LabPaths } from "./lab-paths.ts";
import type { LabState } from "./lab-state.ts";
import { isSupplyAnswering } from "./lab-supply.ts";

export interface LabStatus {
  readonly name: string;
  readonly phase: "starting" | "up";
  readonly supply: "answering" | "silent" | "none" | "online";
  readonly sshKeyPath: string;
  readonly knownHostsPath: string;
  readonly hosts: readonly HostStatus[];
}

export interface HostStatus {
  readonly name: string;
  readonly role: "master" | "worker" | "bastion";
  readonly address: string;
  readonly power: "on" | "off";
  readonly cable: "in" | "cut";
}

async function readStatus(lab: Lab): Promise<LabStatus> {
  const state = await lab.state();
  const { paths } = lab;
  const hosts = state.hosts.map(async (host): Promise<HostStatus> => {
    const cut = await isCableCut(paths, host.name);
    const on = await isOn(paths, host.name);
    return { ...host, power: on ? "on" : "off", cable: cut ? "cut" : "in" };
  });
  return {
    name: lab.name,
    phase: state.phase,
    supply: await readSupply(paths, state),
    sshKeyPath: lab.sshKeyPath,
    knownHostsPath: lab.knownHostsPath,
    hosts: await Promise.all(hosts),
  };
}

async function readSupply(paths: LabPaths, state: LabState): Promise<LabStatus["supply"]> {
  if (state.online !== undefined) return "online";
  if (!state.supply) return "none";
  return (await isSupplyAnswering(paths)) ? "answering" : "silent";
}

export async function printStatus(lab: Lab, format: "table" | "json"): Promise<void> {
  const status = await readStatus(lab);
  const text = format === "json" ? JSON.stringify(status, undefined, 2) : renderTable(status);
  process.stdout.write(`${text}\n`);
}

function renderTable(status: LabStatus): string {
  const rows = status.hosts.map((host) =>
    [host.name, host.role, host.address, host.power, host.cable].map((cell) => cell.padEnd(12)),
  );
  const head = ["HOST", "ROLE", "ADDRESS", "POWER", "CABLE"].map((cell) => cell.padEnd(12));
  const lines = [head, ...rows].map((row) => row.join("").trimEnd());
  const supply = status.supply === "online" ? "online (not verified)" : status.supply;
  return [`lab ${status.name}: ${status.phase}, supply ${supply}`, ...lines].join("\n");
}

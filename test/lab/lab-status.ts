import { isCableCut } from "./host-cable.ts";
import { isOn } from "./host-power.ts";
import type { Lab } from "./lab.ts";
import { isSupplyAnswering } from "./lab-supply.ts";

export interface LabStatus {
  readonly name: string;
  readonly phase: "starting" | "up";
  readonly supply: "answering" | "silent" | "none";
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
  const answering = state.supply && (await isSupplyAnswering(paths));
  return {
    name: lab.name,
    phase: state.phase,
    supply: state.supply ? (answering ? "answering" : "silent") : "none",
    sshKeyPath: lab.sshKeyPath,
    knownHostsPath: lab.knownHostsPath,
    hosts: await Promise.all(hosts),
  };
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
  return [`lab ${status.name}: ${status.phase}, supply ${status.supply}`, ...lines].join("\n");
}

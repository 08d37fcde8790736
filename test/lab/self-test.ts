/**
 * Builds a small lab of its own, tries every verb on it, crashes it, and compares the machine before and after.
 * `node test/lab/self-test.ts [hosts|uplink] [--name NAME]`; ends with 1 if anything is not as it should be.
 */
import { stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { LabError } from "./lab-error.ts";
import type { Lab } from "./lab.ts";
import { openLab } from "./lab.ts";
import { hostPaths, labCacheDir } from "./lab-paths.ts";
import { listLabs } from "./list-labs.ts";
import { installMachinePackages, uplinkPrograms } from "./machine-packages.ts";
import { comparePictures, takePicture } from "./machine-picture.ts";
import { findProcess } from "./process-record.ts";
import { parseArgs } from "node:util";
import type { Step } from "./self-test-step.ts";
import { expect, killUp, must } from "./self-test-step.ts";
import { uplinkSteps } from "./self-test-uplink.ts";
import { waitUntil } from "./wait-until.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { name: { type: "string", default: "selftest" } },
});
const { name } = values;
const layout = { masters: 1, workers: 1, supply: false };

const hostSteps: readonly Step[] = [
  { title: "hosts boot to running", run: async (lab) => await lab.up(layout) },
  { title: "up on a lab that is up changes nothing", run: staysTheSame },
  { title: "hosts reach each other and nothing else", run: hostsReachEachOther },
  { title: "the user has sudo without a password", run: hasSudo },
  { title: "no host has a container runtime or Kubernetes", run: isBare },
  { title: "a reboot in the host comes back with another boot id", run: reboots },
  { title: "a cut cable separates a host, also over a reset", run: cutsAndHeals },
  { title: "a blocked port separates the namespace from it", run: blocksPort },
  { title: "a power cut and an orderly shutdown end a host", run: losesPower },
  { title: "each host has control groups of its own", run: hasOwnGroups },
  { title: "transient units, firewall rules and bridges work", run: hasKernelAccess },
  { title: "a snapshot brings back files, and hosts that are there then", run: snapshots },
  { title: "an up that is killed is cleaned by the next one", run: survivesKilledUp },
  { title: "a host whose supervisor was killed is started anew by up", run: losesSupervisor },
  { title: "a bastion is the only way in", run: standsBehindBastion },
];

const parts = new Map([
  ["hosts", hostSteps],
  ["uplink", uplinkSteps],
]);

process.exitCode = await selfTest();

async function selfTest(): Promise<number> {
  const cacheDir = labCacheDir(process.env);
  const lab = openLab(name);
  const chosen = positionals.length === 0 ? [...parts.keys()] : positionals;
  const unknown = chosen.filter((part) => !parts.has(part));
  if (unknown.length > 0) throw new LabError(`${unknown.join(", ")}: no part of the self test`);
  await installMachinePackages(print, uplinkPrograms);
  await lab.down(true);
  const listOthers = async (): Promise<readonly string[]> =>
    (await listLabs(cacheDir)).filter((other) => other !== name);
  const others = await listOthers();
  const before = await takePicture(others);
  let failed = 0;
  for (const part of chosen) {
    for (const step of parts.get(part) ?? []) failed += (await tryStep(step, lab)) ? 0 : 1;
    await lab.down(true);
  }
  // The kernel takes a moment to remove an empty network namespace.
  await delay(500);
  // Somebody may have started another lab meanwhile.
  const after = await takePicture([...others, ...(await listOthers())]);
  const left = comparePictures(before, after).filter(isOurs);
  for (const line of left) print(`left behind: ${line}`);
  const gone = (await stat(lab.paths.labDir).catch(() => undefined)) === undefined;
  if (!gone) print(`left behind: ${lab.paths.labDir}`);
  return failed === 0 && left.length === 0 && gone ? 0 : 1;
}

/** Other programs may start meanwhile; what the lab starts names its disks or the lab, and so do its control groups. */
function isOurs(line: string): boolean {
  if (line.startsWith("+cgroups")) return line.includes(`pharos-lab-${name}`);
  if (!line.startsWith("+processes")) return true;
  return line.includes(`labs/${name}`) || line.includes(` ${name} `);
}

async function tryStep(step: Step, lab: Lab): Promise<boolean> {
  const start = performance.now();
  const seconds = (): string => ((performance.now() - start) / 1000).toFixed(1);
  try {
    await step.run(lab);
    print(`ok    ${step.title} (${seconds()} s)`);
    return true;
  } catch (error) {
    print(`FAIL  ${step.title} (${seconds()} s): ${String(error)}`);
    return false;
  }
}

async function staysTheSame(lab: Lab): Promise<void> {
  const before = await bootId(lab, "m1");
  await lab.up(layout);
  expect("the host was not restarted", before === (await bootId(lab, "m1")));
}

async function hostsReachEachOther(lab: Lab): Promise<void> {
  await must(lab, "m1", ["ping", "-c1", "-W2", "10.77.0.21"]);
  const outside = await lab.ssh("m1", ["ping", "-c1", "-W1", "192.0.2.1"]);
  expect("the way out is closed", outside.code !== 0);
}

async function hasSudo(lab: Lab): Promise<void> {
  const whoami = await lab.ssh("w1", ["sudo", "-n", "id", "-u"], { user: "ubuntu" });
  expect(`sudo gives root: ${whoami.stderr}`, whoami.stdout === "0\n");
}

async function isBare(lab: Lab): Promise<void> {
  for (const program of ["containerd", "runc", "kubelet", "kubeadm", "haproxy", "docker"]) {
    const found = await lab.ssh("m1", ["sh", "-c", `command -v ${program}`]);
    expect(`${program} is missing`, found.code !== 0);
  }
}

async function reboots(lab: Lab): Promise<void> {
  const before = await bootId(lab, "w1");
  await lab.ssh("w1", ["systemctl", "reboot"]);
  await waitUntil("another boot id", 60_000, async () => {
    const now = await lab.ssh("w1", ["cat", "/proc/sys/kernel/random/boot_id"]);
    return now.code === 0 && now.stdout !== before;
  });
}

async function cutsAndHeals(lab: Lab): Promise<void> {
  const reach = async (): Promise<boolean> =>
    (await lab.ssh("m1", ["ping", "-c1", "-W1", "10.77.0.21"])).code === 0;
  await lab.cut("w1");
  expect("it is away", !(await reach()));
  await lab.killHost("w1");
  await delay(3000);
  expect("it is still away", !(await reach()));
  await lab.heal("w1");
  await waitUntil("the host to be back", 20_000, reach);
}

async function blocksPort(lab: Lab): Promise<void> {
  const reach = async (): Promise<boolean> => (await lab.ssh("w1", ["true"])).code === 0;
  await lab.block("w1", 22);
  await lab.block("w1", 22);
  expect("it is closed", !(await reach()));
  await lab.unblock("w1", 22);
  expect("it is open", await reach());
}

async function losesPower(lab: Lab): Promise<void> {
  await must(lab, "w1", ["touch", "/root/kept", "/var/lib/kept"]);
  for (const clean of [false, true]) {
    await lab.powerOff("w1", clean);
    expect("nothing answers", (await lab.ssh("w1", ["true"])).code !== 0);
    await lab.powerOn("w1");
    await must(lab, "w1", ["ls", "/root/kept", "/var/lib/kept"]);
  }
}

async function hasOwnGroups(lab: Lab): Promise<void> {
  await must(lab, "m1", ["mkdir", "-p", "/sys/fs/cgroup/memory/kubepods/only-m1"]);
  const other = await lab.ssh("w1", ["ls", "/sys/fs/cgroup/memory/kubepods"]);
  expect("the other host does not see it", other.code !== 0);
}

async function hasKernelAccess(lab: Lab): Promise<void> {
  await must(lab, "m1", ["systemd-run", "--wait", "-p", "MemoryMax=50M", "true"]);
  await must(lab, "m1", ["modprobe", "br_netfilter"]);
  await must(lab, "m1", ["sysctl", "-w", "net.ipv4.ip_forward=1"]);
  const rule = ["-A", "POSTROUTING", "-s", "10.32.0.0/12", "-j", "MASQUERADE"];
  await must(lab, "m1", ["iptables", "-t", "nat", ...rule]);
  await must(lab, "m1", ["ip", "link", "add", "br9", "type", "bridge"]);
  await must(lab, "m1", ["ip", "link", "add", "va", "type", "veth", "peer", "name", "vb"]);
}

async function snapshots(lab: Lab): Promise<void> {
  await must(lab, "w1", ["touch", "/root/then", "/var/lib/then"]);
  await lab.snapshot("then");
  await must(lab, "w1", ["rm", "/root/then", "/var/lib/then", "/etc/motd"]);
  await lab.addWorkers(1);
  await must(lab, "w2", ["true"]);
  await lab.restore("then");
  await must(lab, "w1", ["ls", "/root/then", "/var/lib/then", "/etc/motd"]);
  expect("the added host is gone", (await lab.hosts()).length === 2);
}

/** Killed at several moments of a start, from "nothing is made yet" to "hosts boot". */
async function survivesKilledUp(lab: Lab): Promise<void> {
  for (const afterMs of [400, 700, 1000, 1400, 2000]) {
    await lab.down();
    await killUp(lab, ["--masters", "1", "--workers", "1", "--no-supply"], afterMs);
    await lab.up(layout);
    await must(lab, "m1", ["true"]);
  }
}

async function losesSupervisor(lab: Lab): Promise<void> {
  const before = await bootId(lab, "w1");
  const record = await findProcess(hostPaths(lab.paths, "w1").supervisorPath);
  if (record === undefined) throw new LabError("w1 has no supervisor");
  process.kill(record.pid, "SIGKILL");
  await lab.up(layout);
  expect("it booted anew", before !== (await bootId(lab, "w1")));
}

async function standsBehindBastion(lab: Lab): Promise<void> {
  await lab.down();
  await lab.up({ ...layout, bastion: true });
  await must(lab, "m1", ["ping", "-c1", "-W2", "10.77.0.5"]);
  const probe = `require("net").connect(22, "10.77.0.11").on("connect", () => process.exit(0)).on("error", () => process.exit(1))`;
  const direct = await lab.exec([process.execPath, "-e", probe], { timeoutMs: 10_000 });
  expect("the direct way is closed", direct.code === 1);
}

async function bootId(lab: Lab, host: string): Promise<string> {
  return await must(lab, host, ["cat", "/proc/sys/kernel/random/boot_id"]);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

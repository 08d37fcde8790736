import { rename, rm, writeFile } from "node:fs/promises";
import { LabError } from "./lab-error.ts";
import { runChecked, runCommand } from "./run-command.ts";
import { pathExists } from "./path-exists.ts";

interface Program {
  readonly package: string;
  readonly path: string;
}

const programs: readonly Program[] = [
  { package: "systemd-container", path: "/usr/bin/systemd-nspawn" },
  { package: "mmdebstrap", path: "/usr/bin/mmdebstrap" },
  { package: "iproute2", path: "/usr/sbin/ip" },
  { package: "iptables", path: "/usr/sbin/iptables" },
  { package: "openssh-client", path: "/usr/bin/ssh" },
  { package: "util-linux", path: "/usr/bin/nsenter" },
];
/** What a lab with an uplink runs besides. */
export const uplinkPrograms: readonly Program[] = [{ package: "nftables", path: "/usr/sbin/nft" }];

const policyPath = "/usr/sbin/policy-rc.d";
const keptPolicyPath = "/usr/sbin/policy-rc.d.pharosctl-lab-kept";

/** Installs the programs that the lab runs, if they are missing. No service of the machine is started by it. */
export async function installMachinePackages(
  log: (line: string) => void,
  more: readonly Program[] = [],
): Promise<void> {
  await restorePolicy();
  const wanted = [...programs, ...more];
  const present = await Promise.all(wanted.map((program) => pathExists(program.path)));
  const missing = wanted.filter((_, index) => !present[index]).map((program) => program.package);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) throw new LabError("the lab needs root");
  log(`installing ${missing.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const lock = ["-o", "DPkg::Lock::Timeout=120"];
  await runChecked(["apt-get", ...lock, "update", "-q"], { env, timeoutMs: 300_000 });
  await denyServices();
  try {
    await runChecked(
      ["apt-get", ...lock, "install", "-y", "-q", "--no-install-recommends", ...missing],
      { env, timeoutMs: 600_000 },
    );
  } finally {
    await restorePolicy();
  }
}

/** Debian's maintainer scripts ask this program before they start a service; 101 means no. */
async function denyServices(): Promise<void> {
  const asked = await runCommand([policyPath, "x", "start"]).catch(() => undefined);
  if (asked?.code === 101) return;
  if (await pathExists(policyPath)) await rename(policyPath, keptPolicyPath);
  await writeFile(policyPath, `#!/bin/sh\n${ownMark}\nexit 101\n`, { mode: 0o755 });
}
const ownMark = "# pharosctl-lab: no services while packages are installed";

/** Also what an earlier run left that was killed in between. */
async function restorePolicy(): Promise<void> {
  const own = await runCommand(["grep", "-qF", ownMark, policyPath]);
  if (own.code === 0) await rm(policyPath);
  if (await pathExists(keptPolicyPath)) await rename(keptPolicyPath, policyPath);
}

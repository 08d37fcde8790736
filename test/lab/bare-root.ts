import { createHash } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { withLock } from "./lab-lock.ts";
import { machineMirrors } from "./machine-mirrors.ts";
import { runChecked } from "./run-command.ts";
import { pathExists } from "./path-exists.ts";

/** The release of Debian that all hosts run. */
export const hostCodename = "bookworm";

/** What a plain server installation has. Nothing of Kubernetes, no container runtime, no HAProxy: these are the product's to install. */
const packages = [
  "adduser",
  "apt",
  "bash-completion",
  "ca-certificates",
  "curl",
  "dbus",
  "gnupg",
  "iproute2",
  "iptables",
  "iputils-ping",
  "kmod",
  "less",
  "libpam-systemd",
  "netbase",
  "openssh-server",
  "procps",
  "sudo",
  "systemd",
  "systemd-sysv",
  "tzdata",
  "xz-utils",
];

/** Run in order inside the new root, each as an argument vector. */
const finishing = [
  ["useradd", "--create-home", "--shell", "/bin/bash", "ubuntu"],
  ["passwd", "--lock", "ubuntu"],
  ["passwd", "--lock", "root"],
  ["find", "/etc/ssh", "-name", "ssh_host_*", "-delete"],
  ["rm", "-f", "/etc/apt/sources.list", "/etc/machine-id", "/etc/hostname", "/etc/resolv.conf"],
  ["ln", "-sf", "/usr/share/zoneinfo/Etc/UTC", "/etc/localtime"],
];

/** The read-only root that all hosts share, built once per set of inputs and kept in the cache. Gives back its directory. */
export async function buildBareRoot(
  cacheDir: string,
  log: (line: string) => void,
): Promise<string> {
  const key = createHash("sha256")
    .update(JSON.stringify({ codename: hostCodename, packages, finishing, arch: process.arch }))
    .digest("hex")
    .slice(0, 16);
  const rootsDir = join(cacheDir, "bare-roots");
  const ready = join(rootsDir, `${hostCodename}-${key}`);
  await mkdir(rootsDir, { recursive: true });
  await withLock(join(cacheDir, "locks", "bare-root.building"), async () => {
    if (await pathExists(ready)) return;
    const building = join(rootsDir, "building");
    // What a build left that was killed.
    await rm(building, { recursive: true, force: true });
    log(`building a bare ${hostCodename} root (one to two minutes, once)`);
    await debootstrap(building);
    await rename(building, ready);
  });
  return ready;
}

async function debootstrap(target: string): Promise<void> {
  const mirrors = await machineMirrors(hostCodename);
  const hooks = finishing.map(
    (argv) => `--customize-hook=chroot "$1" ${argv.map((word) => `'${word}'`).join(" ")}`,
  );
  const options = ["--variant=minbase", "--mode=root", "--format=directory"];
  await runChecked(
    [
      "mmdebstrap",
      ...options,
      `--include=${packages.join(",")}`,
      ...hooks,
      hostCodename,
      target,
      "-",
    ],
    { input: `${mirrors.join("\n")}\n`, timeoutMs: 900_000 },
  );
}

import { readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { openPrivateApt } from "../apt/private-apt.ts";
import { runCommand } from "../run-command.ts";
import type { Stage } from "../stage.ts";

/** What the product or a test may install on a host that has nothing but a minimal Debian and sshd. */
const hostPackages = [
  "apparmor",
  "apt-transport-https",
  "bash-completion",
  "ca-certificates",
  "chrony",
  "conntrack",
  "containerd",
  "containernetworking-plugins",
  "curl",
  "dbus",
  "docker.io",
  "ebtables",
  "ethtool",
  "gnupg",
  "gpg",
  "haproxy",
  "ipset",
  "iproute2",
  "iptables",
  "kmod",
  "mount",
  "nftables",
  "openssh-server",
  "procps",
  "runc",
  "socat",
  "sudo",
  "systemd",
  "systemd-sysv",
  "unattended-upgrades",
  "util-linux",
] as const;

const imagePackages = ["etcd-client", "etcd-server"] as const;

/** Debian's packages with all that they depend on, as .deb files named like in a mirror's pool. */
export const debianArchive: Stage = {
  name: "debian-archive",
  inputs: [...hostPackages, ...imagePackages, "recipe 1"],
  needs: [],
  build: async ({ directory, progress }) => {
    const apt = await openPrivateApt(directory);
    progress("downloading Debian packages");
    await apt.downloadClosure([...hostPackages, ...imagePackages], directory);
    await apt.close();
    for (const name of await readdir(directory)) {
      await rename(join(directory, name), join(directory, withoutEpoch(name)));
    }
  },
};

/** Unpacks one package of the archive below `root`, without installing it. */
export const unpackPackage = async (archive: string, name: string, root: string): Promise<void> => {
  const files = await readdir(archive);
  const file = files.find((candidate) => candidate.startsWith(`${name}_`));
  if (file === undefined)
    throw new Error(`the Debian archive of the lab lacks the package ${name}`);
  await runCommand(["dpkg-deb", "--extract", join(archive, file), root], { limitMs: 120_000 });
};

/** apt keeps a version's epoch in the file name, escaped; a percent sign in a URL means something else. */
const withoutEpoch = (name: string): string => name.replace(/_\d+%3a/, "_");

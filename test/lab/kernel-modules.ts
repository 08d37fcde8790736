import { readFile } from "node:fs/promises";
import { release } from "node:os";
import { pathExists } from "./path-exists.ts";

/** Path of a module below `kernel/`, and a file or file system that only exists while the kernel has it. */
const known = [
  { path: "fs/overlayfs/overlay", sign: { filesystem: "overlay" } },
  { path: "net/bridge/bridge", sign: { file: "/sys/module/bridge" } },
  { path: "net/bridge/br_netfilter", sign: { file: "/proc/sys/net/bridge" } },
  { path: "net/netfilter/nf_conntrack", sign: { file: "/sys/module/nf_conntrack" } },
  { path: "net/netfilter/ipset/ip_set", sign: { file: "/sys/module/ip_set" } },
  { path: "drivers/net/vxlan/vxlan", sign: { file: "/sys/module/vxlan" } },
] as const;

/** Modules that this kernel has built in; empty where it has a module tree, which the hosts then get to see. */
export async function findBuiltinModules(): Promise<readonly string[]> {
  if (await pathExists(`/lib/modules/${release()}`)) return [];
  const filesystems = await readFile("/proc/filesystems", "utf8");
  const found = await Promise.all(
    known.map(async ({ path, sign }) => {
      const present =
        "file" in sign
          ? await pathExists(sign.file)
          : filesystems.includes(`\t${sign.filesystem}\n`);
      return present ? [path] : [];
    }),
  );
  return found.flat();
}

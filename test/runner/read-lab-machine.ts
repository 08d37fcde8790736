import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import type { LabMachine } from "./find-lab-obstacles.ts";

/** Looks at this machine; makes nothing that stays. */
export const readLabMachine = (): LabMachine => ({
  platform: process.platform,
  userId: process.getuid?.(),
  osRelease: readIfThere("/etc/os-release"),
  fileSystems: `${readIfThere("/proc/filesystems")}${succeeds("modprobe", ["-nq", "overlay"]) ? "overlay" : ""}`,
  hasSystemdNspawn: existsSync("/usr/bin/systemd-nspawn"),
  hasApt: existsSync("/usr/bin/apt-get"),
  canMakeNetworks: succeeds("unshare", ["--net", "true"]),
});

const readIfThere = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");

const succeeds = (program: string, args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: "ignore", timeout: 10_000 }).status === 0;

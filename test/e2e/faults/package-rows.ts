import { setTimeout as delay } from "node:timers/promises";
import type { CliResult } from "../cli.ts";
import type { Stage } from "../scenario.ts";
import { applyInto, type FaultRow } from "./fault-row.ts";
import { HOLD_APT_LOCK } from "../hold-apt-lock.ts";
import { taskTold } from "../moment.ts";

const HOST = "w1";
const atPackages = taskTold(HOST, "packages:host");

/** Disks that are full, and apt and dpkg in the hands of others or cut off. */
export const packageRows: readonly FaultRow[] = [
  fullDisk("uploading", "/var/tmp", ["UPLOAD_CORRUPTED", "BOOTSTRAP_FAILED"]),
  fullDisk("installing-the-agent", "/opt", ["DISK_FULL"]),
  fullDisk("downloading-packages", "/var/cache/apt/archives", ["DISK_FULL"]),
  fullDisk("unpacking-packages", "/opt/cni", ["DISK_FULL"]),
  {
    name: "apt-lock-held",
    needs: "waiting-1-1",
    ends: ["done"],
    usualSeconds: 80,
    strike: async (stage) => {
      const { lab } = stage;
      await lab.ssh(HOST, [...unit("fault-apt-lock"), "perl", "-e", HOLD_APT_LOCK]);
      return await applyInto(stage, taskTold(HOST, "apt-lists:all"), async () => {
        await delay(10_000);
        await lab.ssh(HOST, ["systemctl", "stop", "fault-apt-lock"]);
      });
    },
  },
  {
    name: "dpkg-interrupted",
    needs: "waiting-1-1",
    ends: ["PACKAGES_BROKEN"],
    usualSeconds: 80,
    strike: async (stage) =>
      await applyInto(stage, atPackages, async () => {
        await stage.lab.ssh(HOST, ["sh", "-c", KILL_DPKG]);
      }),
  },
];

const unit = (name: string): readonly string[] => [
  "systemd-run",
  "--quiet",
  `--unit=${name}`,
  "--",
];

/** When a package is in the middle of its installation. */
const KILL_DPKG = `
until dpkg --audit | grep -q .; do :; done
systemctl kill --kill-who=all -s KILL 'pharos-task-*.service'`;

/** A folder's file system has a few kilobytes left; later it has room again. */
function fullDisk(name: string, folder: string, ends: readonly string[]): FaultRow {
  return {
    name: `disk-full-${name}`,
    needs: "waiting-1-1",
    ends,
    usualSeconds: 80,
    strike: async (stage) => await applyOnFull(stage, folder),
  };
}

/** What was in the folder is copied there and back, so that a full disk is all that is wrong. */
async function applyOnFull({ lab, cli }: Stage, folder: string): Promise<CliResult> {
  const fill = `
mkdir -p "$1" && rm -rf /run/fault-kept && cp -a "$1" /run/fault-kept
mount -t tmpfs -o mode=$(stat -c %a "$1"),size=$(du -sk "$1" | awk '{print $1 + 200}')k tmpfs "$1"
cp -a /run/fault-kept/. "$1"`;
  await lab.ssh(HOST, ["sh", "-c", fill, "sh", folder]);
  const result = await cli.run("apply", "--yes", "--output", "json");
  const empty = `
rm -rf /run/fault-kept && cp -a "$1" /run/fault-kept && umount "$1" && cp -a /run/fault-kept/. "$1"
rm -rf /run/fault-kept`;
  await lab.ssh(HOST, ["sh", "-c", empty, "sh", folder]);
  return result;
}

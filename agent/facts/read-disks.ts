import type { DiskFacts } from "../../shared/spec/facts.ts";
import type { FileReader } from "../host/files.ts";
import { type Mount, parseMounts } from "../host/real/parse-mounts.ts";
import type { MachinePorts } from "./machine-ports.ts";

/** Local file systems that keep what is written; network ones may hang, others are no disks. */
const DISK_TYPES = new Set([
  "bcachefs",
  "btrfs",
  "ext2",
  "ext3",
  "ext4",
  "f2fs",
  "jfs",
  "reiserfs",
  "xfs",
  "zfs",
]);

/** Volumes and layers of containers: of the same disks, and there are hundreds. */
const CONTAINER_FOLDERS = [
  "/var/lib/kubelet/",
  "/var/lib/containerd/",
  "/var/lib/docker/",
  "/run/",
  "/snap/",
];

/** Mounted disks by mount point, with the root whatever its type; a place mounted over counts once. */
export const readDisks = async (
  files: FileReader,
  space: MachinePorts["space"],
): Promise<readonly DiskFacts[]> => {
  // The agent's unit puts mounts of its own over folders: only places of the machine count.
  const places = new Set((await readMounts(files, "1")).map(({ point }) => point));
  const points = (await readMounts(files, "self"))
    .filter(({ point }) => places.has(point))
    .filter(({ point, type }) => point === "/" || DISK_TYPES.has(type))
    .map(({ point }) => point)
    .filter((point) => !CONTAINER_FOLDERS.some((folder) => point.startsWith(folder)));
  const disks = await Promise.all(
    [...new Set(points)].toSorted().map(async (mount) => {
      const sizes = await space(mount);
      return sizes === undefined ? [] : [{ mount, ...sizes }];
    }),
  );
  return disks.flat();
};

const readMounts = async (
  files: FileReader,
  processId: "self" | "1",
): Promise<readonly Mount[]> => {
  const text = await files.read(`/proc/${processId}/mountinfo`).catch(() => undefined);
  return parseMounts(text ?? "");
};

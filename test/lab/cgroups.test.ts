import { expect, test } from "vitest";
import { parseCgroupMounts } from "./cgroups.ts";

test("a hybrid machine has a mount per controller, one for systemd and one of version 2", () => {
  const mountinfo = [
    "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard",
    "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct",
    "40 31 0:37 / /sys/fs/cgroup/systemd rw,nosuid shared:5 - cgroup cgroup rw,xattr,name=systemd",
    "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw",
  ].join("\n");
  expect([...parseCgroupMounts(mountinfo)]).toEqual([
    ["cpu,cpuacct", "/sys/fs/cgroup/cpu,cpuacct"],
    ["name=systemd", "/sys/fs/cgroup/systemd"],
    ["", "/sys/fs/cgroup/unified"],
  ]);
});

test("a machine with version 2 alone has one mount", () => {
  const mountinfo =
    "31 23 0:27 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot";
  expect([...parseCgroupMounts(mountinfo)]).toEqual([["", "/sys/fs/cgroup"]]);
});

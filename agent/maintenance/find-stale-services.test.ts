import { expect, test } from "vitest";
import { FakeHost } from "../host/fake/fake-host.ts";
import { findStaleServices } from "./find-stale-services.ts";

const OLD = "7f3a8c000000-7f3a8c200000 r-xp 00028000 08:01 1311 /usr/lib/libssl.so.3 (deleted)";
const NEW = "7f3a8c000000-7f3a8c200000 r-xp 00028000 08:01 1312 /usr/lib/libc.so.6";
const CACHE = "7f3a8c000000-7f3a8c200000 r--p 00028000 08:01 1313 /usr/share/cache (deleted)";
const SHARED = "7f3a8c000000-7f3a8c200000 r-xs 00000000 00:01 99 /memfd:x (deleted)";

interface Process {
  readonly id: number;
  readonly cgroup: string;
  readonly maps: readonly string[];
}

const find = async (...processes: readonly Process[]) => {
  const { machine, reader } = new FakeHost();
  for (const { id, cgroup, maps } of processes) {
    machine.files.seed(`/proc/${id}/cgroup`, `${cgroup}\n`);
    machine.files.seed(`/proc/${id}/maps`, `${maps.join("\n")}\n`);
  }
  return await findStaleServices(reader.files);
};

const ssh = "0::/system.slice/ssh.service";

test("a service that has a replaced library mapped is found once, with its files", async () => {
  const program = OLD.replace("libssl.so.3", "sshd");
  expect(
    await find(
      { id: 12, cgroup: ssh, maps: [NEW, OLD, OLD] },
      { id: 13, cgroup: ssh, maps: [program] },
      { id: 14, cgroup: "0::/system.slice/cron.service", maps: [NEW] },
    ),
  ).toEqual([{ unit: "ssh.service", files: ["/usr/lib/libssl.so.3", "/usr/lib/sshd"] }]);
});

test.each([
  ["a cache that is no program", ssh, [CACHE]],
  ["memory that is no file", ssh, [SHARED]],
  ["a pod", "0::/kubepods/burstable/pod1/abc", [OLD]],
  [
    "a pod below the runtime",
    "0::/system.slice/containerd.service/kubepods-pod1:cri-containerd:a",
    [OLD],
  ],
  ["a container of Docker", "0::/system.slice/docker-0123.scope", [OLD]],
  ["a task of ours", "0::/system.slice/pharos-task-run-1-a.service", [OLD]],
  ["a thread of the kernel", "0::/", [OLD]],
])("%s does not count", async (_what, cgroup, maps) => {
  expect(await find({ id: 7, cgroup, maps })).toEqual([]);
});

test.each([
  ["systemd itself", "0::/init.scope", "init.scope"],
  ["a login", "0::/user.slice/user-0.slice/session-4.scope", "session-4.scope"],
  ["an instance", "0::/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service"],
  [
    "the older control groups",
    "4:cpu:/\n1:name=systemd:/system.slice/ssh.service\n0::/",
    "ssh.service",
  ],
])("%s is named by its unit", async (_what, cgroup, unit) => {
  expect(await find({ id: 7, cgroup, maps: [OLD] })).toMatchObject([{ unit }]);
});

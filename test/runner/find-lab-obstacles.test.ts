import { expect, test } from "vitest";
import { findLabObstacles, type LabMachine } from "./find-lab-obstacles.ts";

const able: LabMachine = {
  platform: "linux",
  userId: 0,
  osRelease: 'PRETTY_NAME="Debian"\nID=debian\nVERSION_ID="12"\n',
  fileSystems: "nodev\tproc\nnodev\toverlay\n\text4\n",
  hasSystemdNspawn: false,
  hasApt: true,
  canMakeNetworks: true,
};

test("root on Debian 12 can have a lab", () => {
  expect(findLabObstacles(able)).toEqual([]);
});

test.each<[string, Partial<LabMachine>, RegExp]>([
  ["another system", { platform: "darwin" }, /Linux/],
  ["an ordinary user", { userId: 1000 }, /root/],
  ["another Debian", { osRelease: 'ID=debian\nVERSION_ID="13"\n' }, /Debian 12/],
  ["no way to get systemd-nspawn", { hasApt: false }, /systemd-nspawn/],
  ["a kernel without overlayfs", { fileSystems: "\text4\n" }, /overlayfs/],
  ["no right to make networks", { canMakeNetworks: false }, /network namespace/],
])("%s is one obstacle", (_, difference, reason) => {
  expect(findLabObstacles({ ...able, ...difference })).toEqual([expect.stringMatching(reason)]);
});

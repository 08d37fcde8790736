import { expect, test } from "vitest";
import { swap } from "./swap.ts";
import { taskOnHost } from "./task-on-host.fake.ts";

const FSTAB =
  "UUID=1 / ext4 defaults 0 1\n# /old none swap sw 0 0\n/swapfile\tnone\tswap\tsw\t0 0\n";
const ENTRY = "/swapfile\tnone\tswap\tsw\t0 0";

test("swap is turned off now and at boot, other lines stay as they are", async () => {
  const { machine, apply, plan } = taskOnHost(swap, { ensure: "off" });
  machine.files.seed("/etc/fstab", FSTAB, { mode: 0o664 });
  machine.swaps = ["/swapfile"];
  expect(await apply()).toEqual([
    { field: "/etc/fstab", before: ENTRY, after: `# pharosctl: ${ENTRY}` },
    { field: "/swapfile", before: "in use" },
  ]);
  expect(machine.files.entry("/etc/fstab")).toMatchObject({
    text: FSTAB.replace(ENTRY, `# pharosctl: ${ENTRY}`),
    mode: 0o664,
  });
  expect(await plan()).toEqual([]);
});

test("what was taken out of fstab is put back, byte for byte", async () => {
  const { host, machine, apply } = taskOnHost(swap, { ensure: "off" });
  machine.files.seed("/etc/fstab", FSTAB);
  await apply();
  const on = taskOnHost(swap, { ensure: "restored" }, host);
  await on.apply();
  expect(machine.files.entry("/etc/fstab")?.text).toBe(FSTAB);
  expect(await on.plan()).toEqual([]);
});

test("a host without swap and without fstab needs nothing", async () => {
  const { machine, plan } = taskOnHost(swap, { ensure: "off" });
  machine.files.remove("/etc/fstab");
  expect(await plan()).toEqual([]);
});

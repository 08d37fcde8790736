import { expect, test } from "vitest";
import { FakeHost } from "../host/fake/fake-host.ts";
import { readActiveFirewalls } from "./read-active-firewalls.ts";

const activeWith = (files: Readonly<Record<string, string>>) => {
  const host = new FakeHost();
  for (const [path, text] of Object.entries(files)) host.machine.files.seed(path, text);
  return readActiveFirewalls(host.reader.files);
};

test("ufw counts when it is switched on, not when it is merely installed", async () => {
  expect(await activeWith({ "/etc/ufw/ufw.conf": "# x\nENABLED=no\n" })).toEqual([]);
  expect(await activeWith({ "/etc/ufw/ufw.conf": "# x\nENABLED=yes\n" })).toEqual(["ufw"]);
});

test("firewalld counts while it runs", async () => {
  expect(await activeWith({})).toEqual([]);
  expect(await activeWith({ "/run/systemd/units/invocation:firewalld.service": "" })).toEqual([
    "firewalld",
  ]);
});

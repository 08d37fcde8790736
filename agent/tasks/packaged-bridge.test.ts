import { expect, test } from "vitest";
import { FakeHost } from "../host/fake/fake-host.ts";
import { packagedBridge } from "./packaged-bridge.ts";

const spec = { package: "package:cri-o" } as const;
const change = { field: "bridge", before: "present" };

test.each([
  "100-crio-bridge.conf",
  "11-crio-ipv4-bridge.conflist",
  "10-crio-bridge.conflist.disabled",
])("%s goes, and no other network with it", async (name) => {
  const host = new FakeHost();
  host.machine.files.seed(`/etc/cni/net.d/${name}`, "{}");
  host.machine.files.seed("/etc/cni/net.d/10-pharos.conflist", "{}");
  const look = async () => packagedBridge.diff(await packagedBridge.check(host.reader, spec), spec);
  expect(await look()).toEqual([change]);
  await packagedBridge.apply(host.bind(), spec, [change]);
  expect(await look()).toEqual([]);
  expect(await host.reader.files.list("/etc/cni/net.d")).toEqual(["10-pharos.conflist"]);
});

test("a plan has it before its package is there", async () => {
  const state = await packagedBridge.check(new FakeHost().reader, spec);
  const coming = packagedBridge.predict?.(state, spec, ["package:cri-o"]) ?? state;
  expect(packagedBridge.diff(coming, spec)).toEqual([change]);
});

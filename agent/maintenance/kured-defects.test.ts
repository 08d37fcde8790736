import { expect, test } from "vitest";
import { mergePatch } from "../host/fake/merge-objects.ts";
import type { NodeRequest } from "../host/node-api.ts";
import { evictPods } from "./evict-pods.ts";
import { FakeFleet } from "./fake-fleet.fake.ts";
import { parsePods } from "./pods.ts";
import { maintenanceSpec, rebootSpec } from "./sample-maintenance.fake.ts";

const MINUTE = 60_000;
const POD = "/api/v1/namespaces/default/pods/agent";

const openFleet = async (workers: number, reboots = rebootSpec()): Promise<FakeFleet> => {
  const fleet = new FakeFleet(1, workers);
  for (const member of fleet.members) {
    member.spec = maintenanceSpec({ reboots });
    await member.startAgent();
  }
  return fleet;
};

test("a drain that failed leaves a node cordoned that a person had cordoned", async () => {
  const fleet = await openFleet(2);
  for (const name of ["w1", "w2"]) {
    fleet.addPod(name, name);
    fleet.protectedPods.add(`default/${name}`);
    fleet.member(name).needsReboot = true;
  }
  fleet.put("/api/v1/nodes/w1", { ...fleet.node("w1"), spec: { unschedulable: true } });
  await fleet.pass(45 * MINUTE);
  const failures = ["w1", "w2"].map((name) => fleet.member(name).saved.lastReboot?.failure);
  expect(failures).toEqual(Array(2).fill(expect.stringContaining("the drain did not end in time")));
  await fleet.pass(14 * MINUTE);
  expect([fleet.isCordoned("w1"), fleet.isMarked("w1")]).toEqual([true, false]);
});

test("the turn is kept until the node is Ready and the pods that stayed are, and for ever if they never are", async () => {
  const undrained = { ...rebootSpec().drain, enabled: false };
  const fleet = await openFleet(1, rebootSpec({ drain: undrained }));
  const member = fleet.member("w1");
  fleet.addPod("agent", "w1");
  const setReady = (status: string): void =>
    fleet.put(
      POD,
      mergePatch(fleet.objects.get(POD) ?? {}, {
        status: { conditions: [{ type: "Ready", status }] },
      }),
    );
  fleet.beforeReboot = () => setReady("False");
  member.needsReboot = true;
  await fleet.pass(MINUTE);
  fleet.beforeReboot = () => undefined;
  fleet.member("m1").needsReboot = true;
  await fleet.pass(5 * MINUTE);
  expect(member.boots).toBe(2);
  expect(member.outlook?.reboot.at(-1)?.text).toBe("pods are not Ready again: default/agent");
  await fleet.pass(60 * MINUTE);
  expect([fleet.isCordoned("w1"), member.saved.disruption?.step]).toEqual([false, "holding"]);
  expect(fleet.member("m1").boots).toBe(1);
  setReady("True");
  await fleet.pass(5 * MINUTE);
  expect(fleet.member("m1").boots).toBe(2);
});

test("no host begins when too little is left of its window", async () => {
  const days = [0, 1, 2, 3, 4, 5, 6];
  const windows = [{ days, startMinute: 0, endMinute: 5, timeZone: "UTC" }];
  const fleet = await openFleet(0, rebootSpec({ windows, latestStartMs: 10 * MINUTE }));
  const member = fleet.member("m1");
  member.needsReboot = true;
  await fleet.pass(2 * MINUTE);
  expect(member.outlook?.reboot.at(-1)?.text).toBe("too late to begin in this window");
  expect([fleet.heldSlots(), member.boots]).toEqual([[], 1]);
});

test("a turn that could not be written down in the cluster is not taken", async () => {
  const fleet = await openFleet(0);
  const member = fleet.member("m1");
  fleet.refusesTurns = true;
  member.needsReboot = true;
  await fleet.pass(30 * MINUTE);
  expect([member.boots, fleet.isCordoned("m1"), member.saved.disruption]).toEqual([
    1,
    false,
    undefined,
  ]);
  fleet.refusesTurns = false;
  await fleet.pass(5 * MINUTE);
  expect(member.boots).toBe(2);
});

test("a host that has its turn already does not take another one", async () => {
  const fleet = await openFleet(2);
  const member = fleet.member("w1");
  for (const one of fleet.members) one.spec = maintenanceSpec({ budget: 3 });
  fleet.addPod("stubborn", "w1");
  fleet.protectedPods.add("default/stubborn");
  member.needsReboot = true;
  await fleet.pass(2 * MINUTE);
  member.saved = {};
  await member.startAgent();
  await fleet.pass(2 * MINUTE);
  expect(fleet.heldSlots()).toHaveLength(1);
});

test("an eviction names the pod's UID: one of the same name elsewhere is left alone", async () => {
  const asked: NodeRequest[] = [];
  const pods = parsePods({
    items: [{ metadata: { namespace: "default", name: "web-0", uid: "u-1" } }],
  });
  const api = async (request: NodeRequest) => {
    asked.push(request);
    return { kind: "ok", object: {} } as const;
  };
  await evictPods(api, pods, { kubernetesVersion: "1.20.2" });
  expect(asked).toMatchObject([{ body: { deleteOptions: { preconditions: { uid: "u-1" } } } }]);
});

test("what blocks a reboot is the last link of the chain of reasons", async () => {
  const fleet = await openFleet(0);
  const member = fleet.member("m1");
  member.blockers = [{ gate: "pods", text: "pods app=batch run here: default/batch" }];
  member.needsReboot = true;
  await fleet.pass(2 * MINUTE);
  expect(member.outlook?.reboot.at(-1)).toEqual({
    gate: "pods",
    passed: false,
    text: "pods app=batch run here: default/batch",
  });
  expect(member.boots).toBe(1);
});

import { describe, expect, test } from "vitest";
import { FakeFleet } from "./fake-fleet.fake.ts";
import type { FakeMember } from "./fake-member.fake.ts";
import { maintenanceSpec, rebootSpec } from "./sample-maintenance.fake.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Scene {
  readonly masters?: number;
  readonly workers?: number;
  readonly budget?: number;
}

const openFleet = async ({ masters = 1, workers = 2, budget = 1 }: Scene = {}) => {
  const fleet = new FakeFleet(masters, workers);
  for (const member of fleet.members) {
    member.spec = maintenanceSpec({ budget });
    await member.startAgent();
  }
  return fleet;
};

const wantReboots = (fleet: FakeFleet): void => {
  for (const member of fleet.members) member.needsReboot = true;
};

/** Notes when more are disrupted than may be, and two masters at once. */
const watch = (fleet: FakeFleet, budget: number) => {
  const seen = { most: 0, mostMasters: 0 };
  const check = (): void => {
    const disrupted = fleet.members.filter((member) => member.isDisrupted());
    seen.most = Math.max(seen.most, disrupted.length);
    const masters = disrupted.filter(({ isMaster }) => isMaster);
    seen.mostMasters = Math.max(seen.mostMasters, masters.length);
    expect(disrupted.length).toBeLessThanOrEqual(budget);
    expect(masters.length).toBeLessThanOrEqual(1);
  };
  return { seen, check };
};

const expectAtRest = (fleet: FakeFleet): void => {
  expect(fleet.heldSlots()).toEqual([]);
  expect(fleet.members.filter(({ name }) => fleet.isMarked(name))).toEqual([]);
  expect(fleet.members.filter(({ name }) => fleet.isCordoned(name))).toEqual([]);
};

const bootsOf = (fleet: FakeFleet): readonly number[] => fleet.members.map(({ boots }) => boots);

describe("hosts that need a reboot", () => {
  test("reboot one after the other, and all is as before", async () => {
    const fleet = await openFleet();
    wantReboots(fleet);
    const { seen, check } = watch(fleet, 1);
    await fleet.pass(30 * MINUTE, check);
    expect(bootsOf(fleet)).toEqual([2, 2, 2]);
    expect(seen).toEqual({ most: 1, mostMasters: 1 });
    expectAtRest(fleet);
    expect(fleet.member("w1").announced).toEqual(["begin", "drain", "reboot", "return"]);
  });

  test("several at a time where that is said, but one master", async () => {
    const fleet = await openFleet({ masters: 3, workers: 5, budget: 3 });
    wantReboots(fleet);
    const { seen, check } = watch(fleet, 3);
    await fleet.pass(HOUR, check);
    expect(bootsOf(fleet)).toEqual(Array(8).fill(2));
    expect(seen).toEqual({ most: 3, mostMasters: 1 });
    expectAtRest(fleet);
  });

  test("a turn goes on within two seconds", async () => {
    const fleet = await openFleet({ workers: 1 });
    wantReboots(fleet);
    let [freeAtMs, takenAtMs] = [0, 0];
    await fleet.pass(10 * MINUTE, () => {
      const done = fleet.members.filter(({ saved }) => saved.lastReboot !== undefined).length;
      freeAtMs = done === 1 && freeAtMs === 0 ? fleet.nowMs() : freeAtMs;
      const isTaken = done === 1 && fleet.heldSlots().length === 1;
      takenAtMs = isTaken && takenAtMs === 0 ? fleet.nowMs() : takenAtMs;
    });
    expect(takenAtMs - freeAtMs).toBeLessThanOrEqual(2_000);
    expect(takenAtMs).toBeGreaterThan(0);
  });

  test("wait for their window, and say so", async () => {
    const fleet = await openFleet({ workers: 1 });
    const windows = [
      { days: [0, 1, 2, 3, 4, 5, 6], startMinute: 120, endMinute: 180, timeZone: "UTC" },
    ];
    for (const member of fleet.members) member.spec = maintenanceSpec({ windows });
    wantReboots(fleet);
    await fleet.pass(HOUR);
    expect(bootsOf(fleet)).toEqual([1, 1]);
    expect(fleet.member("w1").outlook?.reboot.at(-1)).toEqual({
      gate: "window",
      passed: false,
      text: "outside of its windows",
      untilMs: Date.UTC(2026, 0, 1, 2),
    });
    await fleet.pass(2 * HOUR);
    expect(bootsOf(fleet)).toEqual([2, 2]);
  });

  test("do not go down when the window closes during their drain", async () => {
    const fleet = await openFleet({ workers: 0 });
    const windows = [
      { days: [0, 1, 2, 3, 4, 5, 6], startMinute: 0, endMinute: 5, timeZone: "UTC" },
    ];
    const member = fleet.member("m1");
    member.spec = maintenanceSpec({ reboots: rebootSpec({ windows }) });
    fleet.addPod("stubborn", "m1");
    fleet.protectedPods.add("default/stubborn");
    member.needsReboot = true;
    await fleet.pass(6 * MINUTE);
    expect(fleet.isMarked("m1")).toBe(true);
    fleet.protectedPods.clear();
    await fleet.pass(MINUTE);
    expect(bootsOf(fleet)).toEqual([1]);
    expectAtRest(fleet);
  });
});

describe("what goes wrong", () => {
  test("a pod that is never evicted ends the drain at its limit, and the node is uncordoned", async () => {
    const fleet = await openFleet({ workers: 1 });
    fleet.addPod("stubborn", "w1");
    fleet.protectedPods.add("default/stubborn");
    fleet.member("w1").needsReboot = true;
    await fleet.pass(14 * MINUTE);
    expect(fleet.member("w1").outlook?.reboot.at(-1)?.text).toBe(
      "1 pods are to go: default/stubborn",
    );
    await fleet.pass(3 * MINUTE);
    expect(fleet.member("w1").boots).toBe(1);
    expect(fleet.member("w1").saved.lastReboot?.failure).toContain("the drain did not end in time");
    expectAtRest(fleet);
  });

  test("a node that a person cordoned stays cordoned", async () => {
    const fleet = await openFleet({ workers: 1 });
    const node = fleet.node("w1") ?? {};
    fleet.put("/api/v1/nodes/w1", { ...node, spec: { unschedulable: true } });
    fleet.member("w1").needsReboot = true;
    await fleet.pass(10 * MINUTE);
    expect(fleet.member("w1").boots).toBe(2);
    expect([fleet.isCordoned("w1"), fleet.isMarked("w1")]).toEqual([true, false]);
  });

  test("a reboot that does not help stops the others until somebody says so", async () => {
    const fleet = await openFleet();
    wantReboots(fleet);
    for (const member of fleet.members) member.sentinelSurvives = true;
    await fleet.pass(2 * HOUR);
    expect(bootsOf(fleet).toSorted((a, b) => a - b)).toEqual([1, 1, 2]);
    const stopped = fleet.members.find(({ boots }) => boots === 2);
    expect(stopped?.saved.disruption?.step).toBe("holding");
    expect(stopped?.outlook?.reboot.at(-1)?.text).toContain("the reboot did not help");
    expect(fleet.isCordoned(stopped?.name ?? "")).toBe(false);
    for (const member of fleet.members) member.needsReboot = false;
    await fleet.pass(MINUTE);
    expectAtRest(fleet);
  });

  test("a host that does not come back stops the others, but not for ever", async () => {
    const fleet = await openFleet();
    for (const member of fleet.members)
      member.spec = maintenanceSpec({ reboots: rebootSpec({ lockTtlMs: HOUR }) });
    const dead = fleet.member("w2");
    dead.diesInReboot = true;
    dead.needsReboot = true;
    await fleet.pass(2 * MINUTE);
    wantReboots(fleet);
    await fleet.pass(50 * MINUTE);
    expect(bootsOf(fleet)).toEqual([1, 1, 1]);
    expect(fleet.member("w1").outlook?.reboot.at(-1)?.text).toBe("w2 is not Ready; 1 at a time");
    await fleet.pass(20 * MINUTE);
    expect(bootsOf(fleet)).toEqual([2, 2, 1]);
  });

  test("a clock that its boot sets right does not keep a host from coming back", async () => {
    const fleet = await openFleet({ workers: 1 });
    const member = fleet.member("w1");
    member.spec = maintenanceSpec({
      reboots: rebootSpec({ drain: { ...rebootSpec().drain, enabled: false } }),
    });
    fleet.addPod("stays", "w1");
    member.clockOffsetMs = 5 * HOUR;
    member.needsReboot = true;
    await fleet.pass(MINUTE);
    member.clockOffsetMs = 0;
    await fleet.pass(5 * MINUTE);
    expect(member.saved.lastReboot?.failure).toBeUndefined();
    expectAtRest(fleet);
  });

  test("a clock that is set two hours forward ends no drain that has just begun", async () => {
    const fleet = await openFleet({ workers: 1 });
    const member = fleet.member("w1");
    fleet.addPod("stubborn", "w1");
    fleet.protectedPods.add("default/stubborn");
    member.needsReboot = true;
    await fleet.pass(3 * MINUTE);
    member.clockOffsetMs = 2 * HOUR;
    await fleet.pass(5 * MINUTE);
    expect(member.saved.disruption?.step).toBe("draining");
    await fleet.pass(10 * MINUTE);
    expect(member.saved.lastReboot?.failure).toContain("the drain did not end in time");
    expectAtRest(fleet);
  });

  test("a failure that a clock which was ahead has noted is tried again no later for it", async () => {
    const fleet = await openFleet({ workers: 1 });
    const member = fleet.member("w1");
    fleet.addPod("stubborn", "w1");
    fleet.protectedPods.add("default/stubborn");
    member.clockOffsetMs = 5 * HOUR;
    member.needsReboot = true;
    await fleet.pass(17 * MINUTE);
    expect(member.saved.lastReboot?.failure).toContain("the drain did not end in time");
    member.clockOffsetMs = 0;
    fleet.protectedPods.clear();
    await fleet.pass(17 * MINUTE);
    expect(member.boots).toBe(2);
    expectAtRest(fleet);
  });

  test("a host that is still cordoned by its agent counts, also when its turn has run out", async () => {
    const fleet = await openFleet({ workers: 1 });
    const member = fleet.member("w1");
    member.needsReboot = true;
    await fleet.pass(63_000);
    member.killAgent();
    fleet.member("m1").needsReboot = true;
    await fleet.pass(HOUR);
    expect(fleet.member("m1").outlook?.reboot.at(-1)?.text).toBe(
      "w1 is still cordoned by its agent; 1 at a time",
    );
    await member.startAgent();
    await fleet.pass(10 * MINUTE);
    expect(bootsOf(fleet)).toEqual([2, 2]);
    expectAtRest(fleet);
  });

  test("a deleted node keeps nothing", async () => {
    const fleet = await openFleet();
    const dead = fleet.member("w2");
    dead.diesInReboot = true;
    dead.needsReboot = true;
    await fleet.pass(2 * MINUTE);
    fleet.objects.delete("/api/v1/nodes/w2");
    wantReboots(fleet);
    await fleet.pass(10 * MINUTE);
    expect(bootsOf(fleet)).toEqual([2, 2, 1]);
  });

  test("without the API server it waits, says so, and goes on", async () => {
    const fleet = await openFleet({ workers: 1 });
    fleet.addPod("stubborn", "w1");
    fleet.protectedPods.add("default/stubborn");
    fleet.member("w1").needsReboot = true;
    await fleet.pass(2 * MINUTE);
    fleet.isApiAway = true;
    await fleet.pass(10 * MINUTE);
    expect(fleet.member("w1").outlook?.reboot.at(-1)).toMatchObject({
      gate: "cluster",
      text: "the Kubernetes API: ECONNREFUSED",
    });
    fleet.isApiAway = false;
    fleet.protectedPods.clear();
    await fleet.pass(5 * MINUTE);
    expect(fleet.member("w1").boots).toBe(2);
    expectAtRest(fleet);
  });

  test("a lease that nobody of the cluster holds is taken over when it has run out", async () => {
    const fleet = await openFleet({ workers: 0 });
    fleet.put("/apis/coordination.k8s.io/v1/namespaces/pharos-system/leases/disruption-0", {
      metadata: { name: "disruption-0" },
      spec: { holderIdentity: "somebody", leaseDurationSeconds: 600 },
    });
    fleet.member("m1").needsReboot = true;
    await fleet.pass(25_000);
    expect(fleet.member("m1").outlook?.reboot.at(-1)?.text).toBe(
      "somebody has its turn; 1 at a time",
    );
    await fleet.pass(5 * MINUTE);
    expect(fleet.member("m1").boots).toBe(2);
  });

  test("a node that is deleted in its turn gives it back", async () => {
    const fleet = await openFleet({ workers: 1 });
    fleet.addPod("stubborn", "w1");
    fleet.protectedPods.add("default/stubborn");
    fleet.member("w1").needsReboot = true;
    await fleet.pass(2 * MINUTE);
    expect(fleet.heldSlots()).toHaveLength(1);
    fleet.objects.delete("/api/v1/nodes/w1");
    await fleet.pass(MINUTE);
    expect(fleet.heldSlots()).toEqual([]);
    expect(fleet.member("w1").saved.lastReboot?.failure).toBe("the cluster has no node w1");
  });
});

test("what a host has left behind that lost its memory is taken back", async () => {
  const fleet = await openFleet({ workers: 1 });
  const member = fleet.member("w1");
  fleet.addPod("stubborn", "w1");
  fleet.protectedPods.add("default/stubborn");
  member.needsReboot = true;
  await fleet.pass(2 * MINUTE);
  expect([fleet.isMarked("w1"), fleet.heldSlots().length]).toEqual([true, 1]);
  member.saved = {};
  member.needsReboot = false;
  await member.startAgent();
  await fleet.pass(MINUTE);
  expectAtRest(fleet);
});

test("upgrades take turns too, and a reboot goes first", async () => {
  const fleet = await openFleet();
  for (const member of fleet.members) {
    member.spec = maintenanceSpec({
      upgrades: { due: { kind: "interval", intervalMs: 86_400_000 }, packages: "security" },
    });
  }
  fleet.member("w1").needsReboot = true;
  const { check } = watch(fleet, 1);
  await fleet.pass(30 * MINUTE, check);
  expect(fleet.members.map(({ upgrades }) => upgrades)).toEqual([1, 1, 1]);
  expect(fleet.member("w1").boots).toBe(2);
  expectAtRest(fleet);
});

/** Numbers that look drawn and are the same each time. */
const draws = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
};

type Fault = (fleet: FakeFleet, member: FakeMember) => void;

const faults: readonly Fault[] = [
  (_fleet, member) => void (member.diesBeforeWrite = 1),
  (_fleet, member) => void (member.diesBeforeWrite = 3),
  (_fleet, member) => member.killAgent(),
  (fleet, member) => member.isUp && fleet.crash(member),
  (fleet) => void (fleet.isApiAway = true),
  (fleet, { name }) => void fleet.protectedPods.add(`default/${name}`),
];

const heal = async (fleet: FakeFleet): Promise<void> => {
  fleet.isApiAway = false;
  fleet.protectedPods.clear();
  for (const member of fleet.members) {
    member.diesBeforeWrite = undefined;
    const isDead = !member.isUp;
    await (isDead ? fleet.powerOn(member) : member.startAgent());
  }
};

test.each(Array.from({ length: 12 }, (_, seed) => [seed + 1]))(
  "random windows, faults and times %i: never more than may be, and in the end all is as before",
  async (seed) => {
    const draw = draws(seed);
    const budget = 1 + draw(3);
    const fleet = await openFleet({ masters: 1 + draw(3), workers: 1 + draw(5), budget });
    const windows = [
      {
        days: [0, 1, 2, 3, 4, 5, 6],
        startMinute: draw(1440),
        endMinute: 1 + draw(1440),
        timeZone: "UTC",
      },
    ].filter(() => draw(2) === 0);
    for (const member of fleet.members) {
      member.spec = maintenanceSpec({ budget, windows });
      member.needsReboot = draw(4) > 0;
      fleet.addPod(member.name, member.name);
    }
    const wanted = fleet.members.filter(({ needsReboot }) => needsReboot);
    const { check } = watch(fleet, budget);
    for (let round = 0; round < 8; round += 1) {
      await fleet.pass(draw(10 * MINUTE), check);
      const member = fleet.members[draw(fleet.members.length)] ?? fleet.member("m1");
      faults[draw(faults.length)]?.(fleet, member);
      await fleet.pass(draw(5 * MINUTE), check);
      await heal(fleet);
    }
    const isThrough = (): boolean =>
      fleet.heldSlots().length === 0 && wanted.every(({ needsReboot }) => !needsReboot);
    for (let hour = 0; hour < 72 && !isThrough(); hour += 1) await fleet.pass(HOUR, check);
    expect(wanted.filter(({ needsReboot }) => needsReboot)).toEqual([]);
    expectAtRest(fleet);
  },
);

import { expect, test } from "vitest";
import { FakeFleet } from "./fake-fleet.fake.ts";
import { maintenanceSpec } from "./sample-maintenance.fake.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const windows = [
  { days: [0, 1, 2, 3, 4, 5, 6], startMinute: 120, endMinute: 240, timeZone: "UTC" },
];

/** Two masters and two workers, each at its work for an hour. */
const openFleet = async (spec = maintenanceSpec()): Promise<FakeFleet> => {
  const fleet = new FakeFleet(2, 2);
  for (const member of fleet.members) {
    member.spec = spec;
    member.workTakesMs = HOUR / 2;
    await member.startAgent();
  }
  return fleet;
};

const oneAtATime = (fleet: FakeFleet) => (): void => {
  const busy = fleet.members.filter(({ isBusy }) => isBusy).map(({ name }) => name);
  expect(busy.length, `at work: ${busy.join(" ")}`).toBeLessThanOrEqual(1);
};

test("an upgrade that takes half an hour keeps its turn, also while the API server is away for ten minutes", async () => {
  const due = { kind: "interval", intervalMs: 30 * 24 * HOUR } as const;
  const { reboots: _none, ...spec } = maintenanceSpec({ upgrades: { due, packages: "all" } });
  const fleet = await openFleet(spec);
  await fleet.pass(10 * MINUTE, oneAtATime(fleet));
  fleet.isApiAway = true;
  await fleet.pass(10 * MINUTE, oneAtATime(fleet));
  fleet.isApiAway = false;
  await fleet.pass(4 * HOUR, oneAtATime(fleet));
  expect(fleet.members.map(({ upgrades }) => upgrades)).toEqual([1, 1, 1, 1]);
  expect(fleet.heldSlots()).toEqual([]);
});

test("what disrupts when it is put back waits for a window and the host's turn", async () => {
  const fleet = await openFleet({ windows, budget: 1 });
  for (const member of fleet.members) member.corrections = ["run the kubelet"];
  await fleet.pass(HOUR, oneAtATime(fleet));
  expect(fleet.member("w1").outlook?.correction.at(-1)).toMatchObject({
    gate: "window",
    passed: false,
  });
  await fleet.pass(4 * HOUR, oneAtATime(fleet));
  expect(fleet.members.flatMap(({ corrections }) => corrections)).toEqual([]);
  expect(fleet.heldSlots()).toEqual([]);
  expect(fleet.members.map(({ boots }) => boots)).toEqual([1, 1, 1, 1]);
});

test("where hosts take no turns nothing that disrupts is put back by itself", async () => {
  const fleet = await openFleet({ windows: [], budget: 1 });
  fleet.member("w1").corrections = ["run the kubelet"];
  await fleet.pass(4 * HOUR);
  expect(fleet.member("w1").corrections).toEqual(["run the kubelet"]);
  expect(fleet.heldSlots()).toEqual([]);
});

test("an agent that is killed while it puts something back goes on there", async () => {
  const fleet = await openFleet();
  const member = fleet.member("m1");
  member.corrections = ["renew the control plane's certificates"];
  await fleet.pass(5 * MINUTE);
  expect(member.saved.disruption?.step).toBe("correcting");
  member.killAgent();
  member.isBusy = false;
  await fleet.pass(MINUTE);
  await member.startAgent();
  await fleet.pass(2 * HOUR, oneAtATime(fleet));
  expect(member.corrections).toEqual([]);
  expect(fleet.heldSlots()).toEqual([]);
});

test("who asks during long work is answered at once", async () => {
  const fleet = await openFleet();
  const member = fleet.member("w1");
  member.corrections = ["run the kubelet"];
  await fleet.pass(5 * MINUTE);
  const { state, outlook } = await member.keeper.report();
  expect([state.disruption?.step, outlook.step.kind]).toEqual(["correcting", "correct"]);
});

test("who asks while the API server is silent is told so at once, and of what has changed meanwhile", async () => {
  const fleet = await openFleet();
  const member = fleet.member("w1");
  fleet.addPod("stubborn", "w1");
  fleet.protectedPods.add("default/stubborn");
  await fleet.pass(5_000);
  fleet.isApiSilent = true;
  member.needsReboot = true;
  await fleet.pass(72_000);
  // No time passes from here on.
  const lastWord = async () => (await member.keeper.report()).outlook.reboot.at(-1)?.text;
  expect(await lastWord()).toBe("the Kubernetes API: no answer in 10 s");
  member.needsReboot = false;
  expect(await lastWord()).toBe("no reboot is needed");
  member.needsReboot = true;
  fleet.isApiSilent = false;
  await fleet.pass(20_000);
  expect(await lastWord()).toBe("1 pods are to go: default/stubborn");
});

const PAUSE = { reason: "a freeze", by: "ada", untilMs: Number.MAX_SAFE_INTEGER };

/** A host in the middle of an upgrade that takes half an hour. */
const upgrading = async () => {
  const due = { kind: "interval", intervalMs: 30 * 24 * HOUR } as const;
  const fleet = await openFleet(maintenanceSpec({ upgrades: { due, packages: "all" } }));
  const member = fleet.member("m1");
  await fleet.pass(5 * MINUTE);
  expect(member.saved.disruption?.step).toBe("upgrading");
  return { fleet, member };
};

test("a pause and an order are taken during long work at once, and stay after it", async () => {
  const { fleet, member } = await upgrading();
  const order = { by: "ada", atMs: fleet.nowMs() };
  await member.keeper.change((state) => ({ ...state, pause: PAUSE }));
  await member.keeper.change((state) => ({ ...state, upgradeOrder: order }));
  expect(member.saved).toMatchObject({ pause: PAUSE, upgradeOrder: order });
  expect((await member.keeper.report()).state.pause).toEqual(PAUSE);
  expect(member.saved.disruption?.step).toBe("upgrading");
  await fleet.pass(HOUR, oneAtATime(fleet));
  expect(member.saved.pause).toEqual(PAUSE);
  // The order came after that upgrade had begun.
  await fleet.pass(4 * HOUR, oneAtATime(fleet));
  expect([member.upgrades, member.saved.upgradeOrder]).toEqual([2, undefined]);
  expect(fleet.heldSlots()).toEqual([]);
});

test("who comes while it is just being decided that long work begins does not wait for it", async () => {
  const due = { kind: "interval", intervalMs: 30 * 24 * HOUR } as const;
  const fleet = await openFleet(maintenanceSpec({ upgrades: { due, packages: "all" } }));
  const member = fleet.member("m1");
  let answers: Promise<unknown>[] = [];
  member.afterSave = () => {
    if (member.saved.disruption?.step !== "acquired" || answers.length > 0) return;
    const pause = member.keeper.change((state) => ({ ...state, pause: PAUSE }));
    answers = [pause, member.keeper.report()];
  };
  await fleet.pass(MINUTE);
  await Promise.all(answers);
  expect([answers.length, member.saved.disruption?.step, member.saved.pause]).toEqual([
    2,
    "upgrading",
    PAUSE,
  ]);
});

test("a pause that was taken during long work outlives the agent", async () => {
  const { fleet, member } = await upgrading();
  await member.keeper.change((state) => ({ ...state, pause: PAUSE }));
  member.killAgent();
  member.isBusy = false;
  await member.startAgent();
  await fleet.pass(2 * HOUR, oneAtATime(fleet));
  expect(member.saved.pause).toEqual(PAUSE);
  expect(member.saved.disruption).toBeUndefined();
});

test("what comes in the very moment in which the work ends is not lost", async () => {
  const { fleet, member } = await upgrading();
  let changes: Promise<void>[] = [];
  member.afterSave = () => {
    if (member.saved.disruption?.step !== "undoing" || changes.length > 0) return;
    changes = [member.keeper.change((state) => ({ ...state, pause: PAUSE }))];
  };
  await fleet.pass(HOUR);
  await Promise.all(changes);
  expect(member.saved).toMatchObject({ pause: PAUSE });
});

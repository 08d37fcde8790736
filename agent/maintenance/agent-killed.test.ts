import { expect, test } from "vitest";
import { FakeFleet } from "./fake-fleet.fake.ts";
import type { FakeMember } from "./fake-member.fake.ts";
import type { DisruptionStep } from "./maintenance-state.ts";
import { maintenanceSpec } from "./sample-maintenance.fake.ts";

const MINUTE = 60_000;

/** Both hosts need a reboot; w1's pod stays for a minute, so that each step is one that can be met. */
const openFleet = async (): Promise<FakeFleet> => {
  const fleet = new FakeFleet(1, 1);
  for (const member of fleet.members) {
    member.spec = maintenanceSpec();
    member.needsReboot = true;
    fleet.addPod(member.name, member.name);
    fleet.protectedPods.add(`default/${member.name}`);
    await member.startAgent();
  }
  fleet.after(MINUTE, () => fleet.protectedPods.clear());
  return fleet;
};

const expectDone = (fleet: FakeFleet): void => {
  expect(fleet.members.map(({ boots }) => boots)).toEqual([2, 2]);
  expect(fleet.heldSlots()).toEqual([]);
  expect(fleet.members.filter(({ name }) => fleet.isCordoned(name))).toEqual([]);
};

const kill: Readonly<Record<string, (member: FakeMember, write: number) => void>> = {
  before: (member, write) => void (member.diesBeforeWrite = write),
  after: (member, write) => void (member.diesAfterWrite = write),
};

const moments = ["before", "after"].flatMap((when) =>
  Array.from({ length: 12 }, (_, index) => ({ when, write: index + 1 })),
);

test.each(moments)(
  "an agent that is killed right $when its write number $write goes on there when it starts",
  async ({ when, write }) => {
    const fleet = await openFleet();
    const member = fleet.member("w1");
    kill[when]?.(member, write);
    for (let minute = 0; minute < 10; minute += 1) {
      await fleet.pass(MINUTE);
      // As systemd does it; a host that is down has none to start.
      await (member.isUp && !member.hasAgent ? member.startAgent() : undefined);
    }
    await fleet.pass(20 * MINUTE);
    expectDone(fleet);
  },
);

const steps: readonly DisruptionStep[] = [
  "acquired",
  "draining",
  "drained",
  "rebooting",
  "returning",
  "undoing",
];

test.each(steps)(
  "ten minutes without the API server while it is %s are waited for, and it keeps its turn",
  async (step) => {
    const fleet = await openFleet();
    let isStruck = false;
    const member = fleet.member("w1");
    member.afterSave = () => {
      if (isStruck || member.saved.disruption?.step !== step) return;
      isStruck = true;
      fleet.isApiAway = true;
      fleet.after(10 * MINUTE, () => void (fleet.isApiAway = false));
    };
    await fleet.pass(60 * MINUTE);
    expect(isStruck).toBe(true);
    expect(fleet.members.flatMap(({ announced }) => announced)).not.toContain("fail");
    expectDone(fleet);
  },
);

test.each(steps)(
  "a disk that is full for ten minutes while it is %s holds it up: it goes down only once that is written",
  async (step) => {
    const fleet = await openFleet();
    const member = fleet.member("w1");
    const downs: (string | undefined)[] = [];
    fleet.beforeReboot = (one) => {
      if (one === member) downs.push(member.saved.disruption?.step);
    };
    let isStruck = false;
    member.afterSave = () => {
      if (isStruck || member.saved.disruption?.step !== step) return;
      isStruck = true;
      member.isDiskFull = true;
      fleet.after(10 * MINUTE, () => void (member.isDiskFull = false));
    };
    await fleet.pass(60 * MINUTE);
    expect([isStruck, downs]).toEqual([true, ["rebooting"]]);
    expectDone(fleet);
  },
);
